using HawkesNet.Model.Events;
using HawkesNet.Service.Ingest;
using HawkesNet.Storage;

namespace HawkesNet.Service.Privacy;

/// <summary>The rows of a log as they would be had one actor never been there: without the events it sent or received,
/// and with indices, lateness and flush markers judged anew from what is left. Not thread-safe.</summary>
/// <param name="actor">Name of the actor, as UTF-8.</param>
internal sealed class LogWithoutActor(byte[] actor)
{
    private readonly List<byte[]> oldActors = [];
    private readonly List<byte[]> oldTypes = [];
    private readonly NameIndex actors = new();
    private readonly NameIndex types = new();
    private Watermark watermark = Watermark.None;
    private long position;

    /// <summary>Events left out so far.</summary>
    public long Removed { get; private set; }

    /// <summary>The next row; it keeps its number, also where nothing is left of it.</summary>
    public LogBatch Next(LogBatch row)
    {
        Learn(row.NewActors, oldActors);
        Learn(row.NewTypes, oldTypes);
        var next = new LogBatch
        {
            Sequence = row.Sequence,
            FirstPosition = position + 1,
            Backfill = row.Backfill,
            LatenessTicks = row.LatenessTicks,
            DuplicatesTotal = row.DuplicatesTotal,
            FirstNewActor = actors.Count,
            FirstNewType = types.Count,
        };
        for (int i = 0; i < row.Count; i++)
        {
            Take(row, i, next);
        }
        position += next.Count;
        if (row.FlushToTicks is not null && watermark.HoldsBack)
        {
            next.FlushToTicks = watermark.FlushToTicks;
            watermark = watermark.AfterFlush(watermark.FlushToTicks);
        }
        return next;
    }

    private void Take(LogBatch row, int i, LogBatch next)
    {
        byte[] source = oldActors[row.Sources[i]];
        byte[]? target = row.Targets[i] == LogBatch.NoTarget ? null : oldActors[row.Targets[i]];
        if (source.AsSpan().SequenceEqual(actor) || target.AsSpan().SequenceEqual(actor))
        {
            Removed++;
            return;
        }
        long time = row.TimeTicks[i];
        bool isLate = watermark.IsLate(time);
        next.Add(
            time, Intern(actors, next.NewActors, source),
            target is null ? LogBatch.NoTarget : Intern(actors, next.NewActors, target),
            Intern(types, next.NewTypes, oldTypes[row.Types[i]]), row.Weights[i], isLate, row.Ids[i]);
        if (!isLate)
        {
            watermark = watermark.After(time, row.Backfill ? 0 : row.LatenessTicks);
        }
    }

    private static void Learn(TextColumn added, List<byte[]> names)
    {
        for (int i = 0; i < added.Count; i++)
        {
            names.Add(added[i].ToArray());
        }
    }

    private static int Intern(NameIndex names, TextColumn added, byte[] name)
    {
        int known = names.Find(name);
        if (known < 0)
        {
            added.Add(name);
        }
        return known < 0 ? names.GetOrAdd(name) : known;
    }
}
