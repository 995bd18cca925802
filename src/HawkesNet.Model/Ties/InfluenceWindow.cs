using HawkesNet.Model.Events;

namespace HawkesNet.Model.Ties;

/// <summary>A window of events laid out so that the local step of `influence` over all its candidate ties is dense
/// work: whose decayed sums may have caused each event (equation 30).</summary>
/// <remarks>Candidates are those of <see cref="TieScan"/>: the actors active last before the event, within the
/// kernel's horizon, the actor itself left out. Additions are laid out as in
/// <see cref="Inference.ExcitationWindow"/>, one chain per source, every event adding one. Immutable; O(candidates) to
/// make.</remarks>
internal sealed class InfluenceWindow
{
    private InfluenceWindow()
    {
    }

    /// <summary>Events of the window.</summary>
    public required int EventCount { get; init; }

    /// <summary>Event of each addition. [additions]</summary>
    public required int[] AdditionEvents { get; init; }

    /// <summary>Ticks since the source's event before; below zero for its first. [additions]</summary>
    public required double[] AdditionGaps { get; init; }

    /// <summary>First candidate of each event, and the number of candidates at the end. [events + 1]</summary>
    public required int[] CandidateStarts { get; init; }

    /// <summary>Event a candidate may have caused. [candidates]</summary>
    public required int[] CandidateEvents { get; init; }

    /// <summary>The addition a candidate's sum stands after. [candidates]</summary>
    public required int[] CandidateAdditions { get; init; }

    /// <summary>Ticks from that addition to the event. [candidates]</summary>
    public required double[] CandidateGaps { get; init; }

    /// <summary>The candidate's pair. [candidates]</summary>
    public required int[] CandidatePairs { get; init; }

    /// <summary>Source and target of each pair, in order of first appearance. [pairs]</summary>
    public required (int Source, int Target)[] Pairs { get; init; }

    /// <summary>First of each pair's candidates in <see cref="PairCandidates"/>. [pairs + 1]</summary>
    public required int[] PairStarts { get; init; }

    /// <summary>Candidates in order of pair, then of event. [candidates]</summary>
    public required int[] PairCandidates { get; init; }

    public int CandidateCount => CandidateEvents.Length;

    /// <summary>Lays out a window of a network's events, its first on.</summary>
    /// <param name="events">The events, in time order.</param>
    /// <param name="horizonTicks">Candidates' last events are no older.</param>
    public static InfluenceWindow Of(EventBatch events, double horizonTicks)
    {
        var builder = new Builder(events, horizonTicks);
        int committed = 0;
        for (int e = 0; e < events.Count; e++)
        {
            for (; events.TimeTicks[committed] < events.TimeTicks[e]; committed++)
            {
                builder.Commit(committed);
            }
            builder.Read(e);
        }
        return builder.Build();
    }

    private sealed class Builder(EventBatch events, double horizonTicks)
    {
        private readonly RecentSources recent = new();
        private readonly List<int> ranks = [];
        private readonly List<Candidate> candidates = [];
        private readonly List<int> starts = [0];
        private readonly Dictionary<long, int> pairs = [];
        private readonly List<(int Source, int Target)> pairList = [];

        public void Commit(int index)
        {
            ranks.Add(recent.Add(events.Sources[index], events.TimeTicks[index]));
        }

        public void Read(int e)
        {
            int target = events.Sources[e], count = 0;
            for (int source = recent.Newest; source >= 0 && count < TieScan.CandidatesMax;
                source = recent.Older(source))
            {
                double gap = StreamTime.Elapsed(recent.LastTicks(source), events.TimeTicks[e]);
                if (gap > horizonTicks)
                {
                    break;
                }
                if (source != target)
                {
                    candidates.Add(new Candidate(e, source, recent.Count(source) - 1, gap, Pair(source, target)));
                    count++;
                }
            }
            starts.Add(candidates.Count);
        }

        public InfluenceWindow Build()
        {
            int[] firsts = recent.FirstAdditions();
            var additionEvents = new int[ranks.Count];
            var additionGaps = new double[ranks.Count];
            var last = new Dictionary<int, long>();
            for (int e = 0; e < ranks.Count; e++)
            {
                int source = events.Sources[e], at = firsts[source] + ranks[e];
                additionEvents[at] = e;
                additionGaps[at] = last.TryGetValue(source, out long before)
                    ? StreamTime.Elapsed(before, events.TimeTicks[e]) : Inference.ExcitationWindow.ChainStart;
                last[source] = events.TimeTicks[e];
            }
            (int[] pairStarts, int[] pairCandidates) = ByPair();
            return new InfluenceWindow
            {
                EventCount = events.Count,
                AdditionEvents = additionEvents,
                AdditionGaps = additionGaps,
                CandidateStarts = [.. starts],
                CandidateEvents = [.. candidates.Select(one => one.Event)],
                CandidateAdditions = [.. candidates.Select(one => firsts[one.Source] + one.Rank)],
                CandidateGaps = [.. candidates.Select(one => one.Gap)],
                CandidatePairs = [.. candidates.Select(one => one.Pair)],
                Pairs = [.. pairList],
                PairStarts = pairStarts,
                PairCandidates = pairCandidates,
            };
        }

        private (int[] Starts, int[] Candidates) ByPair()
        {
            var next = new int[pairList.Count + 1];
            foreach (Candidate one in candidates)
            {
                next[one.Pair + 1]++;
            }
            for (int pair = 0; pair < pairList.Count; pair++)
            {
                next[pair + 1] += next[pair];
            }
            int[] pairStarts = [.. next];
            var ordered = new int[candidates.Count];
            for (int k = 0; k < ordered.Length; k++)
            {
                ordered[next[candidates[k].Pair]++] = k;
            }
            return (pairStarts, ordered);
        }

        private int Pair(int source, int target)
        {
            long key = ((long)source << 32) | (uint)target;
            if (!pairs.TryGetValue(key, out int pair))
            {
                pair = pairList.Count;
                pairs.Add(key, pair);
                pairList.Add((source, target));
            }
            return pair;
        }
    }

    private readonly record struct Candidate(int Event, int Source, int Rank, double Gap, int Pair);
}
