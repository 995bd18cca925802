using HawkesNet.Service.Learning;
using HawkesNet.Service.Query;

namespace HawkesNet.Service.Networks;

/// <summary>One network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="AsOf">The state its answers speak of now; null: another service holds it, and knows.</param>
/// <param name="Counts">What was counted since it was created; null: another service holds it, and knows.</param>
/// <param name="HeldElsewhere">Whether another service on the same database holds it.</param>
public sealed record NetworkAnswer(
    string Name, NetworkSettingsAnswer Settings, AsOf? AsOf, NetworkCounts? Counts, bool HeldElsewhere)
{
    internal static NetworkAnswer Of(Network network)
    {
        NetworkSettingsAnswer settings = NetworkSettingsAnswer.Of(network.Settings);
        return network.IsHeldElsewhere
            ? new NetworkAnswer(network.Name, settings, null, null, true)
            : new NetworkAnswer(
                network.Name, settings, AsOf.Of(network.Model), NetworkCounts.Of(network), false);
    }
}

/// <summary>All networks, by name.</summary>
/// <param name="Networks">The networks.</param>
public sealed record NetworksAnswer(IReadOnlyList<NetworkAnswer> Networks);

/// <summary>A network's settings; durations as a whole number with a unit.</summary>
/// <param name="Resolution">Shortest delay resolved; null: settled from the stream.</param>
/// <param name="Memory">Longest delay remembered; null: settled from the stream.</param>
/// <param name="MaxClusters">Most clusters of actors.</param>
/// <param name="Ties">Whether latent ties are estimated.</param>
/// <param name="Rhythm">Whether a rhythm of the day or week is looked for.</param>
/// <param name="ForgettingHalfLife">Half-life of evidence; null: nothing is forgotten.</param>
/// <param name="AllowedLateness">Width of the reorder window in event time.</param>
/// <param name="MaxActors">Most actors.</param>
/// <param name="MaxTypes">Most types.</param>
/// <param name="Pseudonyms">Whether actors stand by pseudonyms, and their names apart.</param>
public sealed record NetworkSettingsAnswer(
    string? Resolution, string? Memory, int MaxClusters, bool Ties, bool Rhythm,
    string? ForgettingHalfLife, string AllowedLateness, int MaxActors, int MaxTypes, bool Pseudonyms)
{
    internal static NetworkSettingsAnswer Of(NetworkSettings settings) => new(
        Text(settings.ResolutionTicks), Text(settings.MemoryTicks), settings.ClustersMax, settings.Ties,
        settings.Rhythm, Text(settings.ForgettingHalfLifeTicks), Text(settings.AllowedLatenessTicks)!,
        settings.ActorsMax, settings.TypesMax, settings.Pseudonyms);

    private static string? Text(long? ticks)
    {
        (long Ticks, string Unit)[] units =
        [
            (86_400_000_000_000, "d"), (3_600_000_000_000, "h"), (60_000_000_000, "m"), (1_000_000_000, "s"),
            (1_000_000, "ms"), (1_000, "us"), (1, "ns"),
        ];
        if (ticks is 0)
        {
            return "0s";
        }
        (long size, string unit) = units.First(unit => (ticks ?? 1) % unit.Ticks == 0);
        return ticks is null ? null : $"{ticks / size}{unit}";
    }
}

/// <summary>What was counted since a network was created.</summary>
/// <param name="Actors">Actors the model knows.</param>
/// <param name="Types">Types the model knows.</param>
/// <param name="Accepted">Rows accepted.</param>
/// <param name="Duplicates">Duplicate rows.</param>
/// <param name="Late">Late rows.</param>
/// <param name="LastPosition">Log position of the last stored row.</param>
/// <param name="AppliedPosition">Events the learner has seen.</param>
/// <param name="HeldBack">Events waiting in the reorder window.</param>
/// <param name="QueuedEvents">Rows waiting to be committed.</param>
/// <param name="Watermark">Events before this time are late; null: none yet.</param>
/// <param name="LearnerError">Why the learner stopped; null: it runs.</param>
public sealed record NetworkCounts(
    int Actors, int Types, long Accepted, long Duplicates, long Late, long LastPosition, long AppliedPosition,
    long HeldBack, long QueuedEvents, string? Watermark, string? LearnerError)
{
    internal static NetworkCounts Of(Network network)
    {
        NetworkStatus status = network.Status;
        Model.ModelView view = network.Model.View;
        return new NetworkCounts(
            view.ActorCount, view.TypeCount, status.Accepted, status.Duplicates, status.Late, status.LastPosition,
            status.AppliedPosition, status.HeldBack, status.QueuedEvents,
            status.WatermarkTicks is { } ticks ? TimeText.Format(ticks) : null, status.LearnerError);
    }
}
