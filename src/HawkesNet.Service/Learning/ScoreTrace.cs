using HawkesNet.Model.Inference;

namespace HawkesNet.Service.Learning;

/// <summary>The mean log-likelihood of consecutive stretches of a stream, each event scored before it was learned.
/// At most 200 stretches: when there are more, each two become one. Not thread-safe.</summary>
public sealed class ScoreTrace
{
    private const int PointsMax = 200;
    private readonly List<ScorePoint> points = [];
    private int stretchEvents = 64;
    private int events;
    private double sum;

    /// <summary>Adds what a step scored.</summary>
    /// <param name="info">The step.</param>
    /// <param name="position">Events learned after it.</param>
    public void Add(StepInfo info, long position)
    {
        if (!double.IsFinite(info.LogLikelihood))
        {
            return;
        }
        events += info.Events;
        sum += info.LogLikelihood;
        if (events < stretchEvents)
        {
            return;
        }
        points.Add(new ScorePoint(position, events, sum / events));
        (events, sum) = (0, 0);
        if (points.Count == PointsMax)
        {
            Halve();
        }
    }

    /// <summary>The stretches so far, in order.</summary>
    public ScorePoint[] ToArray() => [.. points];

    private void Halve()
    {
        for (int i = 0; i < PointsMax / 2; i++)
        {
            ScorePoint first = points[2 * i], second = points[(2 * i) + 1];
            int both = first.Events + second.Events;
            double score = ((first.NatsPerEvent * first.Events) + (second.NatsPerEvent * second.Events)) / both;
            points[i] = new ScorePoint(second.Position, both, score);
        }
        points.RemoveRange(PointsMax / 2, PointsMax / 2);
        stretchEvents *= 2;
    }
}

/// <summary>How well a stretch of the stream was predicted.</summary>
/// <param name="Position">Events learned at its end.</param>
/// <param name="Events">Its events.</param>
/// <param name="NatsPerEvent">Mean log-likelihood of an event, time counted in ticks.</param>
public readonly record struct ScorePoint(long Position, int Events, double NatsPerEvent);
