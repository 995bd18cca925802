using System.Text;
using HawkesNet.Cli.Fuzz;
using HawkesNet.Service;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Fuzzing.Tests;

/// <summary>The readers of bodies and times, against plain ones.</summary>
/// <remarks>The first byte of an input is no part of the body: it says the unit of times.</remarks>
internal static class ReaderTargets
{
    private const int SeedsEach = 40;
    private static readonly TimeUnit?[] units =
        [null, TimeUnit.Seconds, TimeUnit.Milliseconds, TimeUnit.Microseconds, TimeUnit.Nanoseconds];

    private static readonly string[] headers =
    [
        "time,source,target,type,weight,id\n", "source,time\r\n", "id,weight,note,time,\"source\"\n",
    ];

    private static readonly byte[][] words =
    [
        .. ((string[])
        [
            "\"time\":", "\"source\":", "\"target\":", "\"type\":", "\"weight\":", "\"id\":", "{", "}", "[", "]", ",",
            "\"", "\"\"", "\\u0000", "\\u0061", "\\ud83d\\ude00", "\\ud83d", "\\n", "null", "true", "false", "NaN",
            "-Infinity", "1e400", "-0.0", "0.5", "e-9", "E+18", "2026-03-01T12:00:00Z", "2016-12-31T23:59:60.5Z",
            "+01:00", "9200000000", "\r\n", "\r", "\t", "é", "\u0085", "\uFEFF", "žluť", "中",
            "{\"time\":1,\"source\":\"a\"}",
        ]).Select(Encoding.UTF8.GetBytes),
        [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0],
    ];

    /// <summary>All of them.</summary>
    public static Target[] All(int seed)
    {
        var rows = new RowGenerator(seed);
        var reader = new EventReader(new ServiceOptions());
        return
        [
            new("JSON lines", Seeds(() => [.. rows.JsonRow(), (byte)'\n', .. rows.JsonRow()]), words,
                input => Body(reader, BodyFormat.NdJson, input, "")),
            new("JSON arrays", Seeds(() => [(byte)'[', .. rows.JsonRow(), (byte)',', .. rows.JsonRow(), (byte)']']),
                words, input => Body(reader, BodyFormat.Json, input, "")),
            new("CSV", Seeds(() => [.. rows.CsvBody(2).SkipWhile(b => b != (byte)'\n').Skip(1)]), words,
                input => Body(reader, BodyFormat.Csv, input, headers[First(input) / units.Length % headers.Length])),
            new("CSV with its header", Seeds(() => rows.CsvBody(2)), words, input => WholeCsv(reader, input)),
            new("times as numbers", Seeds(() => Encoding.UTF8.GetBytes(rows.AnyTime())), words, input =>
                ReaderComparison.NumberDifference(Rest(input), UnitOf(input) ?? TimeUnit.Seconds)),
            new("times as text", Seeds(() => Encoding.UTF8.GetBytes(rows.AnyTime())), words, input =>
                ReaderComparison.InstantDifference(Rest(input))),
        ];
    }

    private static string? Body(EventReader reader, BodyFormat format, byte[] input, string header)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(header), .. Rest(input)];
        return ReaderComparison.Compare(reader, body, format, UnitOf(input)).Difference;
    }

    // A header that cannot be used refuses the body; where it can, no value may be what no event has.
    private static string? WholeCsv(EventReader reader, byte[] input)
    {
        ReadResult result = reader.Read(Rest(input), BodyFormat.Csv, UnitOf(input));
        for (int i = 0; i < result.Rows.Count; i++)
        {
            EventRows.Row row = result.Rows[i];
            if (!double.IsFinite(row.Weight) || row.Weight < 0 || result.Rows.Text(row.Source).Length == 0)
            {
                return $"line {row.Line}: weight {row.Weight}, {result.Rows.Text(row.Source).Length} bytes of source";
            }
        }
        return null;
    }

    private static byte[][] Seeds(Func<byte[]> next) =>
        [.. Enumerable.Range(0, SeedsEach).Select(i => (byte[])[(byte)i, .. next()])];

    private static int First(byte[] input) => input.Length == 0 ? 0 : input[0];

    private static byte[] Rest(byte[] input) => input.Length == 0 ? [] : input[1..];

    private static TimeUnit? UnitOf(byte[] input) => units[First(input) % units.Length];
}
