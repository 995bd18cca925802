using System.Globalization;
using System.Text;
using HawkesNet.Cli.Http;

namespace HawkesNet.Cli.Demo;

/// <summary>The bundled enron.csv in real time: its unit, 0.06 day, becomes 5,184 s counted from 2001-01-01.</summary>
internal static class DemoStream
{
    private const int RowsPerBody = 250;
    private const decimal NanosecondsPerUnit = 5_184_000_000_000m;
    private const decimal OriginNanoseconds = 978_307_200_000_000_000m;

    /// <summary>Where the bundled file lies.</summary>
    public static string File => Path.Combine(AppContext.BaseDirectory, "Data", "enron.csv");

    /// <summary>The bodies to post with unit=ns, in time order.</summary>
    public static IReadOnlyList<EventBody> Bodies()
    {
        var bodies = new List<EventBody>();
        foreach (string[] lines in System.IO.File.ReadLines(File).Skip(1).Chunk(RowsPerBody))
        {
            var text = new StringBuilder("time,source,target\n");
            foreach (string line in lines)
            {
                string[] fields = line.Split(',');
                decimal units = decimal.Parse(fields[0], CultureInfo.InvariantCulture);
                decimal time = decimal.Round((units * NanosecondsPerUnit) + OriginNanoseconds);
                text.Append(CultureInfo.InvariantCulture, $"{time:F0},{fields[1]},{fields[2]}\n");
            }
            bodies.Add(new EventBody(Encoding.UTF8.GetBytes(text.ToString()), lines.Length));
        }
        return bodies;
    }
}
