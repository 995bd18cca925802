using HawkesNet.Gpu.Ties;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Ties;

namespace HawkesNet.Gpu.Measuring;

/// <summary>The local step of `influence` over all candidate ties of a window.</summary>
internal static class InfluenceMeasurement
{
    private const string Work = "local step of influence";

    public static IEnumerable<MeasuredCase> Run(
        GpuDevice device, Roofline roofline, int actors, int events, IReadOnlyList<int> cores)
    {
        var simulated = new SimulatedWindow(actors, events);
        DecayGrid grid = simulated.State.Grid;
        var window = InfluenceWindow.Of(simulated.ToBatch(), 1 / grid.DecaysPerTick[Doubles8.Count - 1]);
        var choices = new double[events];
        var others = new double[events];
        choices.AsSpan().Fill(0.1);
        others.AsSpan().Fill(simulated.Events[0].BaselineIntensity);
        var weights = new double[window.Pairs.Length];
        weights.AsSpan().Fill(0.5 / actors);
        Doubles8 shares = Doubles8.Filled(1.0 / Doubles8.Count);
        InfluenceSums? expected = null;
        foreach (int count in cores)
        {
            var lanes = new LaneInfluence(window, choices, others, count);
            (double seconds, InfluenceSums found) = DeviceMeasurement.Time(
                () => lanes.Evaluate(grid, shares, weights));
            yield return new MeasuredCase(
                Work, actors, events, $"cpu, {count} cores", seconds,
                expected is null ? null : Error(expected, found));
            expected ??= found;
        }
        using var influence = new GpuInfluence(device, window, choices, others);
        (double onDevice, InfluenceSums sums) = DeviceMeasurement.Time(
            () => influence.Evaluate(grid, shares, weights));
        yield return roofline.Case(
            Work, actors, events, device.Name, onDevice, Error(expected!, sums), Bytes(window), Operations(window));
    }

    private static double Error(InfluenceSums expected, InfluenceSums actual) => Math.Max(
        DeviceMeasurement.Error([expected.LogIntensity], [actual.LogIntensity]), Math.Max(
            DeviceMeasurement.Error(expected.ByDecay, actual.ByDecay),
            DeviceMeasurement.Error(expected.ByPair, actual.ByPair)));

    // A candidate's sums are gathered twice, its rate written and read twice.
    private static double Bytes(InfluenceWindow window) =>
        (window.CandidateCount * ((2.0 * (64 + 8 + 8 + 8)) + 8 + 16 + 16)) + (window.EventCount * (168.0 + 48));

    private static double Operations(InfluenceWindow window) =>
        Doubles8.Count * ((window.CandidateCount * 2.0 * (Roofline.ExpOperations + 4))
            + (window.EventCount * 2.0 * (Roofline.ExpOperations + 4)));
}
