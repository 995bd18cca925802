namespace HawkesNet.Cli.Verify;

/// <summary>The exact causal filter of a mixture of Hawkes processes: parameters known, clusters not.</summary>
/// <remarks>Kernel exponential, decay one per second. An actor's likelihood is the mean over clusters, by their sizes,
/// of its likelihood in each.</remarks>
internal sealed class MixtureFilter
{
    private readonly MixtureParameters parameters;
    private readonly double[] logShares;
    private readonly double[] baselineTotals;
    private readonly double[][] offspringTotals;
    private readonly double[,] logIntensity;
    private readonly double[,] counts;
    private readonly double[,] decayed;
    private readonly double[] lastSeconds;
    private double now;

    /// <summary>Before the first event.</summary>
    /// <param name="parameters">The truth.</param>
    /// <param name="clusters">True cluster of each actor: only the sizes are used. [M]</param>
    public MixtureFilter(MixtureParameters parameters, IReadOnlyList<int> clusters)
    {
        this.parameters = parameters;
        int clusterCount = parameters.Baselines.Length;
        int typeCount = parameters.Baselines[0].Length;
        logShares = [.. Enumerable.Range(0, clusterCount)
            .Select(k => Math.Log(clusters.Count(c => c == k) / (double)clusters.Count))];
        baselineTotals = [.. parameters.Baselines.Select(rates => rates.Sum())];
        offspringTotals = [.. parameters.Offspring.Select(matrix => Enumerable.Range(0, typeCount)
            .Select(v => Enumerable.Range(0, typeCount).Sum(u => matrix[v, u])).ToArray())];
        logIntensity = new double[clusters.Count, clusterCount];
        counts = new double[clusters.Count, typeCount];
        decayed = new double[clusters.Count, typeCount];
        lastSeconds = new double[clusters.Count];
    }

    /// <summary>Takes in the next event.</summary>
    public void Add(double seconds, int actor, int type)
    {
        double left = Math.Exp(lastSeconds[actor] - seconds);
        lastSeconds[actor] = now = seconds;
        for (int v = 0; v < decayed.GetLength(1); v++)
        {
            decayed[actor, v] *= left;
        }
        for (int k = 0; k < logShares.Length; k++)
        {
            double intensity = parameters.Baselines[k][type];
            for (int v = 0; v < decayed.GetLength(1); v++)
            {
                intensity += parameters.Offspring[k][v, type] * decayed[actor, v];
            }
            logIntensity[actor, k] += Math.Log(intensity);
        }
        counts[actor, type]++;
        decayed[actor, type]++;
    }

    /// <summary>Log-likelihood of all events so far, up to the last one; rates per second. O(M K U).</summary>
    public double LogLikelihood()
    {
        double sum = 0;
        var logs = new double[logShares.Length];
        for (int actor = 0; actor < lastSeconds.Length; actor++)
        {
            LogWeights(actor, logs);
            double largest = logs.Max();
            sum += largest + Math.Log(logs.Sum(log => Math.Exp(log - largest)));
        }
        return sum;
    }

    /// <summary>An actor's most probable cluster given all its events so far.</summary>
    public int MostProbable(int actor)
    {
        var logs = new double[logShares.Length];
        LogWeights(actor, logs);
        return Array.IndexOf(logs, logs.Max());
    }

    private void LogWeights(int actor, double[] logs)
    {
        double left = Math.Exp(lastSeconds[actor] - now);
        for (int k = 0; k < logs.Length; k++)
        {
            double compensator = baselineTotals[k] * now;
            for (int v = 0; v < decayed.GetLength(1); v++)
            {
                compensator += offspringTotals[k][v] * (counts[actor, v] - (decayed[actor, v] * left));
            }
            logs[k] = logShares[k] + logIntensity[actor, k] - compensator;
        }
    }
}
