using System.Runtime.InteropServices;
using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Rhythms;

/// <summary>Finds the grid that times are rounded to.</summary>
/// <remarks>Times that lie on a grid of twenty seconds recur every twenty seconds. That is how they were written down,
/// not a rhythm, and a likelihood of times would make the most of it.</remarks>
internal static class TimeGrid
{
    private const double GapQuantile = 0.01;
    private const double OnGridShare = 0.9;
    private const double Tolerance = 0.05;
    private const double StepsMax = 1000;

    /// <summary>Step of the grid in ticks; 0 where there is none.</summary>
    /// <param name="times">Times of events, in order.</param>
    public static double Step(ReadOnlySpan<long> times)
    {
        var gaps = new List<double>();
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] > times[i - 1])
            {
                gaps.Add(StreamTime.Elapsed(times[i - 1], times[i]));
            }
        }
        double step = gaps.Count == 0 ? 0
            : OrderStatistic.Of(CollectionsMarshal.AsSpan(gaps), (int)(gaps.Count * GapQuantile));
        int near = 0, onGrid = 0;
        foreach (double gap in gaps)
        {
            double steps = gap / step;
            near += steps <= StepsMax ? 1 : 0;
            onGrid += steps <= StepsMax && Math.Abs(steps - Math.Round(steps)) <= Tolerance ? 1 : 0;
        }
        return onGrid >= OnGridShare * near ? step : 0;
    }
}
