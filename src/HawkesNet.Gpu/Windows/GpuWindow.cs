using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Windows;

/// <summary>A window on a device: the scan of its chains, the scores of its events, and their sums.</summary>
/// <remarks>Memory: 128 bytes per addition (at most three an event) and some 200 per event besides.</remarks>
internal sealed class GpuWindow : LoadedWindow
{
    private readonly Accelerator device;
    private readonly WindowKernels kernels;
    private readonly DeviceMemory memory;
    private readonly ChainScan scan;
    private readonly ReadViews reads;
    private readonly ArrayView<double> weights;
    private readonly ArrayView<double> agesAtStart;
    private readonly ArrayView<double> agesAtEnd;
    private readonly ArrayView<double> marks;
    private readonly ArrayView<double> decays;
    private readonly ArrayView<double> coefficients;
    private readonly RowSums scores;
    private readonly RowSums triggers;
    private readonly int scoredCount;
    private RowSums? tiles;
    private ArrayView<int>? slots;
    private ArrayView<double>? humps;

    public GpuWindow(Accelerator device, WindowKernels kernels, ExcitationWindow window)
    {
        this.device = device;
        memory = new DeviceMemory(device);
        this.kernels = kernels;
        scoredCount = window.ScoredCount;
        scan = new ChainScan(memory, kernels, window.AdditionGaps, window.AdditionEvents);
        reads = new ReadViews(
            memory.Upload(window.ReadStarts), memory.Upload(window.ReadAdditions), memory.Upload(window.ReadGaps),
            memory.Upload(window.ReadMechanisms), memory.Upload(window.ReadScales),
            memory.Upload(window.BaselineIntensities));
        weights = memory.Upload(window.TriggerWeights);
        agesAtStart = memory.Upload(window.AgesAtStart);
        agesAtEnd = memory.Upload(window.AgesAtEnd);
        marks = memory.Allocate(window.EventCount);
        decays = memory.Allocate(Doubles8.Count);
        coefficients = memory.Allocate(KernelCoefficients.Length);
        scores = new RowSums(kernels, memory, Groups(scoredCount), ScoreKernel.Columns);
        triggers = new RowSums(
            kernels, memory, Math.Max(Chunks(agesAtStart), Chunks(agesAtEnd)), TriggerKernel.Columns);
    }

    public override WindowSums Evaluate(KernelCoefficients kernelCoefficients, ReadOnlySpan<double> eventMarks)
    {
        Scan(kernelCoefficients, eventMarks);
        var sums = new WindowSums();
        if (scoredCount > 0)
        {
            kernels.Score(
                (Groups(scoredCount), kernels.GroupSize), reads, decays, coefficients, scan.Mass,
                scan.Delay, scores.Rows);
            Take(scores.Total(Groups(scoredCount)), sums);
        }
        TakeTriggers(sums);
        return sums;
    }

    /// <summary>Gradient and information by log decays and component weights together.</summary>
    /// <param name="state">The component weights.</param>
    /// <param name="grid">The decays.</param>
    /// <param name="eventMarks">Mark of each event. [events]</param>
    public WindowInformation EvaluateAll(ModelState state, DecayGrid grid, ReadOnlySpan<double> eventMarks)
    {
        Scan(new KernelCoefficients(state.Parameters, grid), eventMarks);
        int groups = (scoredCount + InformationKernel.EventsPerGroup - 1) / InformationKernel.EventsPerGroup;
        tiles ??= new RowSums(kernels, memory, groups, InformationKernel.Columns);
        slots ??= memory.Upload(WindowInformation.WeightSlots);
        Doubles8 humpFactors = grid.HumpsPerTick;
        humps ??= memory.Allocate(Doubles8.Count);
        humps.Value.CopyFromCPU(humpFactors.AsSpan());
        kernels.Information(
            (groups, kernels.GroupSize), reads, decays, humps.Value, slots.Value, coefficients, scan.Mass,
            scan.Delay, tiles.Rows);
        var products = new RowProducts(tiles.Total(groups));
        var sums = new WindowSums();
        products.WriteTo(sums);
        TakeTriggers(sums);
        var result = WindowInformation.Of(state, grid, sums, products.WeightGradient());
        products.WriteTo(result.Information);
        return result;
    }

    private void TakeTriggers(WindowSums sums)
    {
        Take(Triggers(agesAtStart), sums.AtStart);
        Take(Triggers(agesAtEnd), sums.AtEnd);
    }

    public override void Dispose()
    {
        device.Bind();
        memory.Dispose();
    }

    private void Scan(KernelCoefficients kernelCoefficients, ReadOnlySpan<double> eventMarks)
    {
        // The learners of several networks, each with a thread of its own, take turns.
        device.Bind();
        Doubles8 grid = kernelCoefficients.Grid.DecaysPerTick;
        decays.CopyFromCPU(grid.AsSpan());
        coefficients.CopyFromCPU<double>(kernelCoefficients.Packed);
        marks.CopyFromCPU(eventMarks);
        scan.Run(marks, decays);
    }

    private double[] Triggers(ArrayView<double> ages)
    {
        int chunks = Chunks(ages);
        if (chunks == 0)
        {
            return new double[TriggerKernel.Columns];
        }
        kernels.Triggers(chunks * TriggerKernel.Lanes, ages, weights, marks, decays, triggers.Rows);
        return triggers.Total(chunks);
    }

    private static void Take(double[] row, WindowSums sums)
    {
        sums.LogIntensity = row[0];
        int next = 1;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            sums.Gradient[b] = row[next++];
        }
        for (int b = 0; b < Doubles8.Count; b++)
        {
            for (int c = 0; c <= b; c++)
            {
                sums.Information[(b * Doubles8.Count) + c] = row[next++];
            }
        }
    }

    private static void Take(double[] row, TriggerSum[] sums)
    {
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            for (int b = 0; b < Doubles8.Count; b++)
            {
                int at = (b * 2 * Mechanisms.Count) + m;
                sums[m].Mass[b] = row[at];
                sums[m].Delay[b] = row[at + Mechanisms.Count];
            }
            sums[m].Triggers = row[(Doubles8.Count * 2 * Mechanisms.Count) + m];
        }
    }

    private static int Groups(int events) =>
        (events + ScoreKernel.EventsPerGroup - 1) / ScoreKernel.EventsPerGroup;

    private static int Chunks(ArrayView<double> ages) =>
        (ages.IntLength + TriggerKernel.EventsPerThread - 1) / TriggerKernel.EventsPerThread;
}
