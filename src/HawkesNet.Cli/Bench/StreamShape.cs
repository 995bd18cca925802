namespace HawkesNet.Cli.Bench;

/// <summary>The likeness of a stream to measure with.</summary>
/// <param name="Actors">Actors.</param>
/// <param name="Clusters">Clusters that actors keep to when they choose whom to address.</param>
/// <param name="IsStationary">Whether no dyad is met by chance: then their number stays what it is.</param>
/// <param name="MeanGapTicks">Mean time between events.</param>
internal sealed record StreamShape(
    int Actors, int Clusters = 1, bool IsStationary = false, long MeanGapTicks = 1_000_000);
