namespace HawkesNet.Model;

/// <summary>What readers see: one immutable state of a network's model.</summary>
public sealed class ModelView
{
    internal ModelView(long position, long timeTicks, long originTicks, int actorCount, int typeCount)
    {
        Position = position;
        TimeTicks = timeTicks;
        OriginTicks = originTicks;
        ActorCount = actorCount;
        TypeCount = typeCount;
    }

    /// <summary>Events learned.</summary>
    public long Position { get; }

    /// <summary>Time of the last event, in ticks.</summary>
    public long TimeTicks { get; }

    /// <summary>Time of the first event, in ticks.</summary>
    public long OriginTicks { get; }

    /// <summary>Actors known.</summary>
    public int ActorCount { get; }

    /// <summary>Types known.</summary>
    public int TypeCount { get; }

    /// <summary>Whether enough events were seen for an answer: at least two different times.</summary>
    public bool IsReady => Position > 1 && TimeTicks > OriginTicks;

    /// <summary>Counts, rates and cluster probabilities of one actor.</summary>
    public Prediction.ActorSummary Actor(int actor) => throw new NotSupportedException();

    /// <summary>How well the model fits, and how far to trust it.</summary>
    public Diagnostics.ModelDiagnostics Diagnose() => throw new NotSupportedException();

    /// <summary>The parameters with their intervals.</summary>
    public Posterior.PosteriorSummary Summarize() => throw new NotSupportedException();
}
