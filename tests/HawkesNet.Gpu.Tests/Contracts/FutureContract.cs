using HawkesNet.Gpu.Futures;
using HawkesNet.Model;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Tests.Oracles;

namespace HawkesNet.Gpu.Tests.Contracts;

/// <summary>What drawn futures must be; one thin subclass per implementation.</summary>
public abstract class FutureContract
{
    private const ulong Seed = 7;

    private static readonly ModelView view = InfluenceScenario.View(
        21, new StreamShape(120) { Actors = 5, NewActors = 0, NewTypes = 0, TargetlessShare = 0 }, 0.6);

    /// <summary>How many futures a statistical test draws.</summary>
    protected abstract int Futures { get; }

    internal abstract int[] Draw(FutureFlows flows, double horizonTicks, ulong seed, int count);

    internal abstract FutureSummary Forecast(FutureFlows flows, double horizonTicks, ulong seed, int count);

    [Theory]
    [InlineData(3_000)]
    [InlineData(60_000)]
    public void Futures_are_those_of_the_plain_loops(long horizonTicks)
    {
        FutureFlows flows = Flows(0, 1);
        var plain = new FutureDraw(flows, horizonTicks, Seed);
        int[] drawn = Draw(flows, horizonTicks, Seed, 200);
        Assert.Equal(Enumerable.Range(0, drawn.Length).Select(plain.Count), drawn);
        Assert.Contains(drawn, count => count > 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public void Their_mean_is_that_of_the_closed_form(int? target)
    {
        const long Horizon = 100_000;
        Channel channel = Channel.At(view, 0, target, null, view.TimeTicks);
        var flow = new OffspringFlow(view, 0, target, null, channel, view.TimeTicks);
        double direct = new Hazard(view.State, channel).Integral(Horizon);
        double expected = direct + flow.Run(Horizon).All;
        int[] drawn = Draw(flow.ToFutures(), Horizon, Seed, Futures);
        double mean = drawn.Average(), variance = drawn.Average(count => (count - mean) * (count - mean));
        // Four standard errors, and half a hundredth for the closed form's 96 steps.
        double tolerance = (4 * Math.Sqrt(variance / Futures)) + (0.005 * expected);
        Assert.True(expected > 0.5, $"too few events are expected: {expected}");
        Assert.InRange(mean, expected - tolerance, expected + tolerance);
    }

    [Fact]
    public void The_forecast_is_that_of_the_drawn_counts()
    {
        int[] sorted = Draw(Flows(0, 1), 60_000, Seed, 150);
        Array.Sort(sorted);
        FutureSummary actual = Forecast(Flows(0, 1), 60_000, Seed, 150);
        Assert.Equal(sorted.Average(), actual.Mean, 1e-12);
        Assert.Equal((sorted[7], sorted[142]), (actual.Low, actual.High));
        Assert.Equal(sorted.Count(count => count > 0) / 150.0, actual.ProbabilityOfAny, 1e-12);
        Assert.True(actual.Low < actual.High, "all futures are the same");
    }

    [Fact]
    public void Equal_seeds_give_equal_futures_and_others_do_not()
    {
        int[] first = Draw(Flows(0, 1), 60_000, 1, 64);
        Assert.Equal(first, Draw(Flows(0, 1), 60_000, 1, 64));
        Assert.NotEqual(first, Draw(Flows(0, 1), 60_000, 2, 64));
    }

    private static FutureFlows Flows(int source, int? target) => new OffspringFlow(
        view, source, target, null, Channel.At(view, source, target, null, view.TimeTicks), view.TimeTicks).ToFutures();

    private protected static int[] On(GpuDevice device, FutureFlows flows, double horizonTicks, ulong seed, int count)
    {
        using var futures = new GpuFutures(device, flows);
        return futures.Draw(horizonTicks, seed, count);
    }

    private protected static FutureSummary ForecastOn(
        GpuDevice device, FutureFlows flows, double horizonTicks, ulong seed, int count)
    {
        using var futures = new GpuFutures(device, flows);
        return futures.Forecast(horizonTicks, seed, count);
    }
}

/// <summary>Plain loops.</summary>
public sealed class PlainFutureTests : FutureContract
{
    protected override int Futures => 20_000;

    internal override int[] Draw(FutureFlows flows, double horizonTicks, ulong seed, int count)
    {
        var draw = new FutureDraw(flows, horizonTicks, seed);
        return [.. Enumerable.Range(0, count).Select(draw.Count)];
    }

    internal override FutureSummary Forecast(FutureFlows flows, double horizonTicks, ulong seed, int count) =>
        FutureSummary.OfSorted([.. Draw(flows, horizonTicks, seed, count).Order()]);
}

/// <summary>The kernel on ILGPU's model of a device.</summary>
public sealed class ModelDeviceFutureTests(ModelDevice model) : FutureContract, IClassFixture<ModelDevice>
{
    protected override int Futures => 2_000;

    internal override int[] Draw(FutureFlows flows, double horizonTicks, ulong seed, int count) =>
        On(model.Device, flows, horizonTicks, seed, count);

    internal override FutureSummary Forecast(FutureFlows flows, double horizonTicks, ulong seed, int count) =>
        ForecastOn(model.Device, flows, horizonTicks, seed, count);
}

/// <summary>The kernel on a CUDA device.</summary>
public sealed class CudaFutureTests
{
    [CudaFact]
    public void On_a_CUDA_device_the_whole_contract_holds() => ContractRun.All(new OnCuda());

    private sealed class OnCuda : FutureContract
    {
        protected override int Futures => 100_000;

        internal override int[] Draw(FutureFlows flows, double horizonTicks, ulong seed, int count) =>
            On(CudaFactAttribute.Device, flows, horizonTicks, seed, count);

        internal override FutureSummary Forecast(FutureFlows flows, double horizonTicks, ulong seed, int count) =>
            ForecastOn(CudaFactAttribute.Device, flows, horizonTicks, seed, count);
    }
}
