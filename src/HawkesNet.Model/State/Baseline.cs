namespace HawkesNet.Model.State;

/// <summary>How the baseline is shared out among actors and types (equation 2).</summary>
internal static class Baseline
{
    /// <summary>Pseudo-count of every actor.</summary>
    public const double ActorPrior = 1;

    /// <summary>Pseudo-count of the type shares of one actor.</summary>
    private const double TypePrior = 2;

    /// <summary>An actor's rate: its smoothed share of all baseline events, times the scale.</summary>
    public static double Rate(double count, double countSum, int actorCount, double scale) =>
        (count + ActorPrior) / (countSum + (ActorPrior * actorCount)) * scale;

    /// <summary>Recomputes one actor's rate from its count and keeps the running sum right.</summary>
    public static void Refresh(ModelState state, ref ActorRecord actor)
    {
        double rate = Rate(actor.BaselineCount, state.BaselineCountSum, state.ActorCount, state.BaselineScale);
        state.BaselineRateSum += rate - actor.BaselineRate;
        actor.BaselineRate = rate;
    }

    /// <summary>Recomputes all rates; the running sum loses its rounding.</summary>
    public static void RefreshAll(ModelState state)
    {
        double sum = 0;
        foreach (ref ActorRecord actor in state.Actors)
        {
            actor.BaselineRate =
                Rate(actor.BaselineCount, state.BaselineCountSum, state.ActorCount, state.BaselineScale);
            sum += actor.BaselineRate;
        }
        state.BaselineRateSum = sum;
    }

    /// <summary>Scales all baseline counts, so that old evidence fades, and recomputes the rates.</summary>
    public static void Discount(ModelState state, double factor)
    {
        foreach (ref ActorRecord actor in state.Actors)
        {
            actor.BaselineCount *= factor;
            actor.Out.BaselineCount *= factor;
        }
        foreach (ref DecayedMass link in state.OverflowAll)
        {
            link.BaselineCount *= factor;
        }
        foreach (ref double count in state.TypeBaselineCounts.AsSpan())
        {
            count *= factor;
        }
        state.BaselineCountSum *= factor;
        RefreshAll(state);
    }

    /// <summary>Share of a type among an actor's baseline events, shrunk to the network's; sums to one over
    /// types.</summary>
    public static double TypeShare(ModelState state, in ActorRecord actor, int type)
    {
        if (state.TypeCount == 1)
        {
            return 1;
        }
        double own = 0;
        ref readonly DecayedMass link = ref actor.Out;
        while (link.Type != type && link.Next != DecayedMass.None)
        {
            link = ref state.Overflow(link.Next);
        }
        if (link.Type == type)
        {
            own = link.BaselineCount;
        }
        return ((TypePrior * state.Types.Share(type)) + own) / (TypePrior + actor.BaselineCount);
    }
}
