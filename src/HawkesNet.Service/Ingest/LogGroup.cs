using System.Globalization;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;

namespace HawkesNet.Service.Ingest;

/// <summary>The bodies of one commit, judged row by row against the head of the log and against one another, as log
/// rows
/// to be written. The head itself is not touched, but for names given an index. Not thread-safe.</summary>
public sealed class LogGroup(LogHead head, NetworkSettings settings, ServiceOptions options, TimeProvider clock)
{
    /// <summary>Most events of one log row.</summary>
    public const int RowEventsMax = 16_384;

    /// <summary>The actor, or the type, that stands for all that came after the network held its most.</summary>
    public const string PooledName = "(other)";

    private const int HashedRows = 512;

    private static ReadOnlySpan<byte> Pooled => "(other)"u8;

    private readonly EventIds ids = new(int.MaxValue);
    private readonly UInt128[] hashes = new UInt128[HashedRows];
    private readonly List<LogBatch> batches = [];
    private readonly List<KeptAnswer> answers = [];
    private Watermark watermark;
    private LogBatch? open;

    /// <summary>Log rows to be written.</summary>
    public IReadOnlyList<LogBatch> Batches => batches;

    /// <summary>Answers to be kept with them.</summary>
    public IReadOnlyList<KeptAnswer> Answers => answers;

    /// <summary>Duplicate rows of the group.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Duplicate rows of the network before the group.</summary>
    public long DuplicatesBefore { get; set; }

    /// <summary>Starts a new group at the head.</summary>
    public void Clear()
    {
        ids.Clear();
        batches.Clear();
        answers.Clear();
        watermark = head.Watermark;
        open = null;
        Duplicates = 0;
    }

    /// <summary>Judges a body and adds its good rows; an atomic body with a bad row leaves nothing.</summary>
    public AppendResult Admit(EventRows rows, AppendOptions how)
    {
        Mark mark = Remember();
        var verdict = new Verdict { PreviousTicks = long.MinValue, FutureTicks = FutureTicks(how) };
        for (int row = 0; row < rows.Count; row++)
        {
            if (row % HashedRows == 0)
            {
                HashIds(rows, row);
            }
            AdmitRow(rows, row, how.Backfill, ref verdict);
        }
        if (how.Atomic && (how.BadRows > 0 || verdict.Refused is not null))
        {
            GoBack(mark);
            return new AppendResult(AppendOutcome.RefusedWhole, 0, 0, 0, null, null, verdict.Refused ?? []);
        }
        if (how.AwaitApplied)
        {
            AddFlush();
        }
        Duplicates += verdict.Duplicates;
        return new AppendResult(
            AppendOutcome.Committed, verdict.Stored - verdict.Late, verdict.Duplicates, verdict.Late,
            verdict.FirstPosition, verdict.LastPosition, verdict.Refused ?? [], Pooled: verdict.Pooled);
    }

    /// <summary>Keeps the answer to a body under its key.</summary>
    public void Keep(KeptAnswer answer) => answers.Add(answer);

    /// <summary>The answer kept under a key in this group, or null.</summary>
    public KeptAnswer? FindAnswer(string key) => answers.Find(answer => answer.Key == key);

    /// <summary>Adds a flush marker, if an event is held back.</summary>
    public void AddFlush()
    {
        if (watermark.HoldsBack)
        {
            LogBatch batch = open ?? Open(false);
            batch.FlushToTicks = watermark.FlushToTicks;
            watermark = watermark.AfterFlush(watermark.FlushToTicks);
            open = null;
        }
    }

    /// <summary>Hashes the ids of the next rows, and brings their places in the head's table into the cache.</summary>
    private void HashIds(EventRows rows, int first)
    {
        int count = Math.Min(HashedRows, rows.Count - first);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> id = rows.Text(rows[first + i].Id);
            hashes[i] = id.IsEmpty ? UInt128.Zero : EventIds.Hash(id);
        }
        head.Ids.Touch(hashes.AsSpan(0, count));
    }

    private void AdmitRow(EventRows rows, int number, bool backfill, ref Verdict verdict)
    {
        EventRows.Row row = rows[number];
        ReadOnlySpan<byte> id = rows.Text(row.Id);
        UInt128 hash = hashes[number % HashedRows];
        if (!id.IsEmpty && (head.Ids.Contains(hash) || ids.Contains(hash)))
        {
            verdict.Duplicates++;
            verdict.PreviousTicks = Math.Max(verdict.PreviousTicks, row.TimeTicks);
            return;
        }
        Indices known = Find(rows, row);
        if (Refuse(row, backfill, verdict) is (string code, string detail))
        {
            (verdict.Refused ??= []).Add(new RefusedRow(number, code, detail));
            return;
        }
        LogBatch batch = open is not null && open.Backfill == backfill && open.Count < RowEventsMax
            ? open
            : Open(backfill);
        bool isLate = watermark.IsLate(row.TimeTicks);
        bool isPooled = false;
        int source = known.Source >= 0
            ? known.Source
            : Intern(head.Names.Actors.Names, batch.NewActors, rows.Text(row.Source), settings.ActorsOwn, ref isPooled);
        int target = known.Target >= 0 || row.Target.Length == 0
            ? known.Target
            : Intern(head.Names.Actors.Names, batch.NewActors, rows.Text(row.Target), settings.ActorsOwn, ref isPooled);
        int type = known.Type >= 0
            ? known.Type
            : Intern(head.Names.Types.Names, batch.NewTypes, rows.Text(row.Type), settings.TypesOwn, ref isPooled);
        batch.Add(row.TimeTicks, source, target, type, row.Weight, isLate, id);
        if (!isLate)
        {
            watermark = watermark.After(row.TimeTicks, backfill ? 0 : settings.AllowedLatenessTicks);
        }
        if (!id.IsEmpty)
        {
            ids.Add(hash, batch.LastPosition, row.TimeTicks, isLate);
        }
        verdict.Count(batch.LastPosition, row.TimeTicks, isLate, isPooled);
    }

    private Indices Find(EventRows rows, in EventRows.Row row)
    {
        SharedNames actors = head.Names.Actors.Names;
        return new Indices(
            actors.Find(rows.Text(row.Source)),
            row.Target.Length == 0 ? LogBatch.NoTarget : actors.Find(rows.Text(row.Target)),
            head.Names.Types.Names.Find(rows.Text(row.Type)));
    }

    private (string Code, string Detail)? Refuse(in EventRows.Row row, bool backfill, in Verdict verdict)
    {
        if (row.TimeTicks > verdict.FutureTicks)
        {
            return ("future", "The time lies more than "
                + options.FutureMax.ToString(null, CultureInfo.InvariantCulture) + " ahead of the clock.");
        }
        return backfill && row.TimeTicks < verdict.PreviousTicks
            ? ("outOfOrder", "The time is before that of an earlier row; a backfill must be in order of time.")
            : null;
    }

    /// <summary>The index of a name, with a new one for a new name as long as there are fewer than <paramref
    /// name="most"/>.</summary>
    /// <remarks>It is decided here, by the rows before it in the log, and the log keeps the index: so a replay repeats
    /// it, whatever arrives when.</remarks>
    private static int Intern(
        SharedNames names, TextColumn added, ReadOnlySpan<byte> name, int most, ref bool isPooled)
    {
        int index = names.Find(name);
        if (index >= 0)
        {
            return index;
        }
        if (names.Count >= most && !name.SequenceEqual(Pooled))
        {
            isPooled = true;
            return Intern(names, added, Pooled, most, ref isPooled);
        }
        added.Add(name);
        return names.Add(name);
    }

    private LogBatch Open(bool backfill)
    {
        LogBatch? last = batches.Count > 0 ? batches[^1] : null;
        open = new LogBatch
        {
            Sequence = (last?.Sequence ?? head.Counts.Sequence) + 1,
            FirstPosition = (last?.LastPosition ?? head.Counts.Position) + 1,
            FirstNewActor = head.Names.Actors.Names.Count,
            FirstNewType = head.Names.Types.Names.Count,
            Backfill = backfill,
            LatenessTicks = settings.AllowedLatenessTicks,
            DuplicatesTotal = DuplicatesBefore + Duplicates,
        };
        batches.Add(open);
        return open;
    }

    private long FutureTicks(AppendOptions how) => how.Backfill
        ? long.MaxValue
        : ((clock.GetUtcNow() - DateTimeOffset.UnixEpoch + options.FutureMax).Ticks * TimeSpan.NanosecondsPerTick);

    private Mark Remember() => new(
        batches.Count, open, open?.Count ?? 0, open?.NewActors.Count ?? 0, open?.NewTypes.Count ?? 0, watermark,
        head.Names.Actors.Names.Count, head.Names.Types.Names.Count, ids.Count);

    private void GoBack(in Mark mark)
    {
        batches.RemoveRange(mark.Batches, batches.Count - mark.Batches);
        open = mark.Open;
        open?.Truncate(mark.OpenCount, mark.OpenActors, mark.OpenTypes);
        watermark = mark.Watermark;
        head.Names.Actors.Names.Truncate(mark.Actors);
        head.Names.Types.Names.Truncate(mark.Types);
        ids.RemoveNewest(ids.Count - mark.Ids);
    }

    /// <summary>Log indices of a row's names; -1: none yet, or no target.</summary>
    private readonly record struct Indices(int Source, int Target, int Type);

    private readonly record struct Mark(
        int Batches, LogBatch? Open, int OpenCount, int OpenActors, int OpenTypes, Watermark Watermark,
        int Actors, int Types, int Ids);

    private struct Verdict
    {
        public long PreviousTicks;
        public long FutureTicks;
        public int Stored;
        public int Late;
        public int Duplicates;
        public int Pooled;
        public long? FirstPosition;
        public long? LastPosition;
        public List<RefusedRow>? Refused;

        public void Count(long position, long timeTicks, bool isLate, bool isPooled)
        {
            FirstPosition ??= position;
            LastPosition = position;
            PreviousTicks = timeTicks;
            Stored++;
            Late += isLate ? 1 : 0;
            Pooled += isPooled ? 1 : 0;
        }
    }
}
