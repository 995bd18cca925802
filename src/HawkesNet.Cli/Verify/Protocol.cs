namespace HawkesNet.Cli.Verify;

/// <summary>One row of the report: a known model, most clusters allowed, and the bars.</summary>
/// <param name="Name">Name of the row.</param>
/// <param name="ClustersMax">Most clusters the learner may use.</param>
/// <param name="Draw">Draws the stream of a seed.</param>
internal sealed record Protocol(string Name, int ClustersMax, Func<ulong, Sample> Draw)
{
    /// <summary>The bars; empty: the row is for information.</summary>
    public IReadOnlyList<Bar> Bars { get; init; } = [];

    /// <summary>The row that this one is compared with.</summary>
    public string? Base { get; init; }

    /// <summary>Bars that compare this row with its base (base first).</summary>
    public Func<IReadOnlyList<SeedResult>, IReadOnlyList<Bar>> BarsAgainstBase { get; init; } = _ => [];
}
