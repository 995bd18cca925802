using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Which way influence is followed.</summary>
public enum InfluenceDirection
{
    /// <summary>What the actor's events set off in others.</summary>
    Out,

    /// <summary>What others' events set off in the actor.</summary>
    In,
}

/// <summary>What one event of an actor sets off in another one.</summary>
/// <param name="Actor">The partner: who responds (out), or whose events set off (in).</param>
/// <param name="Events">Events so far of the one whose events set off.</param>
/// <param name="Direct">Expected events set off directly by one event.</param>
/// <param name="Reply">The part that are answers.</param>
/// <param name="Relay">The part in which what came in goes on.</param>
/// <param name="Join">The part that follows to a common target.</param>
/// <param name="Influence">The part that a latent tie leads to; null where ties are not part of the model.</param>
/// <param name="Cascade">Expected events with all that follows; infinite where the process is not stable.</param>
public sealed record PartnerEffect(
    int Actor, long Events, Estimate Direct, Estimate Reply, Estimate Relay, Estimate Join, Estimate? Influence,
    double Cascade);

/// <summary>An actor's partners and what passes between them.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="Events">Its events so far.</param>
/// <param name="Partners">The partners with most expected events so far, the largest first.</param>
/// <param name="PartnerCount">Partners found.</param>
/// <param name="Own">Expected events that one event of the actor sets off in itself, by repeat and burst.</param>
/// <param name="Direct">Out: expected events of all others, those not listed included; in: null.</param>
/// <param name="Cascade">The same with all that follows, the actor's own later events included (equation 37); infinite
/// where the process is not stable.</param>
public sealed record PartnerInfluence(
    int Actor, long Events, IReadOnlyList<PartnerEffect> Partners, int PartnerCount, Estimate Own,
    double? Direct, double? Cascade)
{
    /// <summary>Most partners that can be asked: those through whom cascades are followed.</summary>
    public const int TopMax = InfluenceNeighbourhood.ActorsMax - 1;

    /// <summary>Numbers of a network's offspring matrix up to which all cascades are summed at once, to the last
    /// digit; in larger ones that of the actor asked about is followed alone.</summary>
    internal const long WholeWorkMax = 100_000;

    /// <summary>Influence of or on an actor.</summary>
    /// <remarks>Direct offspring are exact but for joins: a target's joiners are its known sources, and at most
    /// <see cref="DirectInfluence.PairsMax"/> pairs of a target and a source are looked at, the most frequent targets
    /// first. Cascades are followed through the partners most affected, see <see cref="InfluenceNeighbourhood"/>; the
    /// sum over all others in a large network as <see cref="LocalCascade"/> says: an estimate. Cost:
    /// milliseconds, for actors with very many partners some tenths of a second; the first question to a view also
    /// looks whether cascades end, which can take passes over all dyads.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Unknown actor, or top beyond <see cref="TopMax"/>.</exception>
    public static PartnerInfluence Of(ModelView view, int actor, InfluenceDirection direction, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(actor);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(actor, view.ActorCount);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top, TopMax);
        bool isOut = direction == InfluenceDirection.Out, isStable = view.CascadesEnd;
        var offspring = new PairOffspring(view);
        List<DirectInfluence> direct = isOut
            ? DirectInfluence.Of(view, offspring, actor) : DirectInfluence.On(view, offspring, actor);
        double[] cascades = Cascades(view, actor, isOut, direct, isStable);
        return new PartnerInfluence(
            actor, view.State.Actor(actor).Sent,
            [.. direct.Take(top).Select((one, i) => Effect(view, offspring, actor, isOut, one, cascades[i]))],
            direct.Count, OwnOffspring(view, offspring, actor),
            isOut ? Math.Max(0, view.LocalOffspring.Total(actor) - view.LocalOffspring.ToItself(actor)) : null,
            !isOut ? null : isStable ? ThroughOthers(view, actor) : double.PositiveInfinity);
    }

    /// <summary>Expected events that descend from one event of an actor, less those that its own events lead to
    /// without others.</summary>
    private static double ThroughOthers(ModelView view, int actor)
    {
        long work = (2L * view.DyadCount) + view.ActorCount + (view.HasTies ? view.State.Ties.Pairs.Count : 0);
        double size = work <= WholeWorkMax
            ? view.Cascades.SizeFrom(actor) : new LocalCascade(view).SizeFrom(actor);
        return Math.Max(0, (size * (1 - view.LocalOffspring.ToItself(actor))) - 1);
    }

    private static double[] Cascades(
        ModelView view, int actor, bool isOut, List<DirectInfluence> direct, bool isStable)
    {
        if (!isStable)
        {
            return [.. direct.Take(TopMax).Select(_ => double.PositiveInfinity)];
        }
        var neighbourhood = new InfluenceNeighbourhood(view, actor, direct);
        return isOut ? neighbourhood.CascadesOut() : neighbourhood.CascadesIn();
    }

    private static PartnerEffect Effect(
        ModelView view, PairOffspring offspring, int actor, bool isOut, in DirectInfluence one, double cascade)
    {
        (int source, int responder) = isOut ? (actor, one.Partner) : (one.Partner, actor);
        Estimate reply = offspring.Of(Mechanism.Reply, one.Reply);
        Estimate relay = offspring.Of(Mechanism.Relay, one.Relay);
        Estimate join = offspring.Of(Mechanism.Join, one.Join);
        Estimate tie = view.Tie(source, responder);
        return new PartnerEffect(
            one.Partner, view.State.Actor(source).Sent, Sum(Sum(Sum(reply, relay), join), tie), reply, relay, join,
            view.HasTies ? tie : null, cascade);
    }

    private static Estimate OwnOffspring(ModelView view, PairOffspring offspring, int actor)
    {
        ModelState state = view.State;
        int cluster = state.Actor(actor).Cluster;
        Occasion repeat = default;
        foreach (int dyad in view.DyadsBySource.From(actor))
        {
            repeat += offspring.Share(
                Mechanism.Repeat, cluster, state.Actor(state.Dyads[dyad].Target).Cluster,
                DirectInfluence.Share(state, dyad));
        }
        return Sum(
            offspring.Of(Mechanism.Repeat, repeat),
            offspring.Of(Mechanism.Burst, offspring.Share(Mechanism.Burst, cluster, cluster, 1)));
    }

    /// <summary>The sum of two values whose errors count as independent.</summary>
    private static Estimate Sum(Estimate a, Estimate b)
    {
        double mean = a.Mean + b.Mean;
        return new Estimate(
            mean, mean - double.Hypot(a.Mean - a.Low, b.Mean - b.Low),
            mean + double.Hypot(a.High - a.Mean, b.High - b.Mean));
    }
}
