using HawkesNet.Cli.Bench;
using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;

namespace HawkesNet.Cli.Tests;

public sealed class StateCopyTests
{
    private const int BatchEvents = 500;
    private const int Batches = 40;

    [Fact]
    public void A_learner_read_back_from_its_bytes_anywhere_goes_on_to_the_same_bytes()
    {
        EventBatch[] stream = Stream();
        var whole = new OnlineLearner(new ModelSpec());
        var copies = new List<(int At, OnlineLearner Copy)>();
        for (int i = 0; i < stream.Length; i++)
        {
            whole.Step(stream[i]);
            foreach ((int at, OnlineLearner copy) in copies)
            {
                copy.Step(stream[i]);
                Assert.True(
                    whole.Serialize().AsSpan().SequenceEqual(copy.Serialize()),
                    $"the copy made after batch {at} differs after batch {i}");
            }
            if (i % 7 == 3)
            {
                copies.Add((i, OnlineLearner.Deserialize(new ModelSpec(), whole.Serialize())));
            }
        }
        Assert.NotEmpty(copies);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(97)]
    public void A_stream_cut_into_other_batches_gives_the_same_bytes(int batchEvents)
    {
        EventBatch[] stream = Stream();
        var whole = new OnlineLearner(new ModelSpec());
        var other = new OnlineLearner(new ModelSpec());
        foreach (EventBatch batch in stream)
        {
            whole.Step(batch);
            for (int first = 0; first < batch.Count; first += batchEvents)
            {
                var part = new EventBatch(batchEvents);
                for (int i = first; i < Math.Min(batch.Count, first + batchEvents); i++)
                {
                    part.Add(batch.TimeTicks[i], batch.Sources[i], batch.Targets[i], batch.Types[i], batch.Weights[i]);
                }
                other.Step(part);
            }
            Assert.True(
                whole.Serialize().AsSpan().SequenceEqual(other.Serialize()), $"other bytes at event {whole.Position}");
        }
    }

    private static EventBatch[] Stream()
    {
        var generator = new StreamGenerator(new StreamShape(60), seed: 11);
        return [.. Enumerable.Range(0, Batches).Select(_ =>
        {
            var batch = new EventBatch(BatchEvents);
            generator.Fill(batch, BatchEvents);
            return batch;
        })];
    }
}
