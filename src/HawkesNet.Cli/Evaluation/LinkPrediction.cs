using HawkesNet.Cli.Events;
using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Prediction;

namespace HawkesNet.Cli.Evaluation;

/// <summary>Who contacts whom next: areas under the curve of P(at least one event) over a window, at times in
/// test.</summary>
/// <param name="Auc">Mean over the times, all ordered pairs (an actor with itself: predicted 0, never true).</param>
/// <param name="AucNewPairs">The same over pairs with no event before the time; null: no such pair had one.</param>
/// <param name="AucUntrainedPairs">The same over pairs with no event in train.</param>
internal sealed record LinkPrediction(double? Auc, double? AucNewPairs, double? AucUntrainedPairs)
{
    /// <summary>Most actors: every ordered pair is forecast at every time.</summary>
    public const int ActorsMax = 3_000;

    private const int TimesCount = 100;
    private const ulong Seed = 20_010_101;

    /// <summary>Predicts with a frozen learner that stands at the end of train; it is stepped through test.</summary>
    /// <param name="frozen">The learner; its history grows.</param>
    /// <param name="table">The events.</param>
    /// <param name="windowTicks">Length δ of the window: times are uniform on (T0, T1 - δ).</param>
    /// <exception cref="InputException">Too many actors, no test rows or targets, or too long a window.</exception>
    public static LinkPrediction Of(OnlineLearner frozen, EventTable table, long windowTicks)
    {
        Check(table, windowTicks);
        PairSet seen = PairSet.OfTrain(table), trained = PairSet.OfTrain(table);
        List<double> all = [], fresh = [], untrained = [];
        int next = 0;
        foreach (long time in Times(table, windowTicks))
        {
            int first = next;
            next = EndBefore(table.Test, time, first);
            StreamScore.Of(frozen.Step, table.Test, 0, first, next);
            seen.Add(table.Test, first, next);
            double[] expected = ExpectedCounts(frozen.Publish(), table.Actors.Count, time, windowTicks);
            bool[] truths = Truths(table, time, windowTicks, next);
            AddIfKnown(fresh, OutsideOf(seen, expected, truths));
            AddIfKnown(untrained, OutsideOf(trained, expected, truths));
            AddIfKnown(all, AreaUnderCurve.Of(expected, truths));
        }
        return new LinkPrediction(Mean(all), Mean(fresh), Mean(untrained));
    }

    private static void Check(EventTable table, long windowTicks)
    {
        if (!table.IsTargeted || table.Test.Count == 0)
        {
            throw new InputException(table.File, 0, "--link-window needs test rows with targets");
        }
        if (table.Actors.Count > ActorsMax)
        {
            throw new InputException(
                table.File, 0, $"--link-window takes at most {ActorsMax} actors; the file has {table.Actors.Count}");
        }
        if (windowTicks < 1 || windowTicks >= table.Test.TimeTicks[^1] - table.Train.TimeTicks[^1])
        {
            throw new InputException(table.File, 0, "--link-window must be shorter than the time of the test rows");
        }
    }

    private static long[] Times(EventTable table, long windowTicks)
    {
        var rng = new CounterRng(Seed);
        long start = table.Train.TimeTicks[^1];
        double room = table.Test.TimeTicks[^1] - windowTicks - start;
        long[] times = [.. Enumerable.Range(0, TimesCount).Select(_ => start + (long)(rng.Uniform() * room))];
        Array.Sort(times);
        return times;
    }

    private static int EndBefore(EventBatch events, long time, int from)
    {
        while (from < events.Count && events.TimeTicks[from] < time)
        {
            from++;
        }
        return from;
    }

    // The expected count ranks pairs as their probability 1 - exp(-count) does, and loses no small differences.
    private static double[] ExpectedCounts(ModelView view, int actors, long time, long windowTicks)
    {
        double[] expected = new double[actors * actors];
        for (int source = 0; source < actors; source++)
        {
            for (int target = 0; target < actors; target++)
            {
                if (source != target)
                {
                    expected[(source * actors) + target] =
                        Forecast.ExpectedDyadCount(view, source, target, time, windowTicks);
                }
            }
        }
        return expected;
    }

    private static bool[] Truths(EventTable table, long time, long windowTicks, int first)
    {
        bool[] truths = new bool[table.Actors.Count * table.Actors.Count];
        for (int i = first; i < table.Test.Count && table.Test.TimeTicks[i] <= time + windowTicks; i++)
        {
            if (table.Test.Targets[i] >= 0)
            {
                truths[(table.Test.Sources[i] * table.Actors.Count) + table.Test.Targets[i]] = true;
            }
        }
        return truths;
    }

    private static double? OutsideOf(PairSet known, double[] expected, bool[] truths)
    {
        int[] others = [.. Enumerable.Range(0, truths.Length).Where(pair => !known.Contains(pair))];
        return AreaUnderCurve.Of(
            [.. others.Select(pair => expected[pair])], [.. others.Select(pair => truths[pair])]);
    }

    private static double? Mean(List<double> values) => values.Count == 0 ? null : values.Average();

    private static void AddIfKnown(List<double> values, double? value)
    {
        if (value is { } known)
        {
            values.Add(known);
        }
    }

    private sealed class PairSet(int actors)
    {
        private readonly bool[] seen = new bool[actors * actors];

        public static PairSet OfTrain(EventTable table)
        {
            var pairs = new PairSet(table.Actors.Count);
            pairs.Add(table.Train, 0, table.Train.Count);
            return pairs;
        }

        public bool Contains(int pair) => seen[pair];

        public void Add(EventBatch events, int first, int end)
        {
            for (int i = first; i < end; i++)
            {
                if (events.Targets[i] >= 0)
                {
                    seen[(events.Sources[i] * actors) + events.Targets[i]] = true;
                }
            }
        }
    }
}
