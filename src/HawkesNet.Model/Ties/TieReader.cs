using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Ties;

/// <summary>Reads the ties without touching them, so many may read at once.</summary>
internal static class TieReader
{
    // What sums over all candidates may be off by, against what all have in common.
    private const double RoundingMax = 1e-12;

    /// <summary>Decayed mass of the sources that influence an actor at a time, each times its weight, and the variance
    /// of the intensity it makes.</summary>
    /// <remarks>The same candidates as the local step's.</remarks>
    public static (Doubles8 Mass, double Variance) Incoming(LatentTies ties, DecayGrid grid, int target, long atTicks)
    {
        Doubles8 mass = default;
        double variance = 0;
        int count = 0;
        foreach (int slot in ties.IsAdopted ? ties.Active.NewestFirst : [])
        {
            if (count == TieScan.CandidatesMax || ties.Active.Silence(slot, atTicks) > ties.Kernel.HorizonTicks)
            {
                break;
            }
            int index = ties.Active.Actors[slot];
            if (index == target)
            {
                continue;
            }
            count++;
            ref TieSource source = ref ties.Sources[index];
            Doubles8 own = LatentTies.MassAt<VectorLanes>(grid, source, atTicks);
            (double shape, double rate) = Gamma(ties, index, target);
            double intensity = VectorLanes.Dot(ties.Kernel.Weights, own);
            mass = VectorLanes.MultiplyAdd(mass, own, shape / rate);
            variance += shape / (rate * rate) * intensity * intensity;
        }
        return (mass, variance);
    }

    /// <summary>A bound on Σ_b factors_b mass_b of <see cref="Incoming"/> for every actor, above it by rounding at
    /// most; factors are not negative. [actors; none where ties are not part of the model]</summary>
    /// <remarks>All have the same candidates but the candidates themselves: O(actors + pairs of 64 sources).</remarks>
    public static double[] IncomingOfAll(LatentTies ties, DecayGrid grid, long atTicks, in Doubles8 factors)
    {
        if (!ties.IsAdopted)
        {
            return [];
        }
        var sums = new double[ties.ActorCount];
        double common = 0;
        int count = 0;
        foreach (int slot in ties.Active.NewestFirst)
        {
            if (count == TieScan.CandidatesMax || ties.Active.Silence(slot, atTicks) > ties.Kernel.HorizonTicks)
            {
                break;
            }
            count++;
            ref TieSource source = ref ties.Sources[ties.Active.Actors[slot]];
            double own = VectorLanes.Dot(factors, LatentTies.MassAt<VectorLanes>(grid, source, atTicks));
            double each = ties.PriorWeight(source);
            common += each * own;
            for (int pair = source.FirstPair; pair >= 0; pair = ties.Pairs.NextOfSource(pair))
            {
                sums[ties.Pairs[pair].Target] += (ties.Weight(pair, source) - each) * own;
            }
        }
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += common * (1 + RoundingMax);
        }
        foreach (int slot in ties.Active.NewestFirst[..count])
        {
            int j = ties.Active.Actors[slot];
            sums[j] = VectorLanes.Dot(factors, Incoming(ties, grid, j, atTicks).Mass) * (1 + RoundingMax);
        }
        return sums;
    }

    /// <summary>Shape and rate of a pair's Gamma, with all the source's exposure.</summary>
    public static (double Shape, double Rate) Gamma(LatentTies ties, int source, int target)
    {
        int pair = ties.Pairs.Find(source, target);
        double exposure = ties.Sources[source].Exposure;
        return pair < 0
            ? (ties.Prior.Shape, ties.Prior.Rate + exposure)
            : (ties.Pairs.Gamma(pair).Shape, ties.Pairs.Gamma(pair).Rate + exposure);
    }
}
