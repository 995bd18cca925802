using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>Finds the dyads with most expected events without looking closely at all of them: each has a bound that is
/// cheap, and the search ends when no bound left is above what was found.</summary>
/// <param name="view">The view.</param>
/// <param name="fromTicks">Operational time from which events count.</param>
/// <param name="horizonTicks">How long they do, in operational time.</param>
internal sealed class LinkSearch(ModelView view, long fromTicks, double horizonTicks)
{
    // What rounding may add to an expected count, so that a bound stays one.
    private const double Slack = 1 + 1e-9;

    private readonly LinkBounds bounds = new(view.State, fromTicks, horizonTicks);
    private readonly DyadTable dyads = view.State.Dyads;
    private readonly Dictionary<int, (Doubles8 Mass, double Variance)> incoming = [];

    /// <summary>The dyads with most expected events, most first; equal ones by source and target.</summary>
    public IReadOnlyList<LinkForecast> Top(int top)
    {
        var best = new PriorityQueue<LinkForecast, (double, int, int)>();
        PriorityQueue<(int Source, int Target), double> waiting = Waiting(LeastOfBest(top));
        while (top > 0 && waiting.TryDequeue(out (int Source, int Target) dyad, out double negative))
        {
            if (best.Count == top && -negative < best.Peek().ExpectedCount)
            {
                break;
            }
            double count = Count(dyad.Source, dyad.Target);
            best.Enqueue(
                new LinkForecast(dyad.Source, dyad.Target, count, 1 - Math.Exp(-count)),
                (count, -dyad.Source, -dyad.Target));
            if (best.Count > top)
            {
                best.Dequeue();
            }
        }
        var result = new LinkForecast[best.Count];
        for (int i = result.Length - 1; i >= 0; i--)
        {
            result[i] = best.Dequeue();
        }
        return result;
    }

    private double Count(int source, int target)
    {
        if (!incoming.TryGetValue(source, out (Doubles8, double) ties))
        {
            incoming[source] = ties = TieReader.Incoming(view.State.Ties, view.State.Grid, source, fromTicks);
        }
        Channel channel = Channel.At(view, source, target, null, fromTicks, ties);
        return new Hazard(view.State, channel).Integral(horizonTicks);
    }

    /// <summary>What the last of the best expects at least: the least of as many dyads that look likely; 0 where there
    /// are not so many.</summary>
    private double LeastOfBest(int top)
    {
        if (top == 0 || top > dyads.Count)
        {
            return 0;
        }
        var perEvent = new double[view.ActorCount];
        for (int i = 0; i < perEvent.Length; i++)
        {
            perEvent[i] = bounds.Sources[i] / Math.Max(1, view.State.Actor(i).Sent);
        }
        var likely = new PriorityQueue<int, double>();
        double least = double.NegativeInfinity;
        for (int d = 0; d < dyads.Count; d++)
        {
            ref readonly DyadRecord dyad = ref dyads[d];
            double expected = bounds.Repeats[d] + (dyad.EventCount * perEvent[dyad.Source]);
            if (likely.Count == top && expected <= least)
            {
                continue;
            }
            likely.Enqueue(d, expected);
            if (likely.Count > top)
            {
                likely.Dequeue();
                likely.TryPeek(out _, out least);
            }
        }
        return likely.UnorderedItems.Min(one => Count(dyads[one.Element].Source, dyads[one.Element].Target));
    }

    /// <summary>The dyads that had an event, and their reverses, whose bound reaches a value, the largest
    /// first.</summary>
    /// <remarks>A bound is a sum of two parts: what the two actors and the dyad itself bring, and what the reverse dyad
    /// brings. If it reaches the value, one part is at least half of it: only then the other is looked up.</remarks>
    private PriorityQueue<(int Source, int Target), double> Waiting(double least)
    {
        double half = least / (2 * Slack);
        var found = new List<((int Source, int Target) Dyad, double Bound)>();
        for (int d = 0; d < dyads.Count; d++)
        {
            (int source, int target) = (dyads[d].Source, dyads[d].Target);
            double forth = bounds.Sources[source] + bounds.Targets[target] + bounds.Repeats[d];
            double back = bounds.Sources[target] + bounds.Targets[source];
            if (forth < half && back < half && bounds.Replies[d] < half)
            {
                continue;
            }
            int reverse = dyads.Find(target, source);
            if (forth >= half)
            {
                Add(source, target, d, forth, reverse < 0 ? 0 : bounds.Replies[reverse]);
            }
            if (reverse < 0)
            {
                Add(target, source, reverse, back, bounds.Replies[d]);
            }
            else if (back + bounds.Repeats[reverse] < half)
            {
                Add(target, source, reverse, back + bounds.Repeats[reverse], bounds.Replies[d]);
            }
        }
        return new PriorityQueue<(int, int), double>(found);

        void Add(int source, int target, int dyad, double own, double answers)
        {
            if ((own + answers) * Slack < least)
            {
                return;
            }
            double closer = bounds.Chosen(source, target, dyad) + (dyad < 0 ? 0 : bounds.Repeats[dyad]) + answers;
            double bound = Slack * Math.Min(own + answers, closer);
            if (bound >= least)
            {
                found.Add(((source, target), -bound));
            }
        }
    }
}
