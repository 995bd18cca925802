namespace HawkesNet.Model.Ties;

/// <summary>When ties are part of the model, when a trial of them ends, and when the next one begins.</summary>
internal static class TieTrial
{
    /// <summary>Length of a trial in events, and how much longer the stream has to be for the next.</summary>
    private const int EventsPerActor = 32;
    private const int EventsMin = 65_536;
    private const int EventsMax = 262_144;
    private const int LengthRatio = 4;

    /// <summary>Share of events put down to ties below which a trial ends early, from so many events on.</summary>
    private const double ShareMin = 0.01;
    private const int FirstLook = 2048;

    /// <summary>Gain that ties are adopted for, in nats and in nats per event.</summary>
    private const double GainMin = 3;
    private const double GainMinPerEvent = 0.005;

    /// <summary>The same where no event has a target, and the gain they then have to keep: in streams of actors that do
    /// not influence one another, ties would smooth what else is still being learned, and look useful.</summary>
    private const double TargetlessGainMinPerEvent = 0.05;
    private const double TargetlessGainKeptPerEvent = 0.03;
    private const int TargetlessEventsPerActor = 16;

    /// <summary>Whether ties are to be part of the model.</summary>
    public static bool IsWon(LatentTies ties, bool hasTargets)
    {
        TieMonitor monitor = ties.Monitor;
        if (!hasTargets && monitor.Events < (long)TargetlessEventsPerActor * ties.ActorCount)
        {
            return false;
        }
        double adopted = hasTargets ? GainMinPerEvent : TargetlessGainMinPerEvent;
        double least = !ties.IsAdopted ? Math.Max(GainMin, adopted * monitor.GainEvents)
            : hasTargets ? 0
            : TargetlessGainKeptPerEvent * monitor.GainEvents;
        return monitor.Gain > least;
    }

    /// <summary>Whether ties that have not won have had their time.</summary>
    public static bool IsOver(LatentTies ties)
    {
        TieMonitor monitor = ties.Monitor;
        return (monitor.Events >= FirstLook && monitor.Share < ShareMin)
            || monitor.Events >= Length(ties.ActorCount, EventsPerActor, EventsMin);
    }

    /// <summary>Events of the stream from which ties are tried again.</summary>
    public static long Next(long eventCount) => eventCount * LengthRatio;

    private static long Length(int actorCount, int perActor, int least) =>
        Math.Clamp((long)perActor * actorCount, least, EventsMax);
}
