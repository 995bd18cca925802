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
        Compare(count, body, BodyFormat.NdJson);
    }

    /// <summary>An array of JSON objects.</summary>
    /// <remarks>Short ones, since one broken object breaks the array.</remarks>
    public void Array(FuzzCount count)
    {
        foreach (byte[][] few in Rows().Chunk(RowsOfArray))
        {
            Compare(count, ArrayOf(few), BodyFormat.Json);
        }
    }

    /// <summary>CSV.</summary>
    public void Csv(FuzzCount count) => Compare(count, rows.CsvBody(RowsTogether), BodyFormat.Csv);

    /// <summary>Lines of JSON with bytes changed, cut out and put in.</summary>
    public void ChangedLines(FuzzCount count)
    {
        byte[] body = mutation.Change([.. Rows().SelectMany(row => (byte[])[.. row, (byte)'\n'])], changes: 8);
        Compare(count, body, BodyFormat.NdJson);
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
            count.Cases += 2;
            if (ReaderComparison.NumberDifference(text, unit) is { } ofNumber)
            {
                count.Note(ofNumber, text);
            }
            if (ReaderComparison.InstantDifference(text) is { } ofInstant)
            {
                count.Note(ofInstant, text);
            }
        }
    }

    private void Compare(FuzzCount count, byte[] body, BodyFormat format)
    {
        TimeUnit? unit = units[turn++ % units.Length];
        (int rowsTried, string? difference) = ReaderComparison.Compare(reader, body, format, unit);
        count.Cases += rowsTried;
        if (difference is not null)
        {
            count.Note(difference, body);
        }
    }

    private byte[][] Rows() => [.. Enumerable.Range(0, RowsTogether).Select(_ => rows.JsonRow())];

    private static byte[] ArrayOf(byte[][] elements) =>
        [.. "["u8, .. elements.SelectMany((row, i) => (byte[])[.. i == 0 ? ""u8 : ","u8, .. row]), .. "]"u8];
}
