using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>A latent tie: expected offspring among the target's events of one event of the source, with its 90 %
/// interval.</summary>
public readonly record struct TieEstimate(int Source, int Target, Estimate Weight);

/// <summary>The latent network, as people read it.</summary>
public static class TieEstimates
{
    /// <summary>The heaviest ties of at least a weight, heaviest first; none where ties are not part of the
    /// model.</summary>
    /// <remarks>Only pairs that were credited are listed: of any other the data say nothing but that it is small.
    /// O(pairs).</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A negative number.</exception>
    public static IReadOnlyList<TieEstimate> Top(ModelView view, int top, double minWeight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(minWeight);
        LatentTies ties = view.State.Ties;
        double[] exposures = ExposuresOf(ties);
        var best = new PriorityQueue<(int Source, int Target), (double, int, int)>();
        double least = minWeight;
        for (int index = 0; index < ties.Pairs.Count && ties.IsAdopted && top > 0; index++)
        {
            ref TiePair pair = ref ties.Pairs[index];
            double weight = ties.Pairs.Gamma(index).WeightAt(exposures[pair.Source]);
            if (weight < least)
            {
                continue;
            }
            // Equal weights are told apart by the actors, so that the order does not hang on the queue's inner ways.
            best.Enqueue((pair.Source, pair.Target), (weight, -pair.Source, -pair.Target));
            if (best.Count > top)
            {
                best.Dequeue();
                best.TryPeek(out _, out (double Weight, int, int) last);
                least = last.Weight;
            }
        }
        var result = new List<TieEstimate>(best.Count);
        while (best.TryDequeue(out (int Source, int Target) pair, out _))
        {
            result.Add(new TieEstimate(pair.Source, pair.Target, Of(view, pair.Source, pair.Target)));
        }
        result.Reverse();
        return result;
    }

    /// <summary>Exposures of all sources, laid close together: what every pair looks up. [actors]</summary>
    private static double[] ExposuresOf(LatentTies ties)
    {
        var exposures = new double[ties.ActorCount];
        for (int j = 0; j < exposures.Length; j++)
        {
            exposures[j] = ties.Sources[j].Exposure;
        }
        return exposures;
    }

    /// <summary>One tie; zero for an actor's tie to itself and where ties are not part of the model.</summary>
    internal static Estimate Of(ModelView view, int source, int target)
    {
        if (!CanBe(view, source, target))
        {
            return default;
        }
        LatentTies ties = view.State.Ties;
        (double shape, double rate) = TieReader.Gamma(ties, source, target);
        (double low, double high) = TieInterval.Of(shape, rate, ties.Prior, ties.Sources[source].Exposure);
        return new Estimate(shape / rate, low, high);
    }

    /// <summary>The mean of <see cref="Of"/>, without looking for its interval.</summary>
    internal static double Mean(ModelView view, int source, int target)
    {
        if (!CanBe(view, source, target))
        {
            return 0;
        }
        (double shape, double rate) = TieReader.Gamma(view.State.Ties, source, target);
        return shape / rate;
    }

    private static bool CanBe(ModelView view, int source, int target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(source);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(source, view.ActorCount);
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, view.ActorCount);
        return source != target && view.State.Ties.IsAdopted;
    }
}
