using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>What is done to all pairs at the rungs of a geometric ladder: so it costs O(1) per event in the long
/// run.</summary>
internal static class TieSweep
{
    /// <summary>Brings all pairs up to date and lets their evidence fade, the means kept.</summary>
    public static void Discount(TieTable pairs, RecordTable<TieSource> sources, double kept, double shapeMin)
    {
        foreach (ref TiePair pair in pairs.Records)
        {
            pair.Bring(sources[pair.Source].Exposure);
            TieMoments.Discount(ref pair, kept, shapeMin);
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
            pair.NextOfSource = source.FirstPair;
            source.FirstPair = index;
            source.PairCount++;
            source.PairWeightSum += pair.Weight;
            sources[pair.Target].PairedFrom |= TieSource.Mark(pair.Source);
        }
    }
}
