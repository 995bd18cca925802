using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>Where a stream is cut into batches must not show in what is learned.</summary>
public class BatchCutTests
{
    [Theory]
    [InlineData(1, 1, 0.0)]
    [InlineData(2, 3, 0.3)]
    public void The_result_does_not_depend_on_how_the_stream_is_cut_into_batches(
        int seed, int types, double targetlessShare)
    {
        EventBatch stream = RandomStreams.Excited(seed, 2500, 30, types, targetlessShare);
        byte[] whole = LearnInBatches(stream, stream.Count).Serialize();
        foreach (int size in (int[])[1, 7, 1000])
        {
            Assert.Equal(whole, LearnInBatches(stream, size).Serialize());
        }
    }

    [Fact]
    public void Publishing_between_batches_changes_nothing()
    {
        EventBatch stream = RandomStreams.Excited(3, 600, 10, 2, 0.2);
        byte[] whole = LearnInBatches(stream, stream.Count).Serialize();
        Assert.Equal(whole, LearnInBatches(stream, 50, learner => learner.Publish().Diagnose()).Serialize());
    }

    [Fact]
    public void Summed_scores_of_the_batches_are_those_of_the_whole()
    {
        EventBatch stream = RandomStreams.Excited(4, 1500, 10, 1, 0.1);
        StepInfo whole = new OnlineLearner(new ModelSpec()).Step(stream);
        var learner = new OnlineLearner(new ModelSpec());
        int events = 0;
        double logIntensity = 0, compensator = 0;
        for (int start = 0; start < stream.Count; start += 13)
        {
            StepInfo info = learner.Step(EventSlices.Of(stream, start, Math.Min(start + 13, stream.Count)));
            events += info.Events;
            logIntensity += info.LogIntensity;
            compensator += info.Compensator;
        }
        Assert.Equal(whole.Events, events);
        Close.Assert(whole.LogIntensity, logIntensity, 1e-12);
        Close.Assert(whole.Compensator, compensator, 1e-12);
    }

    private static OnlineLearner LearnInBatches(EventBatch stream, int size, Action<OnlineLearner>? between = null)
    {
        var learner = new OnlineLearner(new ModelSpec());
        for (int start = 0; start < stream.Count; start += size)
        {
            learner.Step(EventSlices.Of(stream, start, Math.Min(start + size, stream.Count)));
            between?.Invoke(learner);
        }
        return learner;
    }
}
