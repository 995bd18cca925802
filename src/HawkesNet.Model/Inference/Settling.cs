using HawkesNet.Model.Choice;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Inference;

/// <summary>Settles from a stream's first events what sets its scale: decay grid, baseline rate, first
/// parameters.</summary>
/// <remarks>All derive from the stream's own gaps and span, so the unit of time does not matter.</remarks>
internal static class Settling
{
    /// <summary>The shortest delay is this share of a small quantile of the gaps.</summary>
    private const double ShortestGapShare = 0.5;
    private const double GapQuantile = 0.05;

    /// <summary>The longest delay is this many times the span seen so far.</summary>
    private const double LongestSpanFactor = 20;

    /// <summary>Share of the rate first put down to the baseline, and offspring first given to a mechanism.</summary>
    private const double FirstBaselineShare = 0.5;
    private const double FirstOffspring = 0.1;

    /// <summary>Weight first given to each way of choosing a target.</summary>
    public const double FirstWayShare = 1.0 / ParameterLayout.WayCount;

    public static void Run(ModelState state, HeldBack heldBack)
    {
        ReadOnlySpan<long> times = heldBack.Events.TimeTicks;
        double span = Math.Max(1, StreamTime.Elapsed(times[0], times[^1]));
        state.OriginTicks = times[0];
        state.ClockTicks = times[0];
        state.BaselineScale = FirstBaselineShare * times.Length / span;
        SetFirstParameters(state);
        state.SetGrid(Grid(state.Spec, times, span));
        state.GrowActors(heldBack.ActorCount);
        Baseline.RefreshAll(state);
        state.GrowTypes(heldBack.TypeCount);
        state.RefreshCells();
        if (state.Spec.Ties)
        {
            bool hasTargets = state.HasTargets || heldBack.Events.Targets.ContainsAnyInRange(0, int.MaxValue);
            state.Ties.Start(
                state.Grid, state.ActorCount, state.EventCount,
                isAdopted: TieTrial.HasNoRival(hasTargets, state.TypeCount));
        }
    }

    private static DecayGrid Grid(ModelSpec spec, ReadOnlySpan<long> times, double span)
    {
        double shortest = spec.ResolutionTicks ?? (ShortestGapShare * SmallGap(times, span));
        double longest = spec.MemoryTicks ?? (LongestSpanFactor * span);
        return DecayGrid.LogSpaced(shortest, Math.Max(longest, shortest * 10));
    }

    private static double SmallGap(ReadOnlySpan<long> times, double span)
    {
        var gaps = new List<double>();
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] > times[i - 1])
            {
                gaps.Add(StreamTime.Elapsed(times[i - 1], times[i]));
            }
        }
        gaps.Sort();
        return gaps.Count == 0 ? span : gaps[(int)(gaps.Count * GapQuantile)];
    }

    private static void SetFirstParameters(ModelState state)
    {
        double[] theta = state.Parameters.Theta;
        for (int p = 0; p < ParameterLayout.ChoiceStart; p++)
        {
            theta[p] = ParameterLayout.IsUsed(p) ? FirstOffspring / (DecayGrid.ComponentCount - 1) : 0;
        }
        for (int p = ParameterLayout.ChoiceStart; p < ParameterLayout.Baseline; p++)
        {
            int way = (p - ParameterLayout.ChoiceStart) % ParameterLayout.WayCount;
            bool isJoin = p >= ParameterLayout.Of(ChoiceKind.Join);
            theta[p] = !isJoin ? FirstWayShare
                : way <= (int)SourceWay.Anyone ? 1.0 / ((int)SourceWay.Anyone + 1) : 0;
        }
        theta[ParameterLayout.Baseline] = 1;
    }
}
