using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Events that others' future events will cause through ties.</summary>
internal static class TieForecast
{
    /// <summary>Expected number on a channel over a horizon, the actors who influence it going on at the rates they
    /// have had so far: Σ_j W[j, s] rate_j ∫ (1 - Σ_b η_b e^(-β_b τ)) dτ.</summary>
    public static double Expected(ModelView view, int source, long fromTicks, double horizonTicks, in Channel channel)
    {
        ModelState state = view.State;
        ref readonly ActorRecord actor = ref state.Actor(source);
        if (!view.HasTies || actor.BaselineRate <= 0)
        {
            return 0;
        }
        double share = channel.BaselineRate / (actor.BaselineRate * state.DriftAt(fromTicks));
        double waiting = horizonTicks;
        Doubles8 survival = VectorLanes.Survival(state.Grid.DecaysPerTick, horizonTicks);
        for (int b = 0; b < Doubles8.Count; b++)
        {
            waiting -= state.Ties.Kernel.Shares[b] * (1 - survival[b]) / state.Grid.DecaysPerTick[b];
        }
        return view.TieSums.Inflow[source] * share * Math.Max(0, waiting);
    }
}
