namespace HawkesNet.Model.Simulation;

/// <summary>A known model to draw events from. Times are in units of the caller's choice.</summary>
/// <remarks>K = number of clusters, U = number of types. Written and read as JSON with camelCase names.</remarks>
public sealed record SimulationSpec
{
    /// <summary>Number of actors.</summary>
    public int Actors { get; init; } = 100;

    /// <summary>Ticks of one time unit; event times are rounded down to a tick.</summary>
    public double TicksPerUnit { get; init; } = 1e9;

    /// <summary>Whether baseline events have targets; false: a target-less stream (only burst and influence
    /// apply).</summary>
    public bool Targeted { get; init; } = true;

    /// <summary>Share of actors in each cluster; assigned at random. Empty: one cluster. [K]</summary>
    public IReadOnlyList<double> ClusterShares { get; init; } = [1];

    /// <summary>Baseline events per unit of one actor, by its cluster and the event's type. [K][U]</summary>
    public IReadOnlyList<IReadOnlyList<double>> BaselinePerUnit { get; init; } = [[0.01]];

    /// <summary>Gamma shape of the actors' activities (mean 1) that multiply their baselines; 0: all equal.</summary>
    public double ActivityShape { get; init; }

    /// <summary>The mechanisms; each at most once.</summary>
    public IReadOnlyList<MechanismSpec> Mechanisms { get; init; } = [];

    /// <summary>Latent ties, along which influence works; null: none.</summary>
    public TieSpec? Ties { get; init; }

    /// <summary>How a free target (or, for join, a free source) is chosen.</summary>
    public ChoiceSpec Choice { get; init; } = new();

    /// <summary>Weights of the events and what they do; null: every weight is 1.</summary>
    public MarkSpec? Marks { get; init; }

    /// <summary>Number of clusters K.</summary>
    public int ClusterCount => ClusterShares.Count;

    /// <summary>Number of types U.</summary>
    public int TypeCount => BaselinePerUnit.Count == 0 ? 0 : BaselinePerUnit[0].Count;

    /// <summary>Throws <see cref="ArgumentException"/> naming the first setting that is out of range.</summary>
    public void Validate()
    {
        Require(Actors >= (Targeted ? 2 : 1), nameof(Actors), "at least 2 with targets, 1 without");
        Require(TicksPerUnit is >= 1 and <= 1e15, nameof(TicksPerUnit), "must be 1..10^15");
        Require(ClusterShares.Count is >= 1 and <= 64, nameof(ClusterShares), "must name 1..64 clusters");
        Require(ClusterShares.All(s => s > 0 && double.IsFinite(s)), nameof(ClusterShares), "must be positive");
        Require(BaselinePerUnit.Count == ClusterCount, nameof(BaselinePerUnit), "must have a row per cluster");
        Require(TypeCount >= 1, nameof(BaselinePerUnit), "must have a column per type");
        RequireMatrix(BaselinePerUnit, ClusterCount, TypeCount, nameof(BaselinePerUnit));
        Require(BaselinePerUnit.Any(row => row.Any(rate => rate > 0)), nameof(BaselinePerUnit), "are all zero");
        Require(ActivityShape is >= 0 and <= 1e6, nameof(ActivityShape), "must be 0..10^6");
        Require(Mechanisms.Select(m => m.Mechanism).Distinct().Count() == Mechanisms.Count,
            nameof(Mechanisms), "must be named once each");
        foreach (MechanismSpec mechanism in Mechanisms)
        {
            string name = $"{nameof(Mechanisms)}.{mechanism.Mechanism}";
            bool influence = mechanism.Mechanism == SimulatedMechanism.Influence;
            Require(
                Targeted || influence || mechanism.Mechanism == SimulatedMechanism.Burst, name, "needs targets");
            Require(!influence || Ties is not null, name, "needs ties");
            RequireMatrix(mechanism.Offspring, ClusterCount, ClusterCount, name);
            RequireMatrix(mechanism.TypeShares ?? Identity(TypeCount), TypeCount, TypeCount, name);
            mechanism.Kernel.Validate(name);
        }
        Ties?.Validate();
        Choice.Validate();
        Marks?.Validate();
    }

    internal static void Require(bool holds, string name, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message, name);
        }
    }

    internal static IReadOnlyList<IReadOnlyList<double>> Identity(int size) =>
        [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(j => i == j ? 1.0 : 0).ToArray())];

    private static void RequireMatrix(
        IReadOnlyList<IReadOnlyList<double>> matrix, int rows, int columns, string name)
    {
        Require(matrix.Count == rows && matrix.All(r => r.Count == columns), name, $"must be {rows} x {columns}");
        Require(matrix.All(r => r.All(x => x >= 0 && double.IsFinite(x))), name, "must not be negative");
    }
}

/// <summary>A mechanism of excitation in a simulation.</summary>
public enum SimulatedMechanism
{
    /// <summary>After s→r: s→r again.</summary>
    Repeat,

    /// <summary>After s→r: r→s.</summary>
    Reply,

    /// <summary>After s→r or s: s→ a chosen target (none in a target-less stream).</summary>
    Burst,

    /// <summary>After s→r: r→ a chosen target.</summary>
    Relay,

    /// <summary>After s→r: a chosen source →r.</summary>
    Join,

    /// <summary>After an event of s: i→ a chosen target, for each i that s is tied to.</summary>
    Influence,
}

/// <summary>One mechanism: how many offspring an event has, of which types, and when.</summary>
public sealed record MechanismSpec
{
    /// <summary>The mechanism.</summary>
    public SimulatedMechanism Mechanism { get; init; }

    /// <summary>Expected offspring of one event. Repeat and reply: by the clusters of the offspring's source and
    /// target; the others: by the clusters of the triggering event's source and of the offspring's source (influence:
    /// for a tie of weight 1). [K][K]</summary>
    public IReadOnlyList<IReadOnlyList<double>> Offspring { get; init; } = [[0]];

    /// <summary>Factor on the offspring by the trigger's type and the offspring's type; null: its own type only.
    /// [U][U]</summary>
    public IReadOnlyList<IReadOnlyList<double>>? TypeShares { get; init; }

    /// <summary>When the offspring come.</summary>
    public KernelSpec Kernel { get; init; } = new();
}
