using HawkesNet.Model.Events;

namespace HawkesNet.Cli.Events;

/// <summary>The events of one file in learning order, with indices by first appearance: train rows first, then test
/// rows.</summary>
internal sealed class EventTable
{
    /// <summary>The file, as named by the caller.</summary>
    public required string File { get; init; }

    /// <summary>Names of the actors; a file without sources has one, and so has a sequence file.</summary>
    public required NameIndex Actors { get; init; }

    /// <summary>Names of the types; one, "", where the file has none.</summary>
    public required NameIndex Types { get; init; }

    /// <summary>How its times became ticks.</summary>
    public required TickScale Scale { get; init; }

    /// <summary>Whether its times are dates, and its unit therefore a second.</summary>
    public bool AreDates { get; init; }

    /// <summary>Events to learn from, in time order; train sequences are laid end to end.</summary>
    public required EventBatch Train { get; init; }

    /// <summary>Events to score, in time order; test sequences are laid end to end.</summary>
    public required EventBatch Test { get; init; }

    /// <summary>Index of the first event of each train sequence; empty where the file has no sequences.</summary>
    public IReadOnlyList<int> TrainStarts { get; init; } = [];

    /// <summary>Index of the first event of each test sequence; empty where the file has no sequences.</summary>
    public IReadOnlyList<int> TestStarts { get; init; } = [];

    /// <summary>Whether the rows are whole sequences, each with its own clock.</summary>
    public bool IsSequences => TrainStarts.Count > 0;

    /// <summary>Rows left out because their source is their target.</summary>
    public required int SelfRows { get; init; }

    /// <summary>Whether some event has a target.</summary>
    public bool IsTargeted => AnyTarget(Train, true) || AnyTarget(Test, true);

    /// <summary>Whether some event has no target.</summary>
    public bool IsTargetless => AnyTarget(Train, false) || AnyTarget(Test, false);

    /// <summary>Distinct ordered pairs with an event.</summary>
    public int CountDyads()
    {
        var dyads = new HashSet<(int, int)>();
        foreach (EventBatch batch in new[] { Train, Test })
        {
            for (int i = 0; i < batch.Count; i++)
            {
                if (batch.Targets[i] >= 0)
                {
                    dyads.Add((batch.Sources[i], batch.Targets[i]));
                }
            }
        }
        return dyads.Count;
    }

    private static bool AnyTarget(EventBatch batch, bool present)
    {
        foreach (int target in batch.Targets)
        {
            if (target >= 0 == present)
            {
                return true;
            }
        }
        return false;
    }
}
