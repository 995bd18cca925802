using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Ties;

namespace HawkesNet.Gpu.Ties;

/// <summary>The local step of `influence` over a window on the processor's vectors and several of its cores: what a
/// device is measured against.</summary>
/// <remarks>Events are cut at fixed places and summed in order, so the number of cores does not change the
/// bits.</remarks>
internal sealed class LaneInfluence
{
    private const int EventsPerChunk = 256;
    private readonly InfluenceWindow window;
    private readonly double[] choices;
    private readonly double[] others;
    private readonly ParallelOptions options;
    private readonly Doubles8[] masses;
    private readonly double[] responsibilities;

    public LaneInfluence(InfluenceWindow window, double[] choices, double[] others, int cores)
    {
        this.window = window;
        this.choices = choices;
        this.others = others;
        options = new ParallelOptions { MaxDegreeOfParallelism = cores };
        masses = new Doubles8[window.AdditionEvents.Length];
        responsibilities = new double[window.CandidateCount];
    }

    /// <summary>Shares every event out among its candidates and the other causes.</summary>
    public InfluenceSums Evaluate(DecayGrid grid, Doubles8 shares, double[] pairWeights)
    {
        Scan(grid.DecaysPerTick);
        Doubles8 kernel = VectorLanes.Product(shares, grid.DecaysPerTick);
        var parts = new (double Log, Doubles8 ByDecay)[(window.EventCount + EventsPerChunk - 1) / EventsPerChunk];
        Parallel.For(0, parts.Length, options, chunk => parts[chunk] = Share(chunk, grid, kernel, pairWeights));
        var sums = new InfluenceSums(pairWeights.Length);
        foreach ((double log, Doubles8 byDecay) in parts)
        {
            sums.LogIntensity += log;
            for (int b = 0; b < Doubles8.Count; b++)
            {
                sums.ByDecay[b] += byDecay[b];
            }
        }
        Parallel.For(0, pairWeights.Length, options, pair =>
        {
            for (int i = window.PairStarts[pair]; i < window.PairStarts[pair + 1]; i++)
            {
                sums.ByPair[pair] += responsibilities[window.PairCandidates[i]];
            }
        });
        return sums;
    }

    /// <summary>One chain after the other: additions are few beside candidates.</summary>
    private void Scan(in Doubles8 decays)
    {
        Doubles8 mass = default;
        for (int i = 0; i < masses.Length; i++)
        {
            double gap = window.AdditionGaps[i];
            mass = gap < 0 ? default : VectorLanes.Product(mass, VectorLanes.Survival(decays, gap));
            mass = VectorLanes.MultiplyAdd(mass, Doubles8.Filled(1), 1);
            masses[i] = mass;
        }
    }

    private (double Log, Doubles8 ByDecay) Share(
        int chunk, DecayGrid grid, in Doubles8 kernel, double[] pairWeights)
    {
        double logs = 0;
        Doubles8 byDecay = default;
        var parts = new Doubles8[TieScan.CandidatesMax];
        int end = Math.Min(window.EventCount, (chunk + 1) * EventsPerChunk);
        for (int e = chunk * EventsPerChunk; e < end; e++)
        {
            int first = window.CandidateStarts[e], count = window.CandidateStarts[e + 1] - first;
            double sum = 0;
            for (int c = 0; c < count; c++)
            {
                Doubles8 survival = VectorLanes.Survival(grid.DecaysPerTick, window.CandidateGaps[first + c]);
                Doubles8 mass = VectorLanes.Product(masses[window.CandidateAdditions[first + c]], survival);
                parts[c] = VectorLanes.MultiplyAdd(
                    default, VectorLanes.Product(mass, kernel), pairWeights[window.CandidatePairs[first + c]]);
                responsibilities[first + c] = VectorLanes.Dot(parts[c], Doubles8.Filled(1));
                sum += responsibilities[first + c];
            }
            double total = others[e] + (choices[e] * sum), scale = choices[e] / total;
            logs += Math.Log(total);
            for (int c = 0; c < count; c++)
            {
                responsibilities[first + c] *= scale;
                byDecay = VectorLanes.MultiplyAdd(byDecay, parts[c], scale);
            }
        }
        return (logs, byDecay);
    }
}
