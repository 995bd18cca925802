using HawkesNet.Gpu.Tests.Contracts;
using HawkesNet.Gpu.Tests.Oracles;
using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;

namespace HawkesNet.Gpu.Tests;

/// <summary>A learner whose decays are computed on a device, and what becomes of it when the device fails.</summary>
public sealed class LearningDeviceTests(ModelDevice model) : IClassFixture<ModelDevice>
{
    private static readonly EventBatch stream = RandomStreams.Excited(33, 800, 6, 1, 0.2);
    private static readonly ModelSpec spec = new() { ClustersMax = 1, Ties = false };

    [Fact]
    public void The_kernels_compute_a_learner_s_decays()
    {
        var device = new LearningDevice(model.Device);
        OnlineLearner onDevice = Learned(device), onProcessor = Learned(LearningDevice.Cpu);
        Assert.InRange(device.Evaluations, 5, 100);
        Assert.Null(device.Failure);
        Doubles8 first = new OnlineLearner(spec).State.Grid.DecaysPerTick;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            double expected = onProcessor.State.Grid.DecaysPerTick[b];
            Assert.NotEqual(first[b], expected);
            Close.Assert(expected, onDevice.State.Grid.DecaysPerTick[b], 1e-8, 0, $"decay {b}:");
        }
    }

    [Fact]
    public void A_device_that_fails_at_once_leaves_the_learner_as_if_there_had_been_none()
    {
        var device = new LearningDevice(new FailingDevice(new PlainWindow(), 0));
        Assert.Equal(Learned(LearningDevice.Cpu).Serialize(), Learned(device).Serialize());
        Assert.Equal("InvalidOperationException: the device fell off the bus", device.Failure);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void Whenever_a_device_fails_all_events_are_learned(int evaluations)
    {
        var failing = new FailingDevice(model.Device, evaluations);
        var device = new LearningDevice(failing);
        var reasons = new List<string>();
        device.Failed += reasons.Add;
        OnlineLearner learner = Learned(device), expected = Learned(LearningDevice.Cpu);
        Assert.Single(reasons);
        Assert.False(device.IsAccelerated);
        Assert.Equal(evaluations, device.Evaluations);
        Assert.Equal(evaluations + 1, failing.Asked);
        Assert.Equal(stream.Count, learner.Position);
        Close.Assert(
            expected.Publish().Diagnose().PrequentialScore, learner.Publish().Diagnose().PrequentialScore, 1e-9, 1);
    }

    [Fact]
    public void A_device_whose_sums_are_no_numbers_has_failed()
    {
        var device = new LearningDevice(new FailingDevice(new PlainWindow(), 2, isSilent: true));
        Assert.Equal(stream.Count, Learned(device).Position);
        Assert.Equal("ArithmeticException: its sums are not finite", device.Failure);
    }

    [Fact]
    public void A_learner_read_back_goes_on_where_it_is_told_to()
    {
        var device = new LearningDevice(new PlainWindow());
        var learner = new OnlineLearner(spec);
        learner.Step(EventSlices.Of(stream, 0, 300));
        var readBack = OnlineLearner.Deserialize(spec, learner.Serialize(), device);
        readBack.Step(EventSlices.Of(stream, 300, stream.Count));
        Assert.True(device.Evaluations > 0, "the device was not asked");
    }

    private static OnlineLearner Learned(LearningDevice device)
    {
        var learner = new OnlineLearner(spec, device);
        learner.Step(stream);
        return learner;
    }
}
