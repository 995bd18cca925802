using HawkesNet.Model.State;

namespace HawkesNet.Model.Diagnostics;

/// <summary>Running sums of the prequential score, and the histogram of rescaled waiting times.</summary>
internal sealed class ScoreTally
{
    /// <summary>Bins of the histogram of 1 - exp(-ΔΛ), which is uniform when the model is right.</summary>
    public const int BinCount = 1024;

    private const int FirstFade = 512;
    private const double RecentFade = 1 - (1.0 / 1000);

    private double[] bins = new double[BinCount];
    private double logLikelihood;
    private double poissonLogLikelihood;
    private double recentSum;
    private double recentWeight;

    /// <summary>Events scored.</summary>
    public long Events { get; private set; }

    /// <summary>Waiting times in the histogram, by their weights.</summary>
    public double Waits { get; private set; }

    public ReadOnlySpan<double> Bins => bins;

    /// <summary>Mean log-likelihood per event, nats, time in ticks.</summary>
    public double Score => Events == 0 ? 0 : logLikelihood / Events;

    public double RecentScore => recentWeight == 0 ? 0 : recentSum / recentWeight;

    /// <summary>Score of one Poisson rate per channel, each event scored by the counts before it.</summary>
    public double PoissonScore => Events == 0 ? 0 : poissonLogLikelihood / Events;

    /// <summary>Adds one event's score. Events of one time wait once: the waiting time is that to the first of
    /// them.</summary>
    public void Add(double logIntensity, double compensator, double poissonLog, bool isLearning)
    {
        Events++;
        double score = logIntensity - compensator;
        logLikelihood += score;
        poissonLogLikelihood += poissonLog;
        recentSum = (recentSum * RecentFade) + score;
        recentWeight = (recentWeight * RecentFade) + 1;
        if (compensator > 0)
        {
            AddWait(compensator);
        }
        if (isLearning && Events >= FirstFade && long.IsPow2(Events))
        {
            FadeWaits();
        }
    }

    /// <summary>Starts the histogram afresh, as when parameters are frozen.</summary>
    public void ClearWaits()
    {
        Array.Clear(bins);
        Waits = 0;
    }

    public ScoreTally Clone() => new()
    {
        bins = (double[])bins.Clone(),
        logLikelihood = logLikelihood,
        poissonLogLikelihood = poissonLogLikelihood,
        recentSum = recentSum,
        recentWeight = recentWeight,
        Events = Events,
        Waits = Waits,
    };

    public void Transfer(IStateTransfer transfer)
    {
        bins = transfer.Array(bins);
        logLikelihood = transfer.Value(logLikelihood);
        poissonLogLikelihood = transfer.Value(poissonLogLikelihood);
        recentSum = transfer.Value(recentSum);
        recentWeight = transfer.Value(recentWeight);
        Events = transfer.Value(Events);
        Waits = transfer.Value(Waits);
    }

    // Early waits were rescaled by a model still learning: each doubling of the stream halves what they weigh.
    private void FadeWaits()
    {
        Waits /= 2;
        foreach (ref double count in bins.AsSpan())
        {
            count /= 2;
        }
    }

    private void AddWait(double rescaled)
    {
        int bin = (int)((1 - Math.Exp(-rescaled)) * BinCount);
        bins[Math.Min(bin, BinCount - 1)]++;
        Waits++;
    }
}
