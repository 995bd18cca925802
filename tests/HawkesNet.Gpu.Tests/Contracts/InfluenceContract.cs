using HawkesNet.Gpu.Tests.Oracles;
using HawkesNet.Gpu.Ties;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;
using HawkesNet.Model.Ties;

namespace HawkesNet.Gpu.Tests.Contracts;

/// <summary>What the local step of `influence` over a window must be; one thin subclass per implementation.</summary>
public abstract class InfluenceContract
{
    private const double Tolerance = 1e-11;

    private static readonly (int Seed, int Events, int Actors)[] Kinds = [(1, 60, 4), (2, 130, 9), (3, 250, 80)];

    public static TheoryData<int> KindNumbers => [.. Enumerable.Range(0, Kinds.Length)];

    internal abstract InfluenceSums Evaluate(InfluenceScene scene);

    [Theory]
    [MemberData(nameof(KindNumbers))]
    public void Responsibilities_and_likelihood_equal_those_of_the_definition(int kind)
    {
        InfluenceScene scene = At(kind);
        InfluenceSums expected = PlainInfluence.Of(scene, scene.Grid, scene.Shares, scene.Weights);
        InfluenceSums actual = Evaluate(scene);
        Close.Assert(expected.LogIntensity, actual.LogIntensity, Tolerance, scene.Events.Count);
        Compare(expected.ByDecay, actual.ByDecay);
        Compare(expected.ByPair, actual.ByPair);
    }

    [Theory]
    [MemberData(nameof(KindNumbers))]
    public void Likelihood_equals_that_of_the_learner_s_scan(int kind)
    {
        InfluenceScene scene = At(kind);
        Close.Assert(scene.LogIntensityByScan(), Evaluate(scene).LogIntensity, Tolerance, scene.Events.Count);
    }

    [Fact]
    public void Credit_by_decay_and_by_pair_is_of_the_same_events()
    {
        InfluenceSums actual = Evaluate(At(1));
        double byDecay = actual.ByDecay.Sum();
        Assert.InRange(byDecay, 1, At(1).Events.Count);
        Close.Assert(byDecay, actual.ByPair.Sum(), Tolerance);
    }

    [Fact]
    public void Equal_windows_give_equal_bits()
    {
        InfluenceSums first = Evaluate(At(2)), second = Evaluate(At(2));
        Assert.Equal(first.LogIntensity, second.LogIntensity);
        Assert.Equal(first.ByDecay, second.ByDecay);
        Assert.Equal(first.ByPair, second.ByPair);
    }

    private static InfluenceScene At(int kind) => new(Kinds[kind].Seed, Kinds[kind].Events, Kinds[kind].Actors);

    private static void Compare(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Close.Assert(expected[i], actual[i], Tolerance, 1, $"{i}:");
        }
    }

    /// <summary>By a device.</summary>
    private protected static InfluenceSums On(GpuDevice device, InfluenceScene scene)
    {
        using var influence = new GpuInfluence(device, scene.Window, scene.Choices, scene.Others);
        return influence.Evaluate(scene.Grid, scene.Shares, scene.Weights);
    }
}

/// <summary>Plain loops.</summary>
public sealed class PlainInfluenceTests : InfluenceContract
{
    internal override InfluenceSums Evaluate(InfluenceScene scene) =>
        PlainInfluence.Of(scene, scene.Grid, scene.Shares, scene.Weights);
}

/// <summary>Vectors on two cores.</summary>
public sealed class LaneInfluenceTests : InfluenceContract
{
    internal override InfluenceSums Evaluate(InfluenceScene scene) =>
        new LaneInfluence(scene.Window, scene.Choices, scene.Others, 2)
            .Evaluate(scene.Grid, scene.Shares, scene.Weights);
}

/// <summary>The kernels on ILGPU's model of a device.</summary>
public sealed class ModelDeviceInfluenceTests(ModelDevice model) : InfluenceContract, IClassFixture<ModelDevice>
{
    internal override InfluenceSums Evaluate(InfluenceScene scene) => On(model.Device, scene);
}

/// <summary>The kernels on a CUDA device.</summary>
public sealed class CudaInfluenceTests
{
    [CudaFact]
    public void On_a_CUDA_device_the_whole_contract_holds() => ContractRun.All(new OnCuda());

    private sealed class OnCuda : InfluenceContract
    {
        internal override InfluenceSums Evaluate(InfluenceScene scene) => On(CudaFactAttribute.Device, scene);
    }
}
