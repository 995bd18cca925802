using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Finds the dyads with most expected events without looking closely at all of them: each has a bound that is
/// cheap, and the search ends when no bound left is above what was found.</summary>
/// <remarks>The bound counts all that the source does by itself, by burst and by relay, and all that joining the target
/// brings, as if the choice fell on the dyad for certain (equation 1 with q = 1).</remarks>
internal sealed class LinkSearch
{
    // What rounding may add to an expected count, so that a bound stays one.
    private const double Slack = 1 + 1e-9;

    private readonly ModelView view;
    private readonly ModelState state;
    private readonly MassReader reader;
    private readonly long fromTicks;
    private readonly double horizonTicks;
    private readonly Doubles8 perMass;

    /// <param name="view">The view.</param>
    /// <param name="fromTicks">Operational time from which events count.</param>
    /// <param name="horizonTicks">How long they do, in operational time.</param>
    public LinkSearch(ModelView view, long fromTicks, double horizonTicks)
    {
        this.view = view;
        this.fromTicks = fromTicks;
        this.horizonTicks = horizonTicks;
        state = view.State;
        reader = new MassReader(state, null, fromTicks);
        Doubles8 survival = VectorLanes.Survival(state.Grid.DecaysPerTick, horizonTicks);
        for (int b = 0; b < Doubles8.Count; b++)
        {
            perMass[b] = (1 - survival[b]) / state.Grid.DecaysPerTick[b];
        }
    }

    /// <summary>The dyads with most expected events, most first; equal ones by source and target.</summary>
    public IReadOnlyList<LinkForecast> Top(int top)
    {
        var waiting = new PriorityQueue<(int Source, int Target), double>(Bounds().Select(
            bound => ((bound.Source, bound.Target), -bound.Count)));
        var best = new PriorityQueue<LinkForecast, (double, int, int)>();
        while (top > 0 && waiting.TryDequeue(out (int Source, int Target) dyad, out double negative))
        {
            if (best.Count == top && -negative < best.Peek().ExpectedCount)
            {
                break;
            }
            double count = Forecast.DyadCount(view, dyad.Source, dyad.Target, fromTicks, horizonTicks);
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

    /// <summary>Every dyad that had an event, and its reverse, with more than it can expect.</summary>
    private IEnumerable<(int Source, int Target, double Count)> Bounds()
    {
        double[] sources = new double[state.ActorCount], targets = new double[state.ActorCount];
        for (int actor = 0; actor < state.ActorCount; actor++)
        {
            sources[actor] = OfSource(actor);
            targets[actor] = OfMass(state.Actor(actor).In, Mechanism.Join, actor, actor);
        }
        DyadTable dyads = state.Dyads;
        for (int d = 0; d < dyads.Count; d++)
        {
            int source = dyads[d].Source, target = dyads[d].Target;
            int reverse = dyads.Find(target, source);
            double own = OfMass(dyads[d].Own, Mechanism.Repeat, source, target)
                + (reverse < 0 ? 0 : OfMass(dyads[reverse].Own, Mechanism.Reply, source, target));
            yield return (source, target, Slack * (sources[source] + targets[target] + own));
            if (reverse < 0)
            {
                double answer = OfMass(dyads[d].Own, Mechanism.Reply, target, source);
                yield return (target, source, Slack * (sources[target] + targets[source] + answer));
            }
        }
    }

    private double OfSource(int source)
    {
        ref readonly ActorRecord actor = ref state.Actor(source);
        double tied = state.Ties.IsAdopted
            ? Math.Max(0, Integral(
                Ties.TieReader.Incoming(state.Ties, state.Grid, source, fromTicks).Mass, state.Ties.Kernel.Weights))
            : 0;
        return (state.Parameters.BaselineFactor * actor.BaselineRate * horizonTicks) + tied
            + OfMass(actor.Out, Mechanism.Burst, source, source) + OfMass(actor.In, Mechanism.Relay, source, source);
    }

    private double OfMass(in DecayedMass owner, Mechanism mechanism, int source, int target)
    {
        int cell = state.Cells.Cell(mechanism, state.Actor(source).Cluster, state.Actor(target).Cluster);
        Doubles8 mass = default;
        reader.Add(owner, (mechanism, cell), 1, ref mass);
        return Math.Max(0, Integral(mass, state.Parameters.IntensityWeights(mechanism)));
    }

    private double Integral(in Doubles8 mass, in Doubles8 weights) =>
        VectorLanes.Dot(VectorLanes.Product(mass, weights), perMass);
}
