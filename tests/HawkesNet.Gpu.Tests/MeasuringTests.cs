using HawkesNet.Gpu.Measuring;
using HawkesNet.Gpu.Windows;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;

namespace HawkesNet.Gpu.Tests;

/// <summary>What is measured is right, and the measurement works, on a handful of events.</summary>
public class MeasuringTests
{
    [Fact]
    public void Every_measured_path_agrees_with_one_core()
    {
        var sizes = new MeasuredSizes([30], [400], [200], [40], [1, 2]);
        List<MeasuredCase> cases = [.. DeviceMeasurement.Run(GpuDevice.OpenModel(), sizes)];
        Assert.Equal(4, cases.Count(one => one.Work == "gradient by decays"));
        Assert.Single(cases, one => one.Work == "gradient by decays and weights");
        Assert.Equal(3, cases.Count(one => one.Work == "local step of influence"));
        Assert.Equal(3, cases.Count(one => one.Work == "futures drawn"));
        Assert.All(cases, one => Assert.InRange(one.RelativeError ?? 0, 0, 1e-10));
        Assert.All(cases, one => Assert.True(one.Seconds > 0, one.Work));
        Assert.All(
            cases.Where(one => one.Path.StartsWith("ilgpu", StringComparison.Ordinal) && one.Actors > 0),
            one => Assert.True(one.RooflineShare > 0 && double.IsFinite(one.RooflineShare.Value)));
    }

    [Theory]
    [InlineData(8e9, 1e9, "memory", 0.5)]
    [InlineData(1e9, 6e9, "arithmetic", 0.75)]
    public void The_share_of_a_roof_is_the_time_the_tighter_one_takes_over_the_time_taken(
        double bytes, double operations, string bound, double share)
    {
        var roofline = new Roofline(BytesPerSecond: 4e9, OperationsPerSecond: 2e9);
        MeasuredCase one = roofline.Case("work", 30, 400, "device", seconds: 4, error: 0, bytes, operations);
        Assert.Equal((bound, share), (one.Bound, one.RooflineShare!.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Several_cores_give_what_the_learner_s_loops_give_on_a_long_window(int cores)
    {
        var simulated = new SimulatedWindow(40, 6_000);
        var grid = simulated.State.Grid;
        var expected = DecayGradient.Of(
            simulated.State, grid, simulated.Events, simulated.Marks, simulated.ScoredFrom);
        var window = ExcitationWindow.Of(simulated.State, simulated.Events, simulated.ScoredFrom);
        using LoadedWindow lanes = new LaneWindow(cores).Load(window);
        var actual = DecayGradient.Of(
            simulated.State, grid,
            lanes.Evaluate(new KernelCoefficients(simulated.State.Parameters, grid), simulated.Marks));
        Close.Assert(expected.LogLikelihood, actual.LogLikelihood, 1e-12);
        for (int b = 0; b < Doubles8.Count; b++)
        {
            Close.Assert(expected.Gradient[b], actual.Gradient[b], 1e-10, 1, $"decay {b}:");
        }
    }

    [Fact]
    public void Without_a_CUDA_device_there_is_nothing_to_measure()
    {
        if (!Contracts.CudaFactAttribute.IsThere)
        {
            Assert.Throws<NoDeviceException>(() => DeviceMeasurement.Run(MeasuredSizes.Whole));
        }
    }
}
