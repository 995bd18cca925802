using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Windows;

/// <summary>A window on a device: the scan of its chains, the scores of its events, and their sums.</summary>
/// <remarks>Memory: 128 bytes per addition (at most three an event) and some 200 per event besides.</remarks>
internal sealed class GpuWindow : LoadedWindow
{
    private readonly Accelerator device;
    private readonly WindowKernels kernels;
    private readonly List<IDisposable> owned = [];
    private readonly ScanLevel[] levels;
    private readonly ArrayView<int> additionEvents;
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

    public GpuWindow(Accelerator device, WindowKernels kernels, ExcitationWindow window)
    {
        this.device = device;
        this.kernels = kernels;
        scoredCount = window.ScoredCount;
        additionEvents = Upload(window.AdditionEvents);
        levels = [.. Levels(window.AdditionGaps)];
        reads = new ReadViews(
            Upload(window.ReadStarts), Upload(window.ReadAdditions), Upload(window.ReadGaps),
            Upload(window.ReadMechanisms), Upload(window.ReadScales), Upload(window.BaselineIntensities));
        weights = Upload(window.TriggerWeights);
        agesAtStart = Upload(window.AgesAtStart);
        agesAtEnd = Upload(window.AgesAtEnd);
        marks = Allocate(window.EventCount);
        decays = Allocate(Doubles8.Count);
        coefficients = Allocate(KernelCoefficients.Length);
        scores = new RowSums(kernels, Allocate, Groups(scoredCount), ScoreKernel.Columns);
        triggers = new RowSums(
            kernels, Allocate, Math.Max(Chunks(agesAtStart), Chunks(agesAtEnd)), TriggerKernel.Columns);
    }

    public override WindowSums Evaluate(KernelCoefficients kernelCoefficients, ReadOnlySpan<double> eventMarks)
    {
        Doubles8 grid = kernelCoefficients.Grid.DecaysPerTick;
        decays.CopyFromCPU(grid.AsSpan());
        coefficients.CopyFromCPU<double>(kernelCoefficients.Packed);
        marks.CopyFromCPU(eventMarks);
        var sums = new WindowSums();
        if (additionEvents.Length > 0)
        {
            Scan();
        }
        if (scoredCount > 0)
        {
            kernels.Score(
                (Groups(scoredCount), kernels.GroupSize), reads, decays, coefficients, levels[0].Mass,
                levels[0].Delay, scores.Rows);
            Take(scores.Total(Groups(scoredCount)), sums);
        }
        Take(Triggers(agesAtStart), sums.AtStart);
        Take(Triggers(agesAtEnd), sums.AtEnd);
        return sums;
    }

    public override void Dispose()
    {
        foreach (IDisposable one in owned)
        {
            one.Dispose();
        }
        owned.Clear();
    }

    /// <summary>Folds level upon level, then spreads what each has gathered into the one below.</summary>
    private void Scan()
    {
        ScanLevel first = levels[0];
        ScanLevel above = levels[1];
        kernels.FoldAdditions(
            Threads(above), first.Gaps, additionEvents, marks, decays, above.Mass, above.Delay);
        for (int l = 1; l < levels.Length - 1; l++)
        {
            kernels.FoldSteps(
                Threads(levels[l + 1]), levels[l].Gaps, decays, levels[l].Mass, levels[l].Delay,
                levels[l + 1].Mass, levels[l + 1].Delay);
        }
        for (int l = levels.Length - 2; l > 0; l--)
        {
            kernels.SpreadSteps(
                Threads(levels[l + 1]), levels[l].Gaps, decays, levels[l + 1].Mass, levels[l + 1].Delay,
                levels[l].Mass, levels[l].Delay);
        }
        kernels.SpreadAdditions(
            Threads(above), first.Gaps, additionEvents, marks, decays, above.Mass, above.Delay, first.Mass,
            first.Delay);
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

    /// <summary>The additions, their blocks, the blocks of these, until one is left.</summary>
    private IEnumerable<ScanLevel> Levels(double[] gaps)
    {
        yield return Level(gaps);
        do
        {
            gaps = ScanKernels.BlockGaps(gaps);
            yield return Level(gaps);
        }
        while (gaps.Length > 1);
    }

    private ScanLevel Level(double[] gaps) => new(
        Upload(gaps), Allocate(gaps.Length * Doubles8.Count), Allocate(gaps.Length * Doubles8.Count));

    private static int Threads(ScanLevel blocks) => blocks.Gaps.IntLength * Doubles8.Count;

    private static int Groups(int events) =>
        (events + ScoreKernel.EventsPerGroup - 1) / ScoreKernel.EventsPerGroup;

    private static int Chunks(ArrayView<double> ages) =>
        (ages.IntLength + TriggerKernel.EventsPerThread - 1) / TriggerKernel.EventsPerThread;

    private ArrayView<T> Upload<T>(T[] values)
        where T : unmanaged
    {
        if (values.Length == 0)
        {
            return ArrayView<T>.Empty;
        }
        MemoryBuffer1D<T, Stride1D.Dense> buffer = device.Allocate1D(values);
        owned.Add(buffer);
        return buffer.View;
    }

    private ArrayView<double> Allocate(int length)
    {
        MemoryBuffer1D<double, Stride1D.Dense> buffer = device.Allocate1D<double>(Math.Max(1, length));
        owned.Add(buffer);
        return buffer.View.BaseView.SubView(0, length);
    }

    private readonly record struct ScanLevel(
        ArrayView<double> Gaps, ArrayView<double> Mass, ArrayView<double> Delay);
}
