using HawkesNet.Model.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Ties;

/// <summary>The candidates of a window's events, on the device.</summary>
internal readonly struct CandidateViews(
    ArrayView<int> starts, ArrayView<int> events, ArrayView<int> additions, ArrayView<double> gaps,
    ArrayView<int> pairs)
{
    public readonly ArrayView<int> Starts = starts;
    public readonly ArrayView<int> Events = events;
    public readonly ArrayView<int> Additions = additions;
    public readonly ArrayView<double> Gaps = gaps;
    public readonly ArrayView<int> Pairs = pairs;
}

/// <summary>The local step of `influence` over many candidate ties: events × ties × decays exponentials, the
/// responsibilities, and their sums (equation 30).</summary>
/// <remarks>The sources' decayed sums come from <see cref="Windows.ScanKernels"/>. All in double.</remarks>
internal static class InfluenceKernels
{
    /// <summary>Candidates whose credit by decay one thread sums, in order.</summary>
    public const int CandidatesPerThread = 64;

    /// <summary>Influence of each candidate on its event's actor, per tick.</summary>
    /// <param name="index">The candidate.</param>
    /// <param name="candidates">All candidates.</param>
    /// <param name="decays">Per tick. [8]</param>
    /// <param name="kernel">η_b β_b, per tick. [8]</param>
    /// <param name="weights">W of each pair. [pairs]</param>
    /// <param name="mass">S after each addition. [additions, 8]</param>
    /// <param name="rates">Written. [candidates]</param>
    public static void Rate(
        Index1D index, CandidateViews candidates, ArrayView<double> decays, ArrayView<double> kernel,
        ArrayView<double> weights, ArrayView<double> mass, ArrayView<double> rates)
    {
        int at = candidates.Additions[index] * Doubles8.Count;
        double gap = candidates.Gaps[index], sum = 0;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            sum += kernel[b] * mass[at + b] * DeviceMath.ExpOfNonPositive(-decays[b] * gap);
        }
        rates[index] = weights[candidates.Pairs[index]] * sum;
    }

    /// <summary>Adds an event's candidates up, in order: its log-intensity, and what makes a candidate's rate its
    /// responsibility.</summary>
    /// <param name="index">The event.</param>
    /// <param name="starts">First candidate of each event. [events + 1]</param>
    /// <param name="rates">Influence of each candidate. [candidates]</param>
    /// <param name="choices">Share of the influence that falls on the event's channel. [events]</param>
    /// <param name="others">Intensity of all other causes. [events]</param>
    /// <param name="scales">Written. [events]</param>
    /// <param name="logs">Written. [events]</param>
    public static void Share(
        Index1D index, ArrayView<int> starts, ArrayView<double> rates, ArrayView<double> choices,
        ArrayView<double> others, ArrayView<double> scales, ArrayView<double> logs)
    {
        double sum = 0;
        int end = starts[index + 1];
        for (int candidate = starts[index]; candidate < end; candidate++)
        {
            sum += rates[candidate];
        }
        double total = others[index] + (choices[index] * sum);
        scales[index] = choices[index] / total;
        logs[index] = DeviceMath.Log(total);
    }

    /// <summary>Expected events by decay, of each chunk of candidates.</summary>
    /// <param name="index">Chunk · 8 + decay.</param>
    /// <param name="candidates">All candidates.</param>
    /// <param name="decays">Per tick. [8]</param>
    /// <param name="kernel">η_b β_b, per tick. [8]</param>
    /// <param name="weights">W of each pair. [pairs]</param>
    /// <param name="mass">S after each addition. [additions, 8]</param>
    /// <param name="scales">What makes a rate a responsibility. [events]</param>
    /// <param name="partial">Written. [chunks, 8]</param>
    public static void CreditDecays(
        Index1D index, CandidateViews candidates, ArrayView<double> decays, ArrayView<double> kernel,
        ArrayView<double> weights, ArrayView<double> mass, ArrayView<double> scales, ArrayView<double> partial)
    {
        int b = index % Doubles8.Count;
        int first = index / Doubles8.Count * CandidatesPerThread;
        int end = Math.Min(first + CandidatesPerThread, candidates.Gaps.IntLength);
        double decay = decays[b], sum = 0;
        for (int candidate = first; candidate < end; candidate++)
        {
            sum += scales[candidates.Events[candidate]] * weights[candidates.Pairs[candidate]]
                * mass[(candidates.Additions[candidate] * Doubles8.Count) + b]
                * DeviceMath.ExpOfNonPositive(-decay * candidates.Gaps[candidate]);
        }
        partial[index] = kernel[b] * sum;
    }

    /// <summary>Expected events of each pair, its candidates in order.</summary>
    /// <param name="index">The pair.</param>
    /// <param name="pairStarts">First of each pair's candidates. [pairs + 1]</param>
    /// <param name="pairCandidates">Candidates by pair. [candidates]</param>
    /// <param name="events">Event of a candidate. [candidates]</param>
    /// <param name="rates">Influence of each candidate. [candidates]</param>
    /// <param name="scales">What makes a rate a responsibility. [events]</param>
    /// <param name="credits">Written. [pairs]</param>
    public static void CreditPairs(
        Index1D index, ArrayView<int> pairStarts, ArrayView<int> pairCandidates, ArrayView<int> events,
        ArrayView<double> rates, ArrayView<double> scales, ArrayView<double> credits)
    {
        double sum = 0;
        int end = pairStarts[index + 1];
        for (int i = pairStarts[index]; i < end; i++)
        {
            int candidate = pairCandidates[i];
            sum += rates[candidate] * scales[events[candidate]];
        }
        credits[index] = sum;
    }
}
