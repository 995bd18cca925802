using HawkesNet.Gpu.Windows;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Gpu.Measuring;

/// <summary>The likelihood of a window with gradient and information by the log decays, and by component weights
/// besides.</summary>
internal static class GradientMeasurement
{
    private const string ByDecays = "gradient by decays";
    private const string ByAll = "gradient by decays and weights";

    public static IEnumerable<MeasuredCase> Run(
        GpuDevice device, Roofline roofline, int actors, int events, IReadOnlyList<int> cores)
    {
        var simulated = new SimulatedWindow(actors, events);
        ModelCase model = new(simulated, ExcitationWindow.Of(
            simulated.State, simulated.Events, simulated.ScoredFrom));
        (double seconds, DecayGradient expected) = DeviceMeasurement.Time(model.ByLoops);
        yield return new MeasuredCase(ByDecays, actors, events, "cpu, the learner's loops", seconds, null);
        foreach (int count in cores)
        {
            using LoadedWindow lanes = new LaneWindow(count).Load(model.Window);
            (double time, DecayGradient found) = DeviceMeasurement.Time(() => model.By(lanes));
            yield return new MeasuredCase(
                ByDecays, actors, events, $"cpu, {count} cores", time, Error(expected, found));
        }
        using var window = (GpuWindow)device.Load(model.Window);
        (double onDevice, DecayGradient gradient) = DeviceMeasurement.Time(() => model.By(window));
        yield return roofline.Case(
            ByDecays, actors, events, device.Name, onDevice, Error(expected, gradient), Bytes(model.Window),
            Operations(model.Window));
        (double all, WindowInformation information) = DeviceMeasurement.Time(
            () => window.EvaluateAll(simulated.State, simulated.State.Grid, simulated.Marks));
        yield return roofline.Case(
            ByAll, actors, events, device.Name, all,
            DeviceMeasurement.Error(expected.Gradient.AsSpan(), information.Gradient.AsSpan(0, Doubles8.Count)),
            Bytes(model.Window), Operations(model.Window) + InformationOperations(model.Window));
    }

    private static double Error(DecayGradient expected, DecayGradient actual) => Math.Max(
        DeviceMeasurement.Error([expected.LogLikelihood], [actual.LogLikelihood]), Math.Max(
            DeviceMeasurement.Error(expected.Gradient.AsSpan(), actual.Gradient.AsSpan()),
            DeviceMeasurement.Error(expected.Information, actual.Information)));

    // Each addition: its gap, event and mark read twice, S and D written; each read: what it names, S and D; each
    // event: baseline, start, and for the compensator twice age, mark and five weights.
    private static double Bytes(ExcitationWindow window) =>
        (window.AdditionCount * ((2.0 * 20) + 128)) + (window.ReadCount * (24.0 + 128))
        + (window.ScoredCount * 12.0) + (window.EventCount * 2.0 * 56);

    private static double Operations(ExcitationWindow window) =>
        Doubles8.Count * ((window.AdditionCount * 2.0 * (Roofline.ExpOperations + 4))
            + (window.ReadCount * (double)(Roofline.ExpOperations + 16))
            + (window.EventCount * 2.0 * (Roofline.ExpOperations + 20)))
        + (window.ScoredCount * (double)(Roofline.LogOperations + (2 * ScoreKernel.Columns)));

    private static double InformationOperations(ExcitationWindow window) =>
        window.ScoredCount * 2.0 * InformationKernel.Columns;

    private sealed record ModelCase(SimulatedWindow Simulated, ExcitationWindow Window)
    {
        public DecayGradient ByLoops() => DecayGradient.Of(
            Simulated.State, Simulated.State.Grid, Simulated.Events, Simulated.Marks, Simulated.ScoredFrom);

        public DecayGradient By(LoadedWindow loaded) => DecayGradient.Of(
            Simulated.State, Simulated.State.Grid, loaded.Evaluate(
                new KernelCoefficients(Simulated.State.Parameters, Simulated.State.Grid), Simulated.Marks));
    }
}
