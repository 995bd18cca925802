namespace HawkesNet.Cli.Bench;

/// <summary>A question to a network.</summary>
/// <param name="Address">Its address, under the network's; {a} is an actor drawn anew each time, {dyad} a dyad that had
/// an event.</param>
/// <param name="AimMs">What 99 of 100 answers are to stay below, in milliseconds; null: no aim.</param>
internal sealed record Question(string Address, double? AimMs)
{
    private const double PointMs = 5, TableMs = 50;

    /// <summary>One of each kind.</summary>
    public static IReadOnlyList<Question> All { get; } =
    [
        new("actors/{a}", PointMs),
        new("intensity?source={a}", PointMs),
        new("intensity?{dyad}", PointMs),
        new("intensity/range?{dyad}&points=100", TableMs),
        new("forecast?source={a}&horizon=1h", PointMs),
        new("forecast?{dyad}&horizon=1h", PointMs),
        new("actors/{a}/influence?top=20", TableMs),
        new("links?top=100&horizon=1h", TableMs),
        new("influence?top=100", TableMs),
        new("actors?limit=100", TableMs),
        new("actors?search=actor-77&limit=20", TableMs),
        new("clusters", TableMs),
        new("clusters/0?limit=100", TableMs),
        new("excitation", TableMs),
        new("ties?top=100", TableMs),
        new("surprises?top=100", TableMs),
        new("diagnostics", null),
        new("snapshots/current", null),
    ];
}

/// <summary>How long one question takes. Times are from the request to the last byte of the answer; the first asking
/// of each state counts like any other.</summary>
/// <param name="Question">The address, under the network's.</param>
/// <param name="Asked">How often it was asked.</param>
/// <param name="States">Of how many states the answers speak.</param>
/// <param name="MedianMs">Median in milliseconds.</param>
/// <param name="P99Ms">What 99 of 100 answers stay below, in milliseconds.</param>
/// <param name="FirstMs">The longest of those that were the first about their state.</param>
/// <param name="MostMs">The longest.</param>
/// <param name="CpuMs">Processor time of the service for one answer, while no events come.</param>
/// <param name="FirstCpuMs">The same for the first about a new state.</param>
/// <param name="AimMs">The aim of <paramref name="P99Ms"/>; null: none.</param>
internal sealed record QueryResult(
    string Question, int Asked, int States, double MedianMs, double P99Ms, double FirstMs, double MostMs, double CpuMs,
    double FirstCpuMs, double? AimMs)
{
    /// <summary>Whether the aim was met; null: there is none.</summary>
    public bool? IsMet => AimMs is { } aim ? P99Ms <= aim : null;
}
