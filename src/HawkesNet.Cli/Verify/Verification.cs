using HawkesNet.Model;

namespace HawkesNet.Cli.Verify;

/// <summary>Runs protocols over seeds and judges them.</summary>
/// <param name="seeds">The seeds, in order.</param>
/// <param name="say">Takes a line of progress.</param>
internal sealed class Verification(IReadOnlyList<ulong> seeds, Action<string> say)
{
    private readonly Dictionary<string, IReadOnlyList<SeedResult>> results = [];
    private readonly HashSet<char> warmKinds = [];

    /// <summary>Draws, learns and judges one row.</summary>
    public ProtocolReport Run(Protocol protocol, CancellationToken cancellation)
    {
        IEnumerable<Bar> bars = protocol.Bars;
        if (protocol.Base is { } name)
        {
            Protocol known = Protocols.All.First(other => other.Name == name);
            bars = protocol.BarsAgainstBase(Results(known, cancellation)).Concat(bars);
        }
        IReadOnlyList<SeedResult> rows = Results(protocol, cancellation);
        return new ProtocolReport(protocol.Name, rows, [.. bars.Select(bar =>
        {
            (string figure, bool met) = bar.Judge(rows);
            return new JudgedBar(bar.Text, figure, met);
        })]);
    }

    private IReadOnlyList<SeedResult> Results(Protocol protocol, CancellationToken cancellation)
    {
        if (!results.TryGetValue(protocol.Name, out IReadOnlyList<SeedResult>? rows))
        {
            results[protocol.Name] = rows = [.. seeds.Select(seed => Measure(protocol, seed, cancellation))];
        }
        return rows;
    }

    private SeedResult Measure(Protocol protocol, ulong seed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Sample sample = protocol.Draw(seed);
        var spec = new ModelSpec { ClustersMax = protocol.ClustersMax };
        if (warmKinds.Add(protocol.Name[0]))
        {
            LearnerRun.Warm(sample, spec);
        }
        SeedResult result = LearnerRun.Measure(sample, spec, seed);
        say(ProtocolReport.Progress(protocol.Name, result));
        return result;
    }
}
