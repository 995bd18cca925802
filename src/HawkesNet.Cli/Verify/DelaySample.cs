using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Verify;

/// <summary>A stream of protocols D: one actor that excites itself through a kernel.</summary>
internal sealed class DelaySample : Sample
{
    private const double Offspring = 0.6;
    private const double EventsNominal = 40_000;
    private readonly double baseline;
    private readonly DelayMixture kernel;

    /// <summary>Draws a stream; rows of one report differ in their random stream too.</summary>
    public DelaySample(DelayMixture kernel, double baseline, ulong seed, ulong stream)
    {
        (this.kernel, this.baseline) = (kernel, baseline);
        var process = new BranchingProcess(new CounterRng(seed, stream), EndSeconds, kernel.Draw);
        process.AddBaseline(0, baseline, 0, EndSeconds);
        foreach (ChannelEvent e in process.Grow(_ => [new ChannelOffspring(0, Offspring)]))
        {
            Events.Add(ToTicks(e.Seconds), 0, EventBatch.NoTarget, 0);
        }
    }

    /// <inheritdoc/>
    public override double EndSeconds => EventsNominal * (1 - Offspring) / baseline;

    /// <inheritdoc/>
    public override double[] LogLikelihoods(IReadOnlyList<int> ends)
    {
        var filter = new DelayFilter(baseline, Offspring, kernel);
        return Cumulate(ends, i => filter.Add(SecondsOf(i)), () => filter.LogLikelihood);
    }

    /// <inheritdoc/>
    public override SeedResult Measure(SeedResult result, ModelView final, IReadOnlyList<ModelView> looks)
    {
        var weights = new WeightComparison();
        weights.Add(Offspring, final.OffspringMean(Mechanism.Burst, 0, 0, 0, 0));
        weights.Check(Offspring, final.Offspring(Mechanism.Burst, 0, 0, 0, 0));
        double learned = final.Actor(0).BaselinePerTick.Mean * TicksPerSecond;
        return result with
        {
            WeightError = weights.Error,
            Covered = weights.Covered,
            Intervals = weights.Intervals,
            BaselineError = Math.Abs((learned / baseline) - 1),
        };
    }
}
