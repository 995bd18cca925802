using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using HawkesNet.Model.Events;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Events;

/// <summary>Reads the events of a CSV file: columns time, source, target, type, weight, sequence and split in any
/// order.</summary>
/// <remarks>Other columns are ignored; gzip is recognised by its first bytes. Rows are ordered by time, equal times in
/// file order. Without `split` every row is train.</remarks>
internal sealed class CsvEvents
{
    private readonly string file;
    private readonly CsvRows rows;
    private readonly Dictionary<string, int> columns = [];
    private readonly NameIndex names = new();
    private readonly NameIndex typeNames = new();
    private readonly List<EventRow> read = [];
    private readonly List<DecimalTime> times = [];
    private readonly bool ignoreWeights;
    private readonly ColumnNames columnNames;
    private bool? areDates;

    private CsvEvents(string file, byte[] text, bool ignoreWeights, ColumnNames? columnNames)
    {
        this.file = file;
        this.columnNames = columnNames ?? ColumnNames.Parse(null);
        this.ignoreWeights = ignoreWeights;
        rows = new CsvRows(file, text);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It cannot be read, or a row is wrong; with its line.</exception>
    public static EventTable Read(string file, bool ignoreWeights = false, ColumnNames? columnNames = null) =>
        Parse(file, Load(file), ignoreWeights, columnNames);

    /// <summary>Reads a text already in memory; the file name is for messages.</summary>
    public static EventTable Parse(
        string file, byte[] text, bool ignoreWeights = false, ColumnNames? columnNames = null)
    {
        var reader = new CsvEvents(file, text, ignoreWeights, columnNames);
        reader.ReadHeader();
        reader.ReadRows();
        return reader.Order();
    }

    /// <summary>The bytes of a file, unpacked where it is gzip.</summary>
    public static byte[] Load(string file)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(file);
            if (bytes is not [0x1F, 0x8B, ..])
            {
                return bytes;
            }
            using var unpacked = new MemoryStream();
            using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            gzip.CopyTo(unpacked);
            return unpacked.ToArray();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(file, 0, "there is no such file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InputException(file, 0, e.Message);
        }
    }

    private bool IsSequences => columns.ContainsKey("sequence");

    private void ReadHeader()
    {
        if (!rows.Read())
        {
            throw new InputException(file, 1, "the file is empty: a header line is needed");
        }
        for (int i = 0; i < rows.FieldCount; i++)
        {
            string name = columnNames.Meaning(Text(i));
            if (name.Length > 0 && !columns.TryAdd(name, i))
            {
                throw new InputException(file, 1, $"column '{name}' is there twice");
            }
        }
        if (!columns.ContainsKey("time"))
        {
            throw ColumnNames.Missing(file, "time", Enumerable.Range(0, rows.FieldCount).Select(Text));
        }
    }

    private void ReadRows()
    {
        int fieldCount = rows.FieldCount;
        while (rows.Read())
        {
            if (rows.FieldCount != fieldCount)
            {
                throw Bad($"{rows.FieldCount} fields where the header has {fieldCount}");
            }
            times.Add(ReadTime());
            read.Add(ReadRow());
        }
        if (read.Count == 0)
        {
            throw new InputException(file, 0, "the file has no events");
        }
    }

    private DecimalTime ReadTime()
    {
        ReadOnlySpan<byte> text = Value("time").Trim((byte)' ');
        DecimalTime? number = DecimalTime.Parse(text);
        bool isDate = number is null && Rfc3339Ticks.Parse(text, out _) == TimeOutcome.Ok;
        if (number is null && !isDate)
        {
            throw Bad($"time '{Text("time")}' is not a decimal number, nor a date with its zone like "
                + "2026-03-02T09:30:00Z");
        }
        if ((areDates ??= isDate) != isDate)
        {
            throw Bad($"time '{Text("time")}': some times are dates, others numbers");
        }
        return number ?? DecimalTime.OfDate(text);
    }

    private EventRow ReadRow()
    {
        string actorColumn = IsSequences ? "sequence" : "source";
        if (columns.ContainsKey(actorColumn) && Value(actorColumn).IsEmpty)
        {
            throw Bad($"'{actorColumn}' is empty");
        }
        ReadOnlySpan<byte> target = IsSequences ? [] : Value("target");
        return new EventRow(
            rows.Line, names.GetOrAdd(Value(actorColumn)),
            target.IsEmpty ? EventBatch.NoTarget : names.GetOrAdd(target),
            typeNames.GetOrAdd(Value("type")), Weight(), IsTest());
    }

    private double Weight()
    {
        ReadOnlySpan<byte> text = ignoreWeights ? [] : Value("weight");
        if (text.IsEmpty)
        {
            return 1;
        }
        bool valid = Utf8Parser.TryParse(text, out double weight, out int used)
            && used == text.Length && double.IsFinite(weight) && weight >= 0;
        return valid
            ? weight
            : throw Bad($"weight '{Text("weight")}' is not a number of at least 0 (see --ignore-weights)");
    }

    private bool IsTest() => Text("split") switch
    {
        "" when !columns.ContainsKey("split") => false,
        "train" => false,
        "test" => true,
        string other => throw Bad($"split '{other}' is neither train nor test"),
    };

    private EventTable Order()
    {
        (long[] ticks, TickScale scale) = MapTimes();
        if (IsSequences)
        {
            return new SequenceLayout(file, read, ticks, typeNames, scale).Lay();
        }
        int[] order = [.. Enumerable.Range(0, read.Count).OrderBy(i => read[i].IsTest).ThenBy(i => ticks[i])];
        var actors = new NameIndex();
        var types = new NameIndex();
        var train = new EventBatch(read.Count);
        var test = new EventBatch();
        int selfRows = 0;
        foreach (int i in order)
        {
            EventRow row = read[i];
            if (row.Source == row.Target)
            {
                selfRows++;
                continue;
            }
            RequireTestAfterTrain(row, ticks[i], train);
            int source = actors.GetOrAdd(names[row.Source]);
            int target = row.Target < 0 ? EventBatch.NoTarget : actors.GetOrAdd(names[row.Target]);
            (row.IsTest ? test : train).Add(ticks[i], source, target, types.GetOrAdd(typeNames[row.Type]), row.Weight);
        }
        AddSilent(actors);
        RequireTrain(file, train);
        return new EventTable
        {
            File = file,
            Actors = actors,
            Types = types,
            Scale = scale,
            AreDates = areDates ?? false,
            Train = train,
            Test = test,
            SelfRows = selfRows,
        };
    }

    /// <summary>Refuses a file with nothing to learn from.</summary>
    internal static void RequireTrain(string file, EventBatch train)
    {
        if (train.Count == 0)
        {
            throw new InputException(file, 0, "there is no train row to learn from");
        }
    }

    // Actors seen only in rows left out belong to the universe too; they come last.
    private void AddSilent(NameIndex actors)
    {
        for (int name = 0; name < names.Count; name++)
        {
            actors.GetOrAdd(names[name]);
        }
    }

    private (long[] Ticks, TickScale Scale) MapTimes()
    {
        try
        {
            return TickScale.Map(times, [.. read.Select(r => IsSequences ? r.Source : 0)]);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new InputException(file, 0, e.Message);
        }
    }

    private void RequireTestAfterTrain(EventRow row, long ticks, EventBatch train)
    {
        if (row.IsTest && train.Count > 0 && ticks < train.TimeTicks[^1])
        {
            throw new InputException(file, row.Line, "a test row is before the last train row");
        }
    }

    private ReadOnlySpan<byte> Value(string column) =>
        columns.TryGetValue(column, out int index) ? rows.Field(index) : [];

    private string Text(int column) => Encoding.UTF8.GetString(rows.Field(column));

    private string Text(string column) => Encoding.UTF8.GetString(Value(column));

    private InputException Bad(string message) => new(file, rows.Line, message);
}

/// <summary>A row as read; source (or sequence), target and type as numbers in the order of the file.</summary>
internal readonly record struct EventRow(long Line, int Source, int Target, int Type, double Weight, bool IsTest);
