using HawkesNet.Gpu.Futures;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Prediction;

namespace HawkesNet.Gpu.Measuring;

/// <summary>A forecast by drawing futures of the flows between two actors.</summary>
internal static class FutureMeasurement
{
    private const string Work = "futures drawn";
    private const double Horizon = 40;
    private const ulong Seed = 1;
    private const int Flows = FutureFlows.Count;

    public static IEnumerable<MeasuredCase> Run(
        GpuDevice device, Roofline roofline, int futures, IReadOnlyList<int> cores)
    {
        FutureFlows flows = Simulated();
        int[]? expected = null;
        foreach (int count in cores)
        {
            (double seconds, int[] drawn) = DeviceMeasurement.Time(() => OnCores(flows, futures, count));
            yield return new MeasuredCase(Work, 2, futures, $"cpu, {count} cores", seconds,
                expected is null ? null : Differing(expected, drawn));
            expected ??= drawn;
        }
        var draw = new FutureDraw(flows, Horizon, Seed);
        int sampled = Math.Min(futures, 1000);
        for (int i = 0; i < sampled; i++)
        {
            draw.Count(i);
        }
        double steps = (double)draw.Steps / sampled * futures;
        using var onDevice = new GpuFutures(device, flows);
        (double time, int[] found) = DeviceMeasurement.Time(() => onDevice.Draw(Horizon, Seed, futures));
        yield return roofline.Case(
            Work, 2, futures, device.Name, time, Differing(expected!, found), 4.0 * futures,
            steps * OperationsPerStep);
    }

    /// <summary>Multiplications and additions between two points: exponentials, decays, bound and
    /// intensities.</summary>
    private const double OperationsPerStep = (Doubles8.Count * (Roofline.ExpOperations + (2 * Flows)))
        + (2 * 2 * Flows * Flows * Doubles8.Count) + Roofline.LogOperations;

    /// <summary>Share of the futures that are not the same: last bits can tip a decision.</summary>
    private static double Differing(int[] expected, int[] actual) =>
        expected.Zip(actual).Count(pair => pair.First != pair.Second) / (double)expected.Length;

    private static int[] OnCores(FutureFlows flows, int futures, int cores)
    {
        var counts = new int[futures];
        const int chunk = 500;
        Parallel.For(
            0, (futures + chunk - 1) / chunk, new ParallelOptions { MaxDegreeOfParallelism = cores }, part =>
            {
                var draw = new FutureDraw(flows, Horizon, Seed);
                for (int i = part * chunk; i < Math.Min(futures, (part + 1) * chunk); i++)
                {
                    counts[i] = draw.Count(i);
                }
            });
        return counts;
    }

    /// <summary>Flows that each set off some events in each other, about a hundred in a future.</summary>
    private static FutureFlows Simulated()
    {
        var grid = DecayGrid.LogSpaced(0.1, 100);
        var gains = new double[Flows * Flows * Doubles8.Count];
        for (int i = 0; i < gains.Length; i++)
        {
            gains[i] = 0.08 / Doubles8.Count * grid.DecaysPerTick[i % Doubles8.Count];
        }
        var constants = new double[Flows];
        constants.AsSpan().Fill(0.25);
        return new FutureFlows
        {
            Grid = grid,
            Constants = constants,
            Direct = new double[Flows * Doubles8.Count],
            Gains = gains,
        };
    }
}
