using HawkesNet.Model.Tests.Oracles;

namespace HawkesNet.Model.Tests.Clustering;

/// <summary>Streams for windows: with and without targets, types and clusters in force while they were
/// recorded.</summary>
internal static class FitShapes
{
    public static readonly StreamShape[] All =
    [
        new StreamShape(200) { Actors = 8, NewTypes = 0 },
        new StreamShape(200) { Actors = 8, Types = 3, NewTypes = 0 },
        new StreamShape(200) { Actors = 8, TargetlessShare = 0, NewTypes = 0 },
        new StreamShape(200) { Actors = 8, TargetlessShare = 1, Types = 2 },
        new StreamShape(200) { Actors = 10, Types = 2, Clusters = 3, TieShare = 0.5 },
    ];
}
