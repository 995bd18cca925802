using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>A learner's bytes: read back they go on as if nothing had happened; damaged they are refused.</summary>
public class SerializationTests
{
    private static readonly EventBatch Stream = RandomStreams.Excited(1, 1200, 20, 3, 0.2);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(317)]
    [InlineData(900)]
    public void A_learner_read_back_goes_on_to_equal_bytes(int position)
    {
        OnlineLearner learner = LearnerAfter(position);
        byte[] bytes = learner.Serialize();
        OnlineLearner restored = OnlineLearner.Deserialize(new ModelSpec(), bytes);
        Assert.Equal(bytes, restored.Serialize());
        Assert.Equal(learner.Position, restored.Position);
        Assert.Equal(learner.ActorCount, restored.ActorCount);
        EventBatch rest = EventSlices.Of(Stream, position, Stream.Count);
        Assert.Equal(learner.Step(rest), restored.Step(rest));
        Assert.Equal(learner.Serialize(), restored.Serialize());
    }

    [Fact]
    public void A_frozen_learner_stays_frozen()
    {
        OnlineLearner learner = LearnerAfter(500);
        learner.Freeze();
        Assert.True(OnlineLearner.Deserialize(new ModelSpec(), learner.Serialize()).IsFrozen);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(400)]
    public void A_truncated_state_is_refused(int position)
    {
        byte[] bytes = LearnerAfter(position).Serialize();
        for (int i = 0; i < 300; i++)
        {
            int length = (int)(bytes.Length * (long)i / 300);
            Assert.Throws<FormatException>(
                () => OnlineLearner.Deserialize(new ModelSpec(), bytes.AsSpan(0, length)));
        }
        Assert.Throws<FormatException>(
            () => OnlineLearner.Deserialize(new ModelSpec(), bytes.AsSpan(0, bytes.Length - 1)));
    }

    [Fact]
    public void A_lengthened_state_is_refused()
    {
        byte[] bytes = LearnerAfter(400).Serialize();
        Assert.Throws<FormatException>(() => OnlineLearner.Deserialize(new ModelSpec(), [.. bytes, 0]));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(400)]
    public void A_state_with_a_flipped_bit_is_refused(int position)
    {
        byte[] bytes = LearnerAfter(position).Serialize();
        var random = new Random(position);
        for (int i = 0; i < 400; i++)
        {
            int at = i < 100 ? i : random.Next(bytes.Length);
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= (byte)(1 << random.Next(8));
            Assert.Throws<FormatException>(() => OnlineLearner.Deserialize(new ModelSpec(), damaged));
        }
    }

    private static OnlineLearner LearnerAfter(int position)
    {
        var learner = new OnlineLearner(new ModelSpec());
        learner.Step(EventSlices.Of(Stream, 0, position));
        return learner;
    }
}
