using HawkesNet.Model;
using HawkesNet.Model.Prediction;

namespace HawkesNet.Cli.Evaluation;

/// <summary>What a model expects of actors that in truth have ended: the train sequences while test sequences are scored.</summary>
internal static class SilentActors
{
    private const int PointsCount = 400;

    /// <summary>Integral over (from, to] of the intensity of the first actors, no event inside; trapezoids on delays that
    /// grow geometrically, since what is left of the excitation decays.</summary>
    /// <param name="view">The model at the last train event.</param>
    /// <param name="actors">The actors are 0..actors-1.</param>
    /// <param name="fromTicks">Start, not before the view's time.</param>
    /// <param name="toTicks">End.</param>
    public static double ExpectedEvents(ModelView view, int actors, long fromTicks, long toTicks)
    {
        double total = 0;
        long before = fromTicks;
        double intensityBefore = Total(view, actors, fromTicks);
        double ratio = Math.Pow(toTicks - fromTicks, 1.0 / PointsCount);
        for (int point = 1; point <= PointsCount; point++)
        {
            long at = point == PointsCount ? toTicks : fromTicks + (long)Math.Pow(ratio, point);
            if (at == before)
            {
                continue;
            }
            double intensity = Total(view, actors, at);
            total += (at - before) * (intensity + intensityBefore) / 2;
            (before, intensityBefore) = (at, intensity);
        }
        return total;
    }

    private static double Total(ModelView view, int actors, long atTicks)
    {
        double total = 0;
        for (int actor = 0; actor < actors; actor++)
        {
            total += Intensity.At(view, actor, null, null, atTicks).PerTick.Mean;
        }
        return total;
    }
}
