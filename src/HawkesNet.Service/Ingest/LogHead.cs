using HawkesNet.Service.Learning;
using HawkesNet.Storage;

namespace HawkesNet.Service.Ingest;

/// <summary>The end of a network's log, as the writer needs it to judge the next row: counts, watermark, names and ids.
/// It follows from the committed rows alone. The writer's thread only, except where said.</summary>
public sealed class LogHead(NetworkNames names, LogCounts counts, Watermark watermark, int idsKept)
{
    private readonly Lock idsGate = new();

    /// <summary>What the log holds.</summary>
    public LogCounts Counts { get; private set; } = counts;

    /// <summary>How far the stream is settled.</summary>
    public Watermark Watermark { get; private set; } = watermark;

    /// <summary>Names by log index; those beyond <see cref="Counts"/> are not committed yet.</summary>
    public NetworkNames Names { get; } = names;

    /// <summary>The newest event ids.</summary>
    public EventIds Ids { get; } = new(idsKept);

    /// <summary>Takes in the next committed row.</summary>
    /// <exception cref="CorruptLogException">It does not follow from the rows before it.</exception>
    public void Apply(LogBatch batch)
    {
        if (batch.FirstPosition != Counts.Position + 1 || batch.FirstNewActor != Counts.Actors
            || batch.FirstNewType != Counts.Types)
        {
            throw new CorruptLogException(batch.Sequence, "it does not follow from the row before it");
        }
        AddMissing(Names.Actors.Names, batch.NewActors, batch.FirstNewActor);
        AddMissing(Names.Types.Names, batch.NewTypes, batch.FirstNewType);
        Counts = Counts.After(batch);
        Watermark = Watermark.After(batch);
        AddIds(batch);
    }

    /// <summary>Remembers the ids of a committed row.</summary>
    public void AddIds(LogBatch batch)
    {
        lock (idsGate)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                ReadOnlySpan<byte> id = batch.Ids[i];
                if (!id.IsEmpty)
                {
                    Ids.Add(EventIds.Hash(id), batch.FirstPosition + i, batch.TimeTicks[i], batch.Late[i] != 0);
                }
            }
        }
    }

    /// <summary>Looks an id up. Any thread.</summary>
    public EventIds.Entry? FindId(ReadOnlySpan<byte> id)
    {
        UInt128 hash = EventIds.Hash(id);
        lock (idsGate)
        {
            return Ids.Find(hash);
        }
    }

    /// <summary>Forgets names that were given an index but not committed.</summary>
    public void ForgetUncommittedNames()
    {
        Names.Actors.Names.Truncate(Counts.Actors);
        Names.Types.Names.Truncate(Counts.Types);
    }

    private static void AddMissing(SharedNames names, TextColumn added, int firstIndex)
    {
        for (int i = names.Count - firstIndex; i < added.Count; i++)
        {
            names.Add(added[i]);
        }
    }
}
