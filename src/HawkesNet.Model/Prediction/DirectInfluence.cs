using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>How often one actor's events give another one the occasion to respond, per event.</summary>
/// <param name="Partner">The other actor.</param>
/// <param name="Addressed">Share of the events that were addressed to the one who responds: it may reply or
/// relay.</param>
/// <param name="Joined">Probability that one who joins the target of such an event is the one who responds.</param>
/// <param name="Expected">Expected events so far, which partners are ordered by.</param>
internal readonly record struct DirectInfluence(int Partner, double Addressed, double Joined, double Expected)
{
    /// <summary>Most pairs of a target and one of its sources looked at for joins.</summary>
    public const int PairsMax = 50_000;

    /// <summary>What an actor's events give others occasion for.</summary>
    public static List<DirectInfluence> Of(ModelView view, int actor)
    {
        ModelState state = view.State;
        double scale = 1.0 / Math.Max(1, state.Actor(actor).Sent);
        var found = new Dictionary<int, (double Addressed, double Joined)>();
        int pairs = 0;
        foreach (int dyad in ByEvents(state, view.DyadsBySource.From(actor)))
        {
            int target = state.Dyads[dyad].Target;
            double share = state.Dyads[dyad].EventCount * scale;
            Add(found, target, share, 0);
            ReadOnlySpan<int> sources = view.DyadsBySource.To(target);
            for (int i = 0; i < sources.Length && pairs < PairsMax; i++, pairs++)
            {
                int joiner = state.Dyads[sources[i]].Source;
                if (joiner != actor)
                {
                    Add(found, joiner, 0, share * JoinShare(state, joiner, target, sources[i]));
                }
            }
        }
        return Ordered(view, found, partner => (actor, partner));
    }

    /// <summary>What others' events give an actor occasion for.</summary>
    public static List<DirectInfluence> On(ModelView view, int actor)
    {
        ModelState state = view.State;
        var found = new Dictionary<int, (double Addressed, double Joined)>();
        foreach (int dyad in view.DyadsBySource.To(actor))
        {
            Add(found, state.Dyads[dyad].Source, Share(state, dyad), 0);
        }
        int pairs = 0;
        foreach (int own in ByEvents(state, view.DyadsBySource.From(actor)))
        {
            int target = state.Dyads[own].Target;
            double joins = JoinShare(state, actor, target, own);
            ReadOnlySpan<int> sources = view.DyadsBySource.To(target);
            for (int i = 0; i < sources.Length && pairs < PairsMax; i++, pairs++)
            {
                int source = state.Dyads[sources[i]].Source;
                if (source != actor)
                {
                    Add(found, source, 0, joins * Share(state, sources[i]));
                }
            }
        }
        return Ordered(view, found, partner => (partner, actor));
    }

    /// <summary>Probability that the next to join a target is a given known source of it.</summary>
    public static double JoinShare(ModelState state, int source, int target, int dyad) =>
        SourceChoice.Features(state, source, target, dyad)
            .Mix<VectorLanes>(state.Parameters.ChoiceWeights(ChoiceKind.Join), out _);

    /// <summary>Share of a dyad in the events of its source.</summary>
    public static double Share(ModelState state, int dyad) =>
        state.Dyads[dyad].EventCount / (double)Math.Max(1, state.Actor(state.Dyads[dyad].Source).Sent);

    /// <summary>Expected direct offspring of one event.</summary>
    public double PerEvent(ModelView view, int source, int responder) =>
        (Addressed * (PairOffspring.Mean(view, source, responder, Mechanism.Reply)
            + PairOffspring.Mean(view, source, responder, Mechanism.Relay)))
        + (Joined * PairOffspring.Mean(view, source, responder, Mechanism.Join));

    private static void Add(
        Dictionary<int, (double Addressed, double Joined)> found, int partner, double addressed, double joined)
    {
        (double a, double j) = found.GetValueOrDefault(partner);
        found[partner] = (a + addressed, j + joined);
    }

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
        ModelView view, Dictionary<int, (double Addressed, double Joined)> found,
        Func<int, (int Source, int Responder)> pair)
    {
        var all = new List<DirectInfluence>(found.Count);
        foreach ((int partner, (double addressed, double joined)) in found)
        {
            (int source, int responder) = pair(partner);
            var one = new DirectInfluence(partner, addressed, joined, 0);
            all.Add(one with
            {
                Expected = one.PerEvent(view, source, responder) * view.State.Actor(source).Sent,
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
