using System.Runtime.InteropServices;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>A window of events laid out so that its likelihood under any decays is dense work: what is added to whose
/// decayed sums, and which of these sums every event reads (docs/model.md, equations 1, 8 and 17).</summary>
/// <remarks>A chain is the decayed sum of one owner (an actor as source, as target, or a dyad) over its events of one
/// type. Its additions stand one after the other, in time order; a read names the last addition strictly before it.
/// Nothing here depends on decays, component weights or marks. Immutable; O(events · types met) to make.</remarks>
internal sealed class ExcitationWindow
{
    /// <summary>The gap of an addition that begins a chain.</summary>
    public const double ChainStart = -1;

    private ExcitationWindow()
    {
    }

    /// <summary>Events of the window.</summary>
    public required int EventCount { get; init; }

    /// <summary>Event whose mark an addition adds. [additions]</summary>
    public required int[] AdditionEvents { get; init; }

    /// <summary>Ticks since the addition before it in its chain; <see cref="ChainStart"/> for the first. [additions]
    /// </summary>
    public required double[] AdditionGaps { get; init; }

    /// <summary>First read of each scored event, and the number of reads at the end. [scored + 1]</summary>
    public required int[] ReadStarts { get; init; }

    /// <summary>The addition a read stands after. [reads]</summary>
    public required int[] ReadAdditions { get; init; }

    /// <summary>Ticks from that addition to the event, above zero. [reads]</summary>
    public required double[] ReadGaps { get; init; }

    /// <summary>Mechanism through which the sum excites the event. [reads]</summary>
    public required int[] ReadMechanisms { get; init; }

    /// <summary>Choice probability times the factor of clusters and types. [reads]</summary>
    public required double[] ReadScales { get; init; }

    /// <summary>Intensity of each scored event that is no excitation, per tick. [scored]</summary>
    public required double[] BaselineIntensities { get; init; }

    /// <summary>Offspring of each event relative to the pooled kernel, by mechanism, its mark left out; 0 where it is
    /// no trigger. [events, mechanisms]</summary>
    public required double[] TriggerWeights { get; init; }

    /// <summary>Ticks from each event before the first scored one to that one. [events before]</summary>
    public required double[] AgesAtStart { get; init; }

    /// <summary>Ticks from each event before the last one to that one. [events before]</summary>
    public required double[] AgesAtEnd { get; init; }

    public int AdditionCount => AdditionEvents.Length;

    public int ScoredCount => BaselineIntensities.Length;

    public int ReadCount => ReadAdditions.Length;

    /// <summary>Lays out a window.</summary>
    /// <param name="state">Clusters and the factors of clusters and types; only read.</param>
    /// <param name="events">The window, in time order; it begins with the stream.</param>
    /// <param name="scoredFrom">Events before this one are history only.</param>
    public static ExcitationWindow Of(ModelState state, ReadOnlySpan<EarlyEvent> events, int scoredFrom)
    {
        var builder = new Builder(state);
        int committed = 0;
        for (int i = 0; i < events.Length; i++)
        {
            for (; events[committed].TimeTicks < events[i].TimeTicks; committed++)
            {
                builder.Commit(events[committed], committed);
            }
            if (i >= scoredFrom)
            {
                builder.Read(events[i]);
            }
        }
        return builder.Build(events, scoredFrom);
    }

    private sealed class Builder(ModelState state)
    {
        private readonly Dictionary<long, int> firstChains = [];
        private readonly List<Chain> chains = [];
        private readonly List<Addition> additions = [];
        private readonly List<Link> reads = [];
        private readonly List<int> starts = [0];
        private readonly List<double> baselines = [];

        public void Commit(in EarlyEvent past, int index)
        {
            Add(WindowOwners.OutOf(past.Source), past, index);
            if (past.Target >= 0)
            {
                Add(WindowOwners.Into(past.Target), past, index);
                Add(WindowOwners.Dyad(past.Source, past.Target), past, index);
            }
        }

        public void Read(in EarlyEvent scored)
        {
            Read(scored, Mechanism.Burst, WindowOwners.OutOf(scored.Source));
            Read(scored, Mechanism.Relay, WindowOwners.Into(scored.Source));
            if (scored.Target >= 0)
            {
                Read(scored, Mechanism.Join, WindowOwners.Into(scored.Target));
                Read(scored, Mechanism.Repeat, WindowOwners.Dyad(scored.Source, scored.Target));
                Read(scored, Mechanism.Reply, WindowOwners.Dyad(scored.Target, scored.Source));
            }
            starts.Add(reads.Count);
            baselines.Add(scored.BaselineIntensity);
        }

        public ExcitationWindow Build(ReadOnlySpan<EarlyEvent> events, int scoredFrom)
        {
            int[] firsts = FirstAdditions();
            var additionEvents = new int[additions.Count];
            var additionGaps = new double[additions.Count];
            foreach (Addition one in additions)
            {
                additionEvents[firsts[one.Chain] + one.Rank] = one.Event;
                additionGaps[firsts[one.Chain] + one.Rank] = one.Gap;
            }
            return new ExcitationWindow
            {
                EventCount = events.Length,
                AdditionEvents = additionEvents,
                AdditionGaps = additionGaps,
                ReadStarts = [.. starts],
                ReadAdditions = [.. reads.Select(read => firsts[read.Chain] + read.Rank)],
                ReadGaps = [.. reads.Select(read => read.Gap)],
                ReadMechanisms = [.. reads.Select(read => (int)read.Mechanism)],
                ReadScales = [.. reads.Select(read => read.Scale)],
                BaselineIntensities = [.. baselines],
                TriggerWeights = TriggerWeightsOf(events),
                AgesAtStart = Ages(events, scoredFrom),
                AgesAtEnd = Ages(events, events.Length - 1),
            };
        }

        private void Add(long owner, in EarlyEvent past, int index)
        {
            ref int first = ref CollectionsMarshal.GetValueRefOrAddDefault(firstChains, owner, out bool exists);
            int chain = exists ? first : -1;
            while (chain >= 0 && chains[chain].Type != past.Type)
            {
                chain = chains[chain].Next;
            }
            double gap = ChainStart;
            if (chain < 0)
            {
                chain = chains.Count;
                chains.Add(new Chain(past.Type, exists ? first : -1, 0, past.TimeTicks));
                first = chain;
            }
            else
            {
                gap = StreamTime.Elapsed(chains[chain].LastTicks, past.TimeTicks);
            }
            Chain before = chains[chain];
            additions.Add(new Addition(chain, before.Count, index, gap));
            chains[chain] = before with { Count = before.Count + 1, LastTicks = past.TimeTicks };
        }

        private void Read(in EarlyEvent scored, Mechanism mechanism, long owner)
        {
            int cell = state.Cells.Cell(mechanism, state.Actor(scored.Source).Cluster,
                scored.Target < 0 ? 0 : state.Actor(scored.Target).Cluster);
            for (int chain = firstChains.TryGetValue(owner, out int first) ? first : -1; chain >= 0;
                chain = chains[chain].Next)
            {
                Chain read = chains[chain];
                double scale = scored.Choice(mechanism)
                    * state.Cells.Factor(mechanism, cell, read.Type, scored.Type);
                reads.Add(new Link(chain, read.Count - 1, mechanism,
                    StreamTime.Elapsed(read.LastTicks, scored.TimeTicks), scale));
            }
        }

        private int[] FirstAdditions()
        {
            var firsts = new int[chains.Count];
            for (int chain = 1; chain < firsts.Length; chain++)
            {
                firsts[chain] = firsts[chain - 1] + chains[chain - 1].Count;
            }
            return firsts;
        }

        private double[] TriggerWeightsOf(ReadOnlySpan<EarlyEvent> events)
        {
            var weights = new double[events.Length * Mechanisms.Count];
            for (int i = 0; i < weights.Length; i++)
            {
                ref readonly EarlyEvent past = ref events[i / Mechanisms.Count];
                var mechanism = (Mechanism)(i % Mechanisms.Count);
                if (past.Target >= 0 || !Mechanisms.NeedsTarget(mechanism))
                {
                    int cell = state.Cells.TriggerCell(mechanism, state.Actor(past.Source).Cluster,
                        past.Target < 0 ? 0 : state.Actor(past.Target).Cluster);
                    weights[i] = state.Cells.RowSum(mechanism, cell, past.Type);
                }
            }
            return weights;
        }

        /// <summary>Ages of the events strictly before one, at its time.</summary>
        private static double[] Ages(ReadOnlySpan<EarlyEvent> events, int at)
        {
            int count = at;
            while (count > 0 && events[count - 1].TimeTicks == events[at].TimeTicks)
            {
                count--;
            }
            var ages = new double[count];
            for (int i = 0; i < count; i++)
            {
                ages[i] = StreamTime.Elapsed(events[i].TimeTicks, events[at].TimeTicks);
            }
            return ages;
        }
    }

    private readonly record struct Chain(int Type, int Next, int Count, long LastTicks);

    private readonly record struct Addition(int Chain, int Rank, int Event, double Gap);

    private readonly record struct Link(int Chain, int Rank, Mechanism Mechanism, double Gap, double Scale);
}
