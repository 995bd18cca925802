using HawkesNet.Model.Choice;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>Finds the dyads with most expected events without looking at all of them: sources first, by what one of
/// their dyads can expect at most, then the dyads of those that reach the list, and closely only at those dyads whose
/// own bound does.</summary>
/// <remarks>Few targets whom many join are taken out first, each dyad with its own bound, so that what joining can
/// bring any other dyad is small. Not thread-safe.</remarks>
/// <param name="view">The view.</param>
/// <param name="fromTicks">Operational time from which events count.</param>
/// <param name="horizonTicks">How long they do, in operational time.</param>
internal sealed class LinkSearch(ModelView view, long fromTicks, double horizonTicks)
{
    // What rounding may add to an expected count, so that a bound stays one.
    private const double Slack = 1 + 1e-9;

    /// <summary>Stands for all dyads of a source that were not taken out.</summary>
    private const int AllTargets = -1;

    /// <summary>Most targets taken out, and the part of all dyads that may be theirs.</summary>
    private const int JoinedMax = 64, JoinedShare = 50;

    private readonly LinkBounds bounds = new(view, fromTicks, horizonTicks);
    private readonly DyadTable dyads = view.State.Dyads;
    private readonly Dictionary<int, (Doubles8 Mass, double Variance)> incoming = [];
    private readonly HashSet<int> joined = [];
    private readonly PriorityQueue<LinkForecast, (double, int, int)> best = new();
    private PriorityQueue<(int Source, int Target), double> waiting = new();
    private double joinedMost;
    private double least;

    /// <summary>The dyads with most expected events, most first; equal ones by source and target.</summary>
    public IReadOnlyList<LinkForecast> Top(int top)
    {
        if (top == 0)
        {
            return [];
        }
        least = double.NegativeInfinity;
        TakeJoined();
        AddSources();
        while (waiting.TryDequeue(out (int Source, int Target) dyad, out double negative) && -negative >= least)
        {
            if (dyad.Target == AllTargets)
            {
                AddDyadsOf(dyad.Source);
            }
            else
            {
                Look(dyad.Source, dyad.Target, top);
            }
        }
        var result = new LinkForecast[best.Count];
        for (int i = result.Length - 1; i >= 0; i--)
        {
            result[i] = best.Dequeue();
        }
        return result;
    }

    private void Look(int source, int target, int top)
    {
        if (!incoming.TryGetValue(source, out (Doubles8, double) ties))
        {
            incoming[source] = ties = TieReader.Incoming(view.State.Ties, view.State.Grid, source, fromTicks);
        }
        Channel channel = Channel.At(view, source, target, null, fromTicks, ties);
        double count = new Hazard(view.State, channel).Integral(horizonTicks);
        best.Enqueue(
            new LinkForecast(source, target, count, 1 - Math.Exp(-count)), (count, -source, -target));
        if (best.Count > top)
        {
            best.Dequeue();
        }
        least = best.Count == top ? best.Peek().ExpectedCount : least;
    }

    /// <summary>Takes out the targets that joining brings most, as far as they have few dyads.</summary>
    private void TakeJoined()
    {
        int[] most = Largest.Of(bounds.Targets, JoinedMax + 1);
        int left = dyads.Count / JoinedShare;
        foreach (int target in most)
        {
            joinedMost = bounds.Targets[target];
            ReadOnlySpan<int> own = view.DyadsBySource.To(target), back = view.DyadsBySource.From(target);
            left -= own.Length + back.Length;
            if (left < 0 || joined.Count == JoinedMax || joinedMost == 0)
            {
                return;
            }
            joined.Add(target);
            foreach (int dyad in own)
            {
                Add(dyads[dyad].Source, target, dyad, dyads.Find(target, dyads[dyad].Source));
            }
            AddReversed(back, isJoined: true);
        }
        joinedMost = 0;
    }

    private void AddSources()
    {
        var found = new List<((int, int), double)>(view.ActorCount + waiting.Count);
        for (int source = 0; source < view.ActorCount; source++)
        {
            double most = bounds.Sources[source] + bounds.Repeats[source] + bounds.Replies[source] + joinedMost;
            found.Add(((source, AllTargets), -most * Slack));
        }
        found.AddRange(waiting.UnorderedItems);
        waiting = new PriorityQueue<(int, int), double>(found);
    }

    /// <summary>The dyads of a source that had an event, and the reverses of those it is the target of.</summary>
    private void AddDyadsOf(int source)
    {
        ChoiceBound addressing = bounds.Addressing(source);
        double others = bounds.Repeats[source] + bounds.Replies[source];
        foreach (int dyad in view.DyadsBySource.From(source))
        {
            int target = dyads[dyad].Target;
            double most = Chosen(addressing, dyad) + others + bounds.Targets[target];
            if (most * Slack >= least && !joined.Contains(target))
            {
                Add(source, target, dyad, dyads.Find(target, source));
            }
        }
        if ((addressing.Rest + bounds.Replies[source] + joinedMost) * Slack >= least)
        {
            AddReversed(view.DyadsBySource.To(source), isJoined: false);
        }
    }

    /// <summary>The reverses of dyads, as far as they have had no event themselves.</summary>
    /// <param name="back">The dyads: from the actor, where it was taken out; else to it.</param>
    /// <param name="isJoined">Whether it was taken out.</param>
    private void AddReversed(ReadOnlySpan<int> back, bool isJoined)
    {
        foreach (int dyad in back)
        {
            (int source, int target) = (dyads[dyad].Target, dyads[dyad].Source);
            if ((isJoined || !joined.Contains(target)) && source != target && dyads.Find(source, target) < 0)
            {
                Add(source, target, -1, dyad);
            }
        }
    }

    /// <summary>Lets a dyad wait for its close look if its bound reaches the list.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="target">Its target.</param>
    /// <param name="dyad">The dyad, or -1.</param>
    /// <param name="reverse">Its reverse, or -1.</param>
    private void Add(int source, int target, int dyad, int reverse)
    {
        ChoiceBound addressing = bounds.Addressing(source);
        double most = Joining(target, dyad) + (reverse < 0 ? 0 : bounds.Reply(reverse))
            + (dyad < 0 ? addressing.Rest : Chosen(addressing, dyad) + bounds.Repeat(dyad));
        if (most * Slack >= least)
        {
            waiting.Enqueue((source, target), -most * Slack);
        }
    }

    private double Chosen(in ChoiceBound addressing, int dyad)
    {
        ref readonly DyadRecord record = ref dyads[dyad];
        return addressing.At(record.EventCount, record.RecentForSource, record.RecentForSourceIndex);
    }

    /// <summary>Where joining brings little, what it brings the target's strongest habit is near enough.</summary>
    private double Joining(int target, int dyad)
    {
        if (!joined.Contains(target))
        {
            return bounds.Targets[target];
        }
        ChoiceBound joining = bounds.Joining(target);
        if (dyad < 0)
        {
            return joining.Rest;
        }
        ref readonly DyadRecord record = ref dyads[dyad];
        return joining.At(record.EventCount, record.RecentForTarget, record.RecentForTargetIndex);
    }
}
