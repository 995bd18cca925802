using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Ties;

/// <summary>Reads the ties without touching them, so many may read at once.</summary>
internal static class TieReader
{
    /// <summary>Decayed mass of the sources that influence an actor at a time, each times its weight, and the variance
    /// of
    /// the intensity it makes.</summary>
    /// <remarks>The same candidates as the local step's: O(64).</remarks>
    public static (Doubles8 Mass, double Variance) Incoming(LatentTies ties, DecayGrid grid, int target, long atTicks)
    {
        Doubles8 mass = default;
        double variance = 0;
        int count = 0;
        for (int index = ties.IsAdopted ? ties.Newest : TieTable.None;
            index >= 0 && count < TieScan.CandidatesMax; index = ties.Sources[index].Older)
        {
            ref TieSource source = ref ties.Sources[index];
            if (StreamTime.Elapsed(source.TimeTicks, atTicks) > ties.Kernel.HorizonTicks)
            {
                break;
            }
            if (index == target)
            {
                continue;
            }
            count++;
            Doubles8 own = LatentTies.MassAt<VectorLanes>(grid, source, atTicks);
            (double shape, double rate) = Gamma(ties, index, target);
            double intensity = VectorLanes.Dot(ties.Kernel.Weights, own);
            mass = VectorLanes.MultiplyAdd(mass, own, shape / rate);
            variance += shape / (rate * rate) * intensity * intensity;
        }
        return (mass, variance);
    }

    /// <summary>Shape and rate of a pair's Gamma, with all the source's exposure.</summary>
    public static (double Shape, double Rate) Gamma(LatentTies ties, int source, int target)
    {
        int pair = ties.Pairs.Find(source, target);
        double exposure = ties.Sources[source].Exposure;
        return pair < 0
            ? (ties.Prior.Shape, ties.Prior.Rate + exposure)
            : (ties.Pairs[pair].Shape, ties.Pairs[pair].Rate + exposure - ties.Pairs[pair].ExposureSeen);
    }
}
