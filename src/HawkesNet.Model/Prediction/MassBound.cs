using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Most that the events an actor sent, or got, bring one dyad by a mechanism over a horizon: as if all of them
/// were the dyad's, and the clusters such that the mechanism is strongest.</summary>
internal sealed class MassBound
{
    // What rounding may take from a sum of exponentials of either sign, as a part of their sizes.
    private const double Rounding = 1e-12;

    private readonly Doubles8 weights;
    private readonly Doubles8 sizes;
    private readonly double[] factors;
    private readonly int types;

    /// <param name="state">The history.</param>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="perMass">What a mass brings over the horizon, by decay. [8]</param>
    public MassBound(ModelState state, Mechanism mechanism, in Doubles8 perMass)
    {
        weights = VectorLanes.Product(state.Parameters.IntensityWeights(mechanism), perMass);
        for (int b = 0; b < Doubles8.Count; b++)
        {
            sizes[b] = Rounding * Math.Abs(weights[b]);
        }
        int clusters = state.Clusters.Count;
        types = state.TypeCount;
        factors = new double[clusters * types];
        for (int i = 0; i < factors.Length; i++)
        {
            for (int other = 0; other < (IsOfPairs(mechanism) ? clusters : 1); other++)
            {
                int cluster = i / types;
                int cell = state.Cells.Cell(mechanism, cluster, IsOfPairs(mechanism) ? other : cluster);
                factors[i] = Math.Max(factors[i], state.Cells.RowSum(mechanism, cell, i % types));
            }
        }
    }

    /// <summary>Reads an owner's masses once for several mechanisms.</summary>
    /// <param name="state">The history; only read.</param>
    /// <param name="head">The masses.</param>
    /// <param name="cluster">Cluster of the actor.</param>
    /// <param name="atTicks">Time as of which they have decayed.</param>
    /// <param name="bounds">The mechanisms.</param>
    /// <param name="sums">What each brings at most. [bounds]</param>
    public static void Read(
        ModelState state, in DecayedMass head, int cluster, long atTicks, ReadOnlySpan<MassBound> bounds,
        Span<double> sums)
    {
        sums.Clear();
        if (head.Type == DecayedMass.None)
        {
            return;
        }
        ref readonly DecayedMass link = ref head;
        while (true)
        {
            Doubles8 mass = VectorLanes.Product(link.Mass, VectorLanes.Survival(
                state.Grid.DecaysPerTick, StreamTime.Elapsed(link.TimeTicks, atTicks)));
            for (int i = 0; i < bounds.Length; i++)
            {
                sums[i] += bounds[i].Most(mass, cluster, link.Type);
            }
            if (link.Next == DecayedMass.None)
            {
                return;
            }
            link = ref state.Overflow(link.Next);
        }
    }

    private double Most(in Doubles8 mass, int cluster, int type) => factors[(cluster * types) + type]
        * (Math.Max(0, VectorLanes.Dot(mass, weights)) + VectorLanes.Dot(mass, sizes));

    private static bool IsOfPairs(Mechanism mechanism) => mechanism is Mechanism.Repeat or Mechanism.Reply;
}
