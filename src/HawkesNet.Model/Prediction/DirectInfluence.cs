using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>How often one actor's events give another one the occasion to respond, per event.</summary>
/// <param name="Partner">The other actor.</param>
/// <param name="Reply">As the one addressed.</param>
/// <param name="Relay">The same.</param>
/// <param name="Join">As a known source of the targets addressed.</param>
internal readonly record struct DirectInfluence(int Partner, Occasion Reply, Occasion Relay, Occasion Join)
{
    /// <summary>Most pairs of a target and one of its sources looked at for joins.</summary>
    public const int PairsMax = 50_000;

    /// <summary>Expected events directly set off by one event, the tie's included.</summary>
    public double PerEvent { get; init; }

    /// <summary>The same over all events so far, which partners are ordered by.</summary>
    public double Expected { get; init; }

    /// <summary>What an actor's events give others occasion for.</summary>
    public static List<DirectInfluence> Of(ModelView view, PairOffspring offspring, int actor)
    {
        ModelState state = view.State;
        var found = new Dictionary<int, DirectInfluence>();
        int pairs = 0;
        foreach (int dyad in ByEvents(state, view.DyadsBySource.From(actor)))
        {
            int target = state.Dyads[dyad].Target;
            AddAnswers(view, offspring, found, target, dyad);
            ReadOnlySpan<int> sources = view.DyadsBySource.To(target);
            for (int i = 0; i < sources.Length && pairs < PairsMax; i++, pairs++)
            {
                AddJoin(view, offspring, found, state.Dyads[sources[i]].Source, dyad, sources[i]);
            }
        }
        for (int pair = view.HasTies ? state.Ties.Sources[actor].FirstPair : TieTable.None;
            pair >= 0; pair = state.Ties.Pairs.NextOfSource(pair))
        {
            found.TryAdd(state.Ties.Pairs[pair].Target, default);
        }
        return Ordered(view, offspring, found, actor, isOut: true);
    }

    /// <summary>What others' events give an actor occasion for.</summary>
    public static List<DirectInfluence> On(ModelView view, PairOffspring offspring, int actor)
    {
        ModelState state = view.State;
        var found = new Dictionary<int, DirectInfluence>();
        foreach (int dyad in view.DyadsBySource.To(actor))
        {
            AddAnswers(view, offspring, found, state.Dyads[dyad].Source, dyad);
        }
        int pairs = 0;
        foreach (int own in ByEvents(state, view.DyadsBySource.From(actor)))
        {
            ReadOnlySpan<int> sources = view.DyadsBySource.To(state.Dyads[own].Target);
            for (int i = 0; i < sources.Length && pairs < PairsMax; i++, pairs++)
            {
                AddJoin(view, offspring, found, state.Dyads[sources[i]].Source, sources[i], own);
            }
        }
        for (int pair = 0; view.HasTies && pair < state.Ties.Pairs.Count; pair++)
        {
            if (state.Ties.Pairs[pair].Target == actor)
            {
                found.TryAdd(state.Ties.Pairs[pair].Source, default);
            }
        }
        return Ordered(view, offspring, found, actor, isOut: false);
    }

    /// <summary>Probability that the next to join a target is a given known source of it.</summary>
    public static double JoinShare(ModelState state, int source, int target, int dyad) =>
        SourceChoice.Features(state, source, target, dyad)
            .Mix<VectorLanes>(state.Parameters.ChoiceWeights(ChoiceKind.Join), out _);

    /// <summary>Share of a dyad in the events of its source.</summary>
    public static double Share(ModelState state, int dyad) =>
        state.Dyads[dyad].EventCount / (double)Math.Max(1, state.Actor(state.Dyads[dyad].Source).Sent);

    private static void AddAnswers(
        ModelView view, PairOffspring offspring, Dictionary<int, DirectInfluence> found, int partner, int dyad)
    {
        DirectInfluence one = found.GetValueOrDefault(partner);
        found[partner] = one with
        {
            Reply = one.Reply + OccasionOf(view.State, offspring, Mechanism.Reply, dyad, 1),
            Relay = one.Relay + OccasionOf(view.State, offspring, Mechanism.Relay, dyad, 1),
        };
    }

    /// <summary>Adds that events of one dyad make the source of another one join.</summary>
    private static void AddJoin(
        ModelView view, PairOffspring offspring, Dictionary<int, DirectInfluence> found, int partner, int trigger,
        int joiner)
    {
        double share = JoinShare(view.State, view.State.Dyads[joiner].Source, view.State.Dyads[joiner].Target, joiner);
        DirectInfluence one = found.GetValueOrDefault(partner);
        found[partner] = one with
        {
            Join = one.Join + OccasionOf(view.State, offspring, Mechanism.Join, trigger, share),
        };
    }

    private static Occasion OccasionOf(
        ModelState state, PairOffspring offspring, Mechanism mechanism, int dyad, double share) => offspring.Share(
            mechanism, state.Actor(state.Dyads[dyad].Source).Cluster, state.Actor(state.Dyads[dyad].Target).Cluster,
            share * Share(state, dyad));

    private static List<int> ByEvents(ModelState state, ReadOnlySpan<int> dyads)
    {
        List<int> ordered = [.. dyads];
        ordered.Sort((a, b) =>
        {
            int order = state.Dyads[b].EventCount.CompareTo(state.Dyads[a].EventCount);
            return order != 0 ? order : a.CompareTo(b);
        });
        return ordered;
    }

    private static List<DirectInfluence> Ordered(
        ModelView view, PairOffspring offspring, Dictionary<int, DirectInfluence> found, int actor, bool isOut)
    {
        found.Remove(actor);
        var all = new List<DirectInfluence>(found.Count);
        foreach ((int partner, DirectInfluence one) in found)
        {
            double perEvent = offspring.Mean(Mechanism.Reply, one.Reply)
                + offspring.Mean(Mechanism.Relay, one.Relay) + offspring.Mean(Mechanism.Join, one.Join)
                + (isOut ? view.TieMean(actor, partner) : view.TieMean(partner, actor));
            all.Add(one with
            {
                Partner = partner,
                PerEvent = perEvent,
                Expected = perEvent * view.State.Actor(isOut ? actor : partner).Sent,
            });
        }
        all.Sort((a, b) =>
        {
            int order = b.Expected.CompareTo(a.Expected);
            return order != 0 ? order : a.Partner.CompareTo(b.Partner);
        });
        return all;
    }
}
