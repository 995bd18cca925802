using HawkesNet.Model.Events;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Diagnostics;

/// <summary>What a model must beat: one constant rate per channel, from counts alone, scored before learning.</summary>
internal static class PoissonBaseline
{
    /// <summary>Pseudo-count of every channel.</summary>
    public const double Prior = 0.1;

    /// <summary>What the log-likelihood of an event is formed from: log rate of its channel less the events expected
    /// since the last.</summary>
    /// <remarks>The rate of all channels is (n + 1) / (time since the start plus one mean gap), a channel's share
    /// (its count + 0.1) / (all counts + 0.1 per channel).</remarks>
    public static PoissonParts Score(
        ModelState state, int source, int target, int type, int dyad, long fromTicks, long timeTicks)
    {
        double gap = 0.5 / state.BaselineScale;
        double since = StreamTime.Elapsed(state.OriginTicks, timeTicks) + gap;
        double count = state.EventCount + 1;
        double actors = state.ActorCount;
        double channels = (state.HasTargets ? actors * (actors - 1) : 0) + (state.HasTargetless ? actors : 0);
        long own = target < 0 ? state.Actor(source).Sent - state.Actor(source).Addressed
            : dyad < 0 ? 0 : state.Dyads[dyad].EventCount;
        double share = (own + Prior) / (state.EventCount + (Prior * channels));
        return new PoissonParts(
            count / since * share * state.Types.Share(type), count,
            since / (StreamTime.Elapsed(state.OriginTicks, fromTicks) + gap));
    }
}

/// <summary>The log-likelihood of an event is log Rate - Events · log Growth.</summary>
/// <param name="Rate">Rate of the event's channel, per tick.</param>
/// <param name="Events">Events so far, with this one.</param>
/// <param name="Growth">Factor by which the time since the start has grown since the event before.</param>
internal readonly record struct PoissonParts(double Rate, double Events, double Growth)
{
    /// <summary>The log-likelihood, nats.</summary>
    public double LogLikelihood => Math.Log(Rate) - (Events * Math.Log(Growth));
}
