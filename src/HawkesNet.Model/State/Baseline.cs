namespace HawkesNet.Model.State;

/// <summary>How the baseline is shared out among actors and types (equation 2).</summary>
internal static class Baseline
{
    /// <summary>Pseudo-count by which the clusters' shares are smoothed.</summary>
    private const double ClusterPrior = 1;

    /// <summary>Shape from which on the actors of a cluster count as alike.</summary>
    private const double LikenessShape = 10;

    /// <summary>Bounds of the learned shape and concentration.</summary>
    private const double ShapePriorActors = 2;
    private const double ShapeMin = 1, ShapeMax = 1e4;
    private const double ConcentrationMin = 1, ConcentrationMax = 1e4;

    /// <summary>An actor's rate: a Gamma posterior mean whose prior is its cluster's, times the scale.</summary>
    public static double Rate(ModelState state, int cluster, double count) =>
        Rate(state, cluster, count, state.Clusters.RateShape);

    /// <summary>Where there are clusters, tells the trial of the learned shape of an event put down to the baseline
    /// with some probability.</summary>
    /// <remarks>The shapes are compared at the same sum over all actors, which the shared factor takes care of.
    /// O(clusters).</remarks>
    public static void TryShape(ModelState state, in ActorRecord actor, double responsibility)
    {
        Clusters clusters = state.Clusters;
        double other = clusters.RateShapeOtherwise;
        if (clusters.Count > 1 && other != clusters.RateShape)
        {
            double ratio = ShareOfAll(state, actor, other) / ShareOfAll(state, actor, clusters.RateShape);
            clusters.RateTrial.AddEvent(1 + (responsibility * (ratio - 1)));
        }
    }

    private static double ShareOfAll(ModelState state, in ActorRecord actor, double shape)
    {
        Clusters clusters = state.Clusters;
        double sum = 0;
        for (int k = 0; k < clusters.Count; k++)
        {
            double size = clusters.Sizes[k];
            sum += size > 0 ? size * Rate(state, k, clusters.BaselineCounts[k] / size, shape) : 0;
        }
        return Rate(state, actor.Cluster, actor.BaselineCount, shape) / sum;
    }

    private static double Rate(ModelState state, int cluster, double count, double shape)
    {
        double mean = PriorMean(state, cluster, shape);
        double share = (mean + ClusterPrior) / (state.BaselineCountSum + (ClusterPrior * state.ActorCount));
        return share * (count + shape) / (mean + shape) * state.BaselineScale;
    }

    /// <summary>The mean count that an actor of a cluster starts from: the cluster's, as far as its actors are alike;
    /// else the network's.</summary>
    private static double PriorMean(ModelState state, int cluster, double shape)
    {
        Clusters clusters = state.Clusters;
        double own = clusters.BaselineCounts[cluster] / Math.Max(1, clusters.Sizes[cluster]);
        double pooled = state.BaselineCountSum / Math.Max(1, state.ActorCount);
        double weight = shape / (shape + LikenessShape);
        return pooled + (weight * (own - pooled));
    }

    /// <summary>Relative variance of an actor's own share of the baseline.</summary>
    public static double RelativeVariance(ModelState state, in ActorRecord actor) =>
        1 / (actor.BaselineCount + state.Clusters.RateShape);

    /// <summary>Recomputes one actor's rate from its count and keeps the running sum right.</summary>
    public static void Refresh(ModelState state, ref ActorRecord actor)
    {
        double rate = Rate(state, actor.Cluster, actor.BaselineCount);
        state.BaselineRateSum += rate - actor.BaselineRate;
        actor.BaselineRate = rate;
    }

    /// <summary>Recomputes all rates; the running sum loses its rounding.</summary>
    public static void RefreshAll(ModelState state)
    {
        double sum = 0;
        foreach (ref ActorRecord actor in state.Actors)
        {
            actor.BaselineRate = Rate(state, actor.Cluster, actor.BaselineCount);
            sum += actor.BaselineRate;
        }
        state.BaselineRateSum = sum;
    }

    /// <summary>Scales all baseline counts, so that old evidence fades, and recomputes the rates.</summary>
    public static void Discount(ModelState state, double factor)
    {
        foreach (ref ActorRecord actor in state.Actors)
        {
            actor.BaselineCount *= factor;
            actor.Out.BaselineCount *= factor;
        }
        foreach (ref DecayedMass link in state.OverflowAll)
        {
            link.BaselineCount *= factor;
        }
        Scale(state.TypeBaselineCounts, factor);
        Scale(state.Clusters.BaselineCounts, factor);
        Scale(state.Clusters.TypeCounts, factor);
        state.BaselineCountSum *= factor;
        state.BaselineSquareSum *= factor * factor;
        RefreshAll(state);
    }

    /// <summary>Share of a type among an actor's baseline events, shrunk to its cluster's; sums to one over
    /// types.</summary>
    public static double TypeShare(ModelState state, in ActorRecord actor, int type)
    {
        if (state.TypeCount == 1)
        {
            return 1;
        }
        double prior = state.Clusters.TypeConcentration;
        double share = ClusterTypeShare(state, actor.Cluster, type);
        return ((prior * share) + TypeCount(state, actor, type)) / (prior + actor.BaselineCount);
    }

    /// <summary>Learns from the spread of the counts how alike the actors of a cluster are (method of moments,
    /// equation 20), and goes by that where it is worth it. All rates are to be recomputed then.</summary>
    public static void LearnSpread(ModelState state)
    {
        double excess = 0, square = 0, typeExcess = 0, typeSquare = 0;
        double[] purities = Purities(state);
        foreach (ref readonly ActorRecord actor in state.Actors)
        {
            Clusters clusters = state.Clusters;
            double mean = clusters.BaselineCounts[actor.Cluster] / Math.Max(1, clusters.Sizes[actor.Cluster]);
            double deviation = actor.BaselineCount - mean;
            excess += deviation * deviation;
            square += mean * mean;
            if (state.TypeCount > 1 && actor.BaselineCount > 1)
            {
                AddTypeSpread(state, actor, purities[actor.Cluster], ref typeExcess, ref typeSquare);
            }
        }
        state.Clusters.RateTrial.Judge();
        state.Clusters.LearnedRateShape = RateShape(square, excess - state.BaselineSquareSum, state.ActorCount);
        if (state.TypeCount > 1)
        {
            state.Clusters.TypeConcentration =
                Bounded(typeSquare, typeExcess, ConcentrationMin, ConcentrationMax);
        }
    }

    private static void AddTypeSpread(
        ModelState state, in ActorRecord actor, double purity, ref double excess, ref double square)
    {
        double count = actor.BaselineCount, spread = count * count * purity;
        ref readonly DecayedMass link = ref actor.Out;
        while (link.Type != DecayedMass.None)
        {
            double expected = count * ClusterTypeShare(state, actor.Cluster, link.Type);
            double deviation = link.BaselineCount - expected;
            spread += (deviation * deviation) - (expected * expected);
            if (link.Next == DecayedMass.None)
            {
                break;
            }
            link = ref state.Overflow(link.Next);
        }
        excess += spread - (count * (1 - purity));
        square += count * (count - 1) * (1 - purity);
    }

    /// <summary>Σ of the squared type shares of every cluster.</summary>
    private static double[] Purities(ModelState state)
    {
        var purities = new double[state.Clusters.Count];
        for (int k = 0; k < purities.Length; k++)
        {
            for (int u = 0; u < state.TypeCount; u++)
            {
                double share = ClusterTypeShare(state, k, u);
                purities[k] += share * share;
            }
        }
        return purities;
    }

    private static double ClusterTypeShare(ModelState state, int cluster, int type) =>
        state.Clusters.TypeShare(cluster, type, state.TypeCount, state.Types.Share(type));

    private static double TypeCount(ModelState state, in ActorRecord actor, int type)
    {
        ref readonly DecayedMass link = ref actor.Out;
        while (link.Type != type && link.Next != DecayedMass.None)
        {
            link = ref state.Overflow(link.Next);
        }
        return link.Type == type ? link.BaselineCount : 0;
    }

    /// <summary>The shape of the Gamma of the rates, Σ m² / Σ ((c - m)² - variance of c given the rate), drawn towards
    /// one by two actors' worth of evidence.</summary>
    public static double RateShape(double square, double excess, int actors)
    {
        double prior = ShapePriorActors * square / Math.Max(1, actors);
        return Bounded(square + prior, Math.Max(0, excess) + prior, ShapeMin, ShapeMax);
    }

    private static double Bounded(double square, double excess, double least, double most) =>
        square <= 0 ? least : excess <= square / most ? most : Math.Clamp(square / excess, least, most);

    private static void Scale(double[] values, double factor)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }
}
