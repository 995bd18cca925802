using HawkesNet.Gpu.Tests.Oracles;
using HawkesNet.Gpu.Windows;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;

namespace HawkesNet.Gpu.Tests.Contracts;

/// <summary>What the gradient and information by log decays and component weights must be.</summary>
public abstract class InformationContract
{
    private const double Step = 1e-6;

    private static readonly WindowScenario scenario = new(
        11, new StreamShape(75) { Actors = 5, NewActors = 3, Types = 2, NewTypes = 1, MarkExponent = 0.5 }, 20);

    internal abstract GpuDevice Device { get; }

    [Fact]
    public void Gradient_is_the_difference_quotient_by_every_log_decay_and_weight()
    {
        WindowInformation actual = Evaluate();
        double[] theta = scenario.State.Parameters.Theta;
        for (int p = 0; p < WindowInformation.WeightCount; p++)
        {
            ref double weight = ref theta[WindowInformation.WeightSlots[p]];
            double before = weight;
            weight = before + Step;
            double above = scenario.ByLoops(scenario.State.Grid).LogLikelihood;
            weight = Math.Max(0, before - Step);
            double below = scenario.ByLoops(scenario.State.Grid).LogLikelihood, width = before + Step - weight;
            weight = before;
            // At its bound of zero only the quotient to one side is there, which is off by the curvature.
            double tolerance = width < 1.5 * Step ? 1e-3 : 1e-5;
            Close.Assert((above - below) / width, actual.Gradient[Doubles8.Count + p], tolerance, 1, $"weight {p}:");
        }
        for (int b = 0; b < Doubles8.Count; b++)
        {
            double above = scenario.ByLoops(scenario.Moved(b, Step)).LogLikelihood;
            double below = scenario.ByLoops(scenario.Moved(b, -Step)).LogLikelihood;
            Close.Assert((above - below) / (2 * Step), actual.Gradient[b], 1e-5, 0.1, $"decay {b}:");
        }
    }

    [Fact]
    public void Information_is_the_sum_of_the_outer_squares_of_the_rows()
    {
        WindowInformation actual = Evaluate();
        double[] expected = PlainInformation.Of(scenario);
        for (int i = 0; i < expected.Length; i++)
        {
            Close.Assert(
                expected[i], actual.Information[i], 1e-10, 1,
                $"({i / WindowInformation.Count}, {i % WindowInformation.Count}):");
        }
    }

    [Fact]
    public void Likelihood_is_that_of_the_learner_s_loops() =>
        Close.Assert(
            scenario.ByLoops(scenario.State.Grid).LogLikelihood, Evaluate().LogLikelihood, 1e-12,
            scenario.Events.Length);

    private WindowInformation Evaluate()
    {
        using var window = (GpuWindow)Device.Load(scenario.Window);
        return window.EvaluateAll(scenario.State, scenario.State.Grid, scenario.Marks);
    }
}

/// <summary>The kernels on ILGPU's model of a device.</summary>
public sealed class ModelDeviceInformationTests(ModelDevice model) : InformationContract, IClassFixture<ModelDevice>
{
    internal override GpuDevice Device => model.Device;
}

/// <summary>The kernels on a CUDA device.</summary>
public sealed class CudaInformationTests
{
    [CudaFact]
    public void On_a_CUDA_device_the_whole_contract_holds() => ContractRun.All(new OnCuda());

    private sealed class OnCuda : InformationContract
    {
        internal override GpuDevice Device => CudaFactAttribute.Device;
    }
}
