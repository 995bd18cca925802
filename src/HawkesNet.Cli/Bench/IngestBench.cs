using System.Globalization;
using System.Text;
using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;
using HawkesNet.Service;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Bench;

/// <summary>Parsing of bodies, interning of names.</summary>
internal static class IngestBench
{
    private const int RowsPerBody = 1000;
    private const int WantedMax = 1_000_000;

    /// <summary>Reads the same 1,000-row body again and again.</summary>
    public static BenchResult Parse(string name, BodyFormat format, int bodies)
    {
        byte[] body = Body(format, 0, RowsPerBody);
        var reader = new EventReader(new ServiceOptions());
        for (int i = 0; i < bodies / 10; i++)
        {
            reader.Read(body, format, TimeUnit.Nanoseconds);
        }
        var meter = new Meter();
        long rows = 0;
        for (int i = 0; i < bodies; i++)
        {
            rows += reader.Read(body, format, TimeUnit.Nanoseconds).Rows.Count;
        }
        double bytes = body.Length / (double)RowsPerBody;
        return meter.Stop(name, rows, FormattableString.Invariant($"{bytes:F0} bytes per row"));
    }

    /// <summary>Looks up names in random order in an index of a given size.</summary>
    public static BenchResult Intern(int names, int lookups)
    {
        var index = new NameIndex();
        for (int i = 0; i < names; i++)
        {
            index.GetOrAdd(Encoding.UTF8.GetBytes($"actor-{i}"));
        }
        (byte[] text, int[] ends) = Wanted(names, Math.Min(names * 4, WantedMax));
        long sum = 0;
        int rounds = lookups / ends.Length;
        var meter = new Meter();
        for (int round = 0; round < rounds; round++)
        {
            int start = 0;
            foreach (int end in ends)
            {
                sum += index.GetOrAdd(text.AsSpan(start, end - start));
                start = end;
            }
        }
        BenchResult result = meter.Stop(string.Create(CultureInfo.InvariantCulture, $"interning, {names:N0} names"),
            (long)rounds * ends.Length);
        return result with
        {
            BytesPerActor = index.MemoryBytes / (double)names,
            Note = sum >= 0 ? "names in random order; bytes per name" : "",
        };
    }

    /// <summary>A body of rows in time order, from a row number on; row n has the id "n" and the time of n
    /// gaps.</summary>
    public static byte[] Body(
        BodyFormat format, long firstRow, int rows, int actors = 1000, long gapNanoseconds = 1_000_000)
    {
        var rng = new CounterRng(5, (ulong)firstRow);
        var text = new StringBuilder(format == BodyFormat.Csv ? "id,time,source,target\n" : "");
        for (long row = firstRow; row < firstRow + rows; row++)
        {
            long time = 1_600_000_000_000_000_000 + (row * gapNanoseconds);
            (int source, int target) = (rng.Below(actors), rng.Below(actors));
            string id = row.ToString(CultureInfo.InvariantCulture);
            text.Append(format == BodyFormat.Csv
                ? FormattableString.Invariant($"{id},{time},actor-{source},actor-{target}\n")
                : Json(id, time, source, target));
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Json(string id, long time, int source, int target) => FormattableString.Invariant(
        $$"""{"id":"{{id}}","time":{{time}},"source":"actor-{{source}}","target":"actor-{{target}}"}""") + "\n";

    // One text, as names lie in a body, so that reading them costs no cache miss of its own.
    private static (byte[] Text, int[] Ends) Wanted(int names, int count)
    {
        var rng = new CounterRng(2);
        using var text = new MemoryStream();
        int[] ends = new int[count];
        for (int i = 0; i < count; i++)
        {
            text.Write(Encoding.UTF8.GetBytes($"actor-{rng.Below(names)}"));
            ends[i] = (int)text.Length;
        }
        return (text.ToArray(), ends);
    }
}
