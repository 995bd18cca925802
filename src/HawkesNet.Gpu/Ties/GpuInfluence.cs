using HawkesNet.Gpu.Windows;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Ties;
using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Ties;

/// <summary>The local step of `influence` over a window on a device.</summary>
/// <remarks>Memory: 128 bytes an event and 32 a candidate, of which an event has at most 63.</remarks>
internal sealed class GpuInfluence : IDisposable
{
    private readonly WindowKernels windowKernels;
    private readonly InfluenceLaunchers kernels;
    private readonly DeviceMemory memory;
    private readonly ChainScan scan;
    private readonly CandidateViews candidates;
    private readonly ArrayView<int> pairStarts;
    private readonly ArrayView<int> pairCandidates;
    private readonly ArrayView<double> marks;
    private readonly ArrayView<double> decays;
    private readonly ArrayView<double> kernel;
    private readonly ArrayView<double> weights;
    private readonly ArrayView<double> choices;
    private readonly ArrayView<double> others;
    private readonly ArrayView<double> rates;
    private readonly ArrayView<double> scales;
    private readonly ArrayView<double> credits;
    private readonly RowSums logs;
    private readonly RowSums byDecay;

    /// <param name="device">The device.</param>
    /// <param name="window">The events and their candidates.</param>
    /// <param name="eventChoices">Share of the influence that falls on each event's channel. [events]</param>
    /// <param name="otherIntensities">Intensity of each event by all other causes, per tick. [events]</param>
    public GpuInfluence(GpuDevice device, InfluenceWindow window, double[] eventChoices, double[] otherIntensities)
    {
        windowKernels = device.WindowKernels;
        kernels = device.InfluenceKernels;
        memory = new DeviceMemory(device.Device);
        scan = new ChainScan(memory, windowKernels, window.AdditionGaps, window.AdditionEvents);
        candidates = new CandidateViews(
            memory.Upload(window.CandidateStarts), memory.Upload(window.CandidateEvents),
            memory.Upload(window.CandidateAdditions), memory.Upload(window.CandidateGaps),
            memory.Upload(window.CandidatePairs));
        pairStarts = memory.Upload(window.PairStarts);
        pairCandidates = memory.Upload(window.PairCandidates);
        marks = memory.Upload(Enumerable.Repeat(1.0, window.EventCount).ToArray());
        decays = memory.Allocate(Doubles8.Count);
        kernel = memory.Allocate(Doubles8.Count);
        weights = memory.Allocate(window.Pairs.Length);
        choices = memory.Upload(eventChoices);
        others = memory.Upload(otherIntensities);
        rates = memory.Allocate(window.CandidateCount);
        scales = memory.Allocate(window.EventCount);
        credits = memory.Allocate(window.Pairs.Length);
        logs = new RowSums(windowKernels, memory, window.EventCount, 1);
        byDecay = new RowSums(windowKernels, memory, Chunks(window.CandidateCount), Doubles8.Count);
    }

    /// <summary>Shares every event out among its candidates and the other causes.</summary>
    /// <param name="grid">The decays.</param>
    /// <param name="shares">η_b, which sum to one.</param>
    /// <param name="pairWeights">W of each pair, expected offspring. [pairs]</param>
    public InfluenceSums Evaluate(DecayGrid grid, in Doubles8 shares, double[] pairWeights)
    {
        var sums = new InfluenceSums(pairWeights.Length);
        Doubles8 perTick = grid.DecaysPerTick;
        decays.CopyFromCPU(perTick.AsSpan());
        Doubles8 kernelWeights = VectorLanes.Product(shares, perTick);
        kernel.CopyFromCPU(kernelWeights.AsSpan());
        scan.Run(marks, decays);
        if (pairWeights.Length > 0)
        {
            weights.CopyFromCPU(pairWeights);
            kernels.Rate(candidates.Gaps.IntLength, candidates, decays, kernel, weights, scan.Mass, rates);
        }
        kernels.Share(scales.IntLength, candidates.Starts, rates, choices, others, scales, logs.Rows);
        sums.LogIntensity = logs.Total(scales.IntLength)[0];
        if (pairWeights.Length > 0)
        {
            int chunks = Chunks(candidates.Gaps.IntLength);
            kernels.CreditDecays(
                chunks * Doubles8.Count, candidates, decays, kernel, weights, scan.Mass, scales, byDecay.Rows);
            byDecay.Total(chunks).CopyTo(sums.ByDecay, 0);
            kernels.CreditPairs(
                credits.IntLength, pairStarts, pairCandidates, candidates.Events, rates, scales, credits);
            credits.CopyToCPU(sums.ByPair);
        }
        return sums;
    }

    public void Dispose() => memory.Dispose();

    private static int Chunks(int candidateCount) =>
        (candidateCount + InfluenceKernels.CandidatesPerThread - 1) / InfluenceKernels.CandidatesPerThread;
}
