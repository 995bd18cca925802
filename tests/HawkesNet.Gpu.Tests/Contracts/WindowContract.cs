using HawkesNet.Gpu.Tests.Oracles;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;

namespace HawkesNet.Gpu.Tests.Contracts;

/// <summary>What everything must do that evaluates a window's likelihood and its derivatives by the log decays; one
/// thin subclass per implementation.</summary>
public abstract class WindowContract
{
    private const double Tolerance = 1e-11;

    private static readonly StreamShape Mixed = new(90) { Actors = 5, NewActors = 3, Types = 2, NewTypes = 1 };

    /// <summary>Windows of many kinds: seed, shape and first scored event.</summary>
    private static readonly (int Seed, StreamShape Shape, int ScoredFrom)[] Kinds =
    [
        (1, new StreamShape(60) { NewTypes = 0 }, 0),
        (2, Mixed, 0),
        (3, Mixed, 40),
        (4, Mixed with { Clusters = 3 }, 20),
        (5, Mixed with { MarkExponent = 0.8 }, 10),
        (6, Mixed with { TargetlessShare = 1 }, 5),
        (7, Mixed with { TieShare = 0.8 }, 30),
        (8, new StreamShape(130) { Actors = 1, NewActors = 1, NewTypes = 0, TargetlessShare = 0 }, 25),
    ];

    public static TheoryData<int> KindNumbers => [.. Enumerable.Range(0, Kinds.Length)];

    internal abstract DecayGradient Evaluate(WindowScenario scenario, DecayGrid grid);

    [Theory]
    [MemberData(nameof(KindNumbers))]
    public void Likelihood_gradient_and_information_equal_those_of_the_definition(int kind)
    {
        WindowScenario scenario = At(kind);
        DecayGradient expected = scenario.By(new PlainWindow(), scenario.State.Grid);
        DecayGradient actual = Evaluate(scenario, scenario.State.Grid);
        double events = scenario.Events.Length;
        Close.Assert(expected.LogLikelihood, actual.LogLikelihood, Tolerance, events);
        for (int b = 0; b < Doubles8.Count; b++)
        {
            Close.Assert(expected.Gradient[b], actual.Gradient[b], Tolerance, events, $"decay {b}:");
            for (int c = 0; c <= b; c++)
            {
                int at = (b * Doubles8.Count) + c;
                Close.Assert(expected.Information[at], actual.Information[at], Tolerance, events, $"({b}, {c}):");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    public void Gradient_is_the_difference_quotient_of_the_likelihood(int kind)
    {
        const double Step = 1e-5;
        WindowScenario scenario = At(kind);
        Doubles8 gradient = Evaluate(scenario, scenario.State.Grid).Gradient;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            double above = Evaluate(scenario, scenario.Moved(b, Step)).LogLikelihood;
            double below = Evaluate(scenario, scenario.Moved(b, -Step)).LogLikelihood;
            Close.Assert((above - below) / (2 * Step), gradient[b], 1e-6, 0.1, $"decay {b}:");
        }
    }

    [Fact]
    public void Equal_windows_give_equal_bits()
    {
        DecayGradient first = Evaluate(At(4), At(4).State.Grid), second = Evaluate(At(4), At(4).State.Grid);
        Assert.Equal(first.LogLikelihood, second.LogLikelihood);
        Assert.Equal(first.Information, second.Information);
        Assert.Equal(first.Gradient.AsSpan(), second.Gradient.AsSpan());
    }

    [Fact]
    public void Events_of_one_time_have_no_excitation_and_no_compensator()
    {
        var scenario = new WindowScenario(9, Mixed with { Events = 12, TieShare = 1 }, 0);
        double expected = 0;
        foreach (EarlyEvent one in scenario.Events)
        {
            expected += Math.Log(one.BaselineIntensity);
        }
        DecayGradient actual = Evaluate(scenario, scenario.State.Grid);
        Close.Assert(expected, actual.LogLikelihood, Tolerance, 1);
        Assert.Equal(0, actual.Gradient[0]);
    }

    private static WindowScenario At(int kind) => new(Kinds[kind].Seed, Kinds[kind].Shape, Kinds[kind].ScoredFrom);
}

/// <summary>The learner's own loops, over vectors.</summary>
public sealed class LearnerWindowTests : WindowContract
{
    internal override DecayGradient Evaluate(WindowScenario scenario, DecayGrid grid) => scenario.ByLoops(grid);
}

/// <summary>The kernels on ILGPU's model of a device.</summary>
public sealed class ModelDeviceWindowTests(ModelDevice model) : WindowContract, IClassFixture<ModelDevice>
{
    internal override DecayGradient Evaluate(WindowScenario scenario, DecayGrid grid) =>
        scenario.By(model.Device, grid);
}

/// <summary>The kernels on a CUDA device.</summary>
public sealed class CudaWindowTests
{
    [CudaFact]
    public void On_a_CUDA_device_the_whole_contract_holds() => ContractRun.All(new OnCuda());

    private sealed class OnCuda : WindowContract
    {
        internal override DecayGradient Evaluate(WindowScenario scenario, DecayGrid grid) =>
            scenario.By(CudaFactAttribute.Device, grid);
    }
}
