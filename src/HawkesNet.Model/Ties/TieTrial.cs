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

    /// <summary>Loss in nats per event after which a trial beside other ways from actor to actor ends early as
    /// well.</summary>
    private const double TrialLossMaxPerEvent = 0.05;

    /// <summary>The same for what knowing whom each source influences loses, which has to gain in the end.</summary>
    private const double EvenLossMaxPerEvent = 0.02;

    /// <summary>Gain that ties are adopted for, in nats and in nats per event.</summary>
    private const double GainMin = 3;
    private const double GainMinPerEvent = 0.005;

    /// <summary>The same where no event has a target but several types are told apart: while clusters and types are
    /// still being learned, ties would smooth them, and look useful.</summary>
    private const double TypedGainMinPerEvent = 0.05;
    private const double TypedGainKeptPerEvent = 0.03;
    private const int TypedEventsPerActor = 16;

    /// <summary>Loss in nats per event that ties without rivals may make, and for how many events.</summary>
    private const double LossMaxPerEvent = 0.02;
    private const int PatientEventsPerActor = 64;

    /// <summary>Whether ties have no rival: no target and no type tells one actor's events from another's.</summary>
    public static bool HasNoRival(bool hasTargets, int typeCount) => !hasTargets && typeCount == 1;

    /// <summary>Whether ties are to be part of the model: they gain, or are given time where they have no
    /// rival.</summary>
    /// <remarks>Where they have one, knowing whom each source influences has to gain too. Influence spread evenly over
    /// all actors is a second baseline: it gains where the first fits badly, as among many actors who have hardly been
    /// seen, and is no tie.</remarks>
    public static bool IsWon(LatentTies ties, bool hasTargets, int typeCount)
    {
        TieMonitor monitor = ties.Monitor;
        bool isTyped = !hasTargets && typeCount > 1;
        if (isTyped && monitor.Events < (long)TypedEventsPerActor * ties.ActorCount)
        {
            return false;
        }
        double evenGainMin = ties.IsAdopted ? 0 : Math.Max(GainMin, GainMinPerEvent * monitor.GainEvents);
        if (!HasNoRival(hasTargets, typeCount) && monitor.EvenGain <= evenGainMin)
        {
            return false;
        }
        if (!ties.IsAdopted)
        {
            double perEvent = isTyped ? TypedGainMinPerEvent : GainMinPerEvent;
            return monitor.Gain > Math.Max(GainMin, perEvent * monitor.GainEvents);
        }
        bool isPatient = HasNoRival(hasTargets, typeCount)
            && monitor.Events <= Length(ties.ActorCount, PatientEventsPerActor, FirstLook);
        return monitor.Gain > (isTyped ? TypedGainKeptPerEvent * monitor.GainEvents
            : isPatient ? -LossMaxPerEvent * Math.Max(monitor.GainEvents, FirstLook)
            : 0);
    }

    /// <summary>Whether ties that have not won have had their time. Where no event has a target they may lose for long
    /// and win in the end.</summary>
    public static bool IsOver(LatentTies ties, bool hasTargets)
    {
        TieMonitor monitor = ties.Monitor;
        bool isHopeless = monitor.Share < ShareMin
            || (hasTargets && (monitor.Gain < -TrialLossMaxPerEvent * monitor.GainEvents
                || monitor.EvenGain < -EvenLossMaxPerEvent * monitor.GainEvents));
        return (monitor.Events >= FirstLook && isHopeless)
            || monitor.Events >= Length(ties.ActorCount, EventsPerActor, EventsMin);
    }

    /// <summary>Events of the stream from which ties are tried again.</summary>
    public static long Next(long eventCount) => eventCount * LengthRatio;

    private static long Length(int actorCount, int perActor, int least) =>
        Math.Clamp((long)perActor * actorCount, least, EventsMax);
}
