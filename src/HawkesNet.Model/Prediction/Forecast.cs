using HawkesNet.Model.Excitation;
using HawkesNet.Model.Rhythms;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Expected counts over a horizon.</summary>
public static class Forecast
{
    private const double QuantileHorizons = 10;
    private static readonly double[] Quantiles = [0.1, 0.25, 0.5, 0.75, 0.9];

    /// <summary>Forecast of source → target of a type over (from, from + horizon]; null target or type: all of
    /// them.</summary>
    /// <remarks>The baseline, with the drift it has at the start, and the decayed masses of the past are integrated
    /// exactly; the offspring of events still to come follow from the linear equations of
    /// <see cref="OffspringFlow"/>. The interval is predictive: it holds the count, not its mean. Waiting-time
    /// quantiles count on no event of the channel before.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Unknown index, a time before the view's, or no positive
    /// horizon.</exception>
    public static ForecastEstimate Of(
        ModelView view, int source, int? target, int? type, long fromTicks, long horizonTicks)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizonTicks);
        long from = view.Operational(fromTicks);
        double horizon = Horizon(view, fromTicks, horizonTicks);
        Channel channel = Channel.At(view, source, target, type, from);
        var hazard = new Hazard(view.State, channel);
        double direct = hazard.Integral(horizon);
        (double offspring, double fromOthers) =
            new OffspringFlow(view, source, target, type, channel, from).Run(horizon);
        double tied = TieForecast.Expected(view, source, from, horizon, channel);
        double mean = direct + offspring + tied;
        double variance = (mean * Clustering(view.State, target))
            + (mean * mean * RelativeVariance(view, channel, horizon));
        var waits = Quantiles.Select(probability => new WaitingTimeQuantile(
            probability, Wait(view, hazard, probability, fromTicks, QuantileHorizons * horizonTicks))).ToList();
        return new ForecastEstimate(
            CountInterval.Of(mean, variance), 1 - Math.Exp(-(direct + fromOthers + tied)), waits);
    }

    /// <summary>The integral of one dyad's intensity over (from, from + horizon], no events inside, the baseline's
    /// drift as it is at the start.</summary>
    public static double ExpectedDyadCount(ModelView view, int source, int target, long fromTicks, long horizonTicks) =>
        DyadCount(view, source, target, view.Operational(fromTicks), Horizon(view, fromTicks, horizonTicks));

    /// <summary>The same in operational time.</summary>
    internal static double DyadCount(ModelView view, int source, int target, long from, double horizon) =>
        new Hazard(view.State, Channel.At(view, source, target, null, from)).Integral(horizon);

    /// <summary>The most probable next dyads, best first, among those that have had an event and their
    /// reverses.</summary>
    /// <remarks>The probability is that of at least one event, none of any channel counted on before. One cheap look at
    /// each dyad, and a close one at those that can be among the best.</remarks>
    public static IReadOnlyList<LinkForecast> TopLinks(ModelView view, long fromTicks, long horizonTicks, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizonTicks);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        return new LinkSearch(view, view.Operational(fromTicks), Horizon(view, fromTicks, horizonTicks)).Top(top);
    }

    /// <summary>Operational time that a horizon takes, in ticks; at night the shortest ones round to none.</summary>
    private static double Horizon(ModelView view, long fromTicks, double horizonTicks)
    {
        long end = horizonTicks >= long.MaxValue - (double)fromTicks ? long.MaxValue : fromTicks + (long)horizonTicks;
        return Math.Max(1, view.State.Rhythm.OperationalBetween(fromTicks, end));
    }

    /// <summary>The wait for the channel's next event that it does not exceed with a probability; null beyond a
    /// limit.</summary>
    private static double? Wait(
        ModelView view, in Hazard hazard, double probability, long fromTicks, double limitTicks)
    {
        double? wait = hazard.DelayOf(-Math.Log(1 - probability), Horizon(view, fromTicks, limitTicks));
        Rhythm rhythm = view.State.Rhythm;
        return wait is not { } operational || rhythm.IsFlat ? wait
            : Events.StreamTime.Elapsed(
                fromTicks, rhythm.ToStream(rhythm.ToOperational(fromTicks) + (long)operational));
    }

    /// <summary>Variance over mean of a self-exciting count in the long run, (1 - own offspring)⁻².</summary>
    private static double Clustering(ModelState state, int? target)
    {
        double own = state.Parameters.Offspring(Mechanism.Repeat)
            + (target is null ? state.Parameters.Offspring(Mechanism.Burst) : 0);
        return 1 / ((1 - Math.Min(own, 0.9)) * (1 - Math.Min(own, 0.9)));
    }

    private static double RelativeVariance(ModelView view, in Channel channel, double horizonTicks)
    {
        var direction = new double[ParameterLayout.Count];
        direction[ParameterLayout.Baseline] = channel.BaselineRate * horizonTicks;
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            var decayed = Numerics.VectorLanes.Difference(
                channel.Mass[m],
                Numerics.VectorLanes.Product(
                    channel.Mass[m],
                    Numerics.VectorLanes.Survival(view.State.Grid.DecaysPerTick, horizonTicks)));
            view.State.Grid.AddExposures(
                decayed, direction.AsSpan(ParameterLayout.Of((Mechanism)m), DecayGrid.ComponentCount));
        }
        double influence = Numerics.VectorLanes.Dot(
            view.State.Ties.Kernel.Shares,
            Numerics.VectorLanes.Difference(
                channel.Influence,
                Numerics.VectorLanes.Product(
                    channel.Influence,
                    Numerics.VectorLanes.Survival(view.State.Grid.DecaysPerTick, horizonTicks))));
        IntensityEstimate count = Intensity.FromDirection(view, direction, channel, influence);
        double deviation = (count.PerTick.High - count.PerTick.Mean) / Intensity.Deviations90;
        return count.PerTick.Mean > 0 ? deviation * deviation / (count.PerTick.Mean * count.PerTick.Mean) : 0;
    }
}
