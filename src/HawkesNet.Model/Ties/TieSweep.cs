using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>What is done to all pairs at the rungs of a geometric ladder: so it costs O(1) per event in the long
/// run.</summary>
internal static class TieSweep
{
    /// <summary>Lets the evidence of all pairs fade, the means kept.</summary>
    public static void Discount(TieTable pairs, RecordTable<TieSource> sources, double kept, double shapeMin)
    {
        for (int index = 0; index < pairs.Count; index++)
        {
            TieMoments.Discount(ref pairs.Gamma(index), sources[pairs[index].Source].Exposure, kept, shapeMin);
        }
    }

    /// <summary>Builds the chains of all sources' pairs, and their sums.</summary>
    public static void Chain(TieTable pairs, RecordTable<TieSource> sources)
    {
        foreach (ref TieSource source in sources)
        {
            source.FirstPair = TieTable.None;
            source.PairedFrom = 0;
            source.PairCount = 0;
            source.PairWeightSum = 0;
            source.EventsSinceCount = 0;
        }
        for (int index = 0; index < pairs.Count; index++)
        {
            ref TiePair pair = ref pairs[index];
            ref TieSource source = ref sources[pair.Source];
            pairs.NextOfSource(index) = source.FirstPair;
            source.FirstPair = index;
            source.PairCount++;
            ref TieGamma gamma = ref pairs.Gamma(index);
            gamma.Counted = gamma.WeightAt(source.Exposure);
            source.PairWeightSum += gamma.Counted;
            sources[pair.Target].PairedFrom |= TieSource.Mark(pair.Source);
        }
    }
}
