using System.Text;
using HawkesNet.Service;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Fuzz;

/// <summary>Bodies and times, most of them broken in some way, read by the service's parsers and by plain
/// ones.</summary>
/// <param name="seed">Decides them.</param>
internal sealed class ReaderFuzz(int seed)
{
    private const int RowsTogether = 40;
    private const int RowsOfArray = 5;
    private const int TimesTogether = 400;
    private static readonly TimeUnit?[] units =
        [null, TimeUnit.Seconds, TimeUnit.Milliseconds, TimeUnit.Microseconds, TimeUnit.Nanoseconds];

    private readonly EventReader reader = new(new ServiceOptions());
    private readonly RowGenerator rows = new(seed);
    private readonly Mutation mutation = new(seed + 1);
    private int turn;

    /// <summary>Lines of JSON.</summary>
    public void Lines(FuzzCount count)
    {
        byte[] body = [.. Rows().SelectMany(row => (byte[])[.. row, (byte)'\n'])];
        Compare(count, body, BodyFormat.NdJson, PlainReader.NdJson);
    }

    /// <summary>An array of JSON objects.</summary>
    /// <remarks>Short ones, since one broken object breaks the array.</remarks>
    public void Array(FuzzCount count)
    {
        foreach (byte[][] few in Rows().Chunk(RowsOfArray))
        {
            Compare(count, ArrayOf(few), BodyFormat.Json, PlainReader.Array);
        }
    }

    /// <summary>CSV.</summary>
    public void Csv(FuzzCount count) => Compare(count, rows.CsvBody(RowsTogether), BodyFormat.Csv, PlainReader.Csv);

    /// <summary>Lines of JSON with bytes changed, cut out and put in.</summary>
    public void ChangedLines(FuzzCount count)
    {
        byte[] body = mutation.Change([.. Rows().SelectMany(row => (byte[])[.. row, (byte)'\n'])], changes: 8);
        Compare(count, body, BodyFormat.NdJson, PlainReader.NdJson);
    }

    /// <summary>CSV and arrays with bytes changed: read whole or refused whole, never a failure.</summary>
    public void ChangedBodies(FuzzCount count)
    {
        foreach ((byte[] body, BodyFormat format) in (ReadOnlySpan<(byte[], BodyFormat)>)
            [(rows.CsvBody(RowsTogether), BodyFormat.Csv), (ArrayOf(Rows()), BodyFormat.Json)])
        {
            byte[] changed = mutation.Change(body, changes: 4);
            ReadResult result = reader.Read(changed, format, units[turn++ % units.Length]);
            count.Cases += RowsTogether;
            for (int i = 0; i < result.Rows.Count; i++)
            {
                double weight = result.Rows[i].Weight;
                if (!double.IsFinite(weight) || weight < 0)
                {
                    count.Note($"a weight of {weight}", changed);
                }
            }
        }
    }

    /// <summary>Times, as text and as numbers.</summary>
    public void Times(FuzzCount count)
    {
        for (int i = 0; i < TimesTogether; i++)
        {
            byte[] text = mutation.Change(Encoding.ASCII.GetBytes(rows.AnyTime()), changes: i % 3);
            TimeUnit unit = units[1 + (i % (units.Length - 1))]!.Value;
            string plain = Encoding.Latin1.GetString(text);
            Compare(count, text, PlainValues.Number(plain, unit, out long expected), expected,
                DecimalTicks.Parse(text, unit, out long found), found);
            Compare(count, text, PlainValues.Instant(plain, out expected), expected,
                Rfc3339Ticks.Parse(text, out found), found);
        }
    }

    private static void Compare(
        FuzzCount count, byte[] text, string? expectedCode, long expected, TimeOutcome outcome, long found)
    {
        count.Cases++;
        string? code = outcome switch
        {
            TimeOutcome.Ok => null,
            TimeOutcome.OutOfRange => "timeOutOfRange",
            _ => "badTime",
        };
        // Whether what is no time spells infinity is told by those who call.
        if (code != (expectedCode == "notFinite" ? "badTime" : expectedCode) || found != (code is null ? expected : 0))
        {
            count.Note($"{code ?? "read"} {found} instead of {expectedCode ?? "read"} {expected}", text);
        }
    }

    private void Compare(
        FuzzCount count, byte[] body, BodyFormat format, Func<byte[], TimeUnit?, List<PlainRow>?> plain)
    {
        TimeUnit? unit = units[turn++ % units.Length];
        ReadResult actual = reader.Read(body, format, unit);
        List<PlainRow>? expected = plain(body, unit);
        count.Cases += expected?.Count ?? 1;
        string? difference = expected switch
        {
            null => actual.Fault?.Status == 400 ? null : "a broken body was read",
            { Count: 0 } => null,
            _ => ReaderComparison.Difference(expected, actual),
        };
        if (difference is not null)
        {
            count.Note(difference, body);
        }
    }

    private byte[][] Rows() => [.. Enumerable.Range(0, RowsTogether).Select(_ => rows.JsonRow())];

    private static byte[] ArrayOf(byte[][] elements) =>
        [.. "["u8, .. elements.SelectMany((row, i) => (byte[])[.. i == 0 ? ""u8 : ","u8, .. row]), .. "]"u8];
}
