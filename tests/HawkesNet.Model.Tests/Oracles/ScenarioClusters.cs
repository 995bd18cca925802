using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>Random clusters for a scenario, and how a state is put under them.</summary>
internal static class ScenarioClusters
{
    public static TextbookClusters Next(Random random, StreamShape shape)
    {
        if (shape.Clusters == 1)
        {
            return TextbookClusters.One;
        }
        int count = shape.Clusters;
        var cells = new TextbookCell[Mechanisms.Count, count, count];
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            for (int k = 0; k < count; k++)
            {
                for (int l = 0; l < count; l++)
                {
                    cells[m, k, l] = NextCell(random, shape.Types);
                }
            }
        }
        return new TextbookClusters
        {
            Count = count,
            Labels = [.. Enumerable.Range(0, shape.Actors).Select(_ => random.Next(count))],
            Cells = cells,
            Chosen = NextSquare(random, count),
            Drawn = NextSquare(random, count),
            Strengths = [.. Enumerable.Range(0, Mechanisms.Count).Select(_ => 2 + (40 * random.NextDouble()))],
            AffinityStrength = 2 + (40 * random.NextDouble()),
            LearnedRateShape = 1 + (9 * random.NextDouble()),
            IsShapeLeftOut = random.Next(3) == 0,
            IsAffinityLeftOut = random.Next(3) == 0,
            IsLeftOut = [.. Enumerable.Range(0, Mechanisms.Count).Select(_ => random.Next(3) == 0)],
            TypeConcentration = 1 + (9 * random.NextDouble()),
        };
    }

    /// <summary>Labels, factors and affinities; to be called on a state without history, before its baseline is
    /// set.</summary>
    public static void Set(ModelState state, TextbookClusters clusters)
    {
        if (clusters.Count == 1)
        {
            return;
        }
        state.Clusters.Reset(clusters.Count, state.TypeCount, 0);
        state.Clusters.AffinityStrength = clusters.AffinityStrength;
        clusters.Strengths.CopyTo(state.Cells.Strengths, 0);
        state.Clusters.LearnedRateShape = clusters.LearnedRateShape;
        state.Clusters.RateTrial.Begin(clusters.IsShapeLeftOut);
        state.Clusters.AffinityTrial.Begin(clusters.IsAffinityLeftOut);
        foreach (Mechanism mechanism in Enum.GetValues<Mechanism>())
        {
            state.Cells.Trial(mechanism).Begin(clusters.IsLeftOut[(int)mechanism]);
        }
        state.Clusters.TypeConcentration = clusters.TypeConcentration;
        for (int i = 0; i < state.ActorCount; i++)
        {
            (state.Actor(i).FirstCluster, state.Actor(i).FirstProbability) = (clusters.Of(i), 1);
            state.Clusters.Sizes[clusters.Of(i)]++;
        }
        state.Cells.Reset(clusters.Count);
        for (int k = 0; k < clusters.Count; k++)
        {
            for (int l = 0; l < clusters.Count; l++)
            {
                SetPair(state, clusters, k, l);
            }
        }
    }

    private static void SetPair(ModelState state, TextbookClusters clusters, int k, int l)
    {
        state.Clusters.SetAffinity(k, l, clusters.Chosen[k, l], clusters.Drawn[k, l]);
        SetCell(state, Mechanism.Repeat, k, l, clusters.Cells[(int)Mechanism.Repeat, k, l]);
        SetCell(state, Mechanism.Reply, k, l, clusters.Cells[(int)Mechanism.Reply, k, l]);
        if (l == 0)
        {
            SetCell(state, Mechanism.Burst, k, 0, clusters.Cells[(int)Mechanism.Burst, k, 0]);
            SetCell(state, Mechanism.Relay, k, 0, clusters.Cells[(int)Mechanism.Relay, k, 0]);
        }
        if (k == 0)
        {
            SetCell(state, Mechanism.Join, 0, l, clusters.Cells[(int)Mechanism.Join, 0, l]);
        }
    }

    private static void SetCell(ModelState state, Mechanism mechanism, int source, int target, TextbookCell from)
    {
        int cell = state.Cells.Cell(mechanism, source, target);
        state.Cells.Set(cell, from.Offspring, from.Offspring, from.Expected);
        for (int v = 0; v < state.TypeCount && state.TypeCount > 1; v++)
        {
            for (int u = 0; u < state.TypeCount; u++)
            {
                state.Cells.SetByType(cell, v, u, from.ByType[v, u], from.ExpectedByType[v]);
            }
        }
    }

    private static TextbookCell NextCell(Random random, int types)
    {
        var byType = new double[types, types];
        var expected = new double[types];
        for (int v = 0; v < types && types > 1; v++)
        {
            expected[v] = 40 * random.NextDouble();
            for (int u = 0; u < types; u++)
            {
                byType[v, u] = 20 * random.NextDouble();
            }
        }
        return new TextbookCell(80 * random.NextDouble(), 80 * random.NextDouble(), byType, expected);
    }

    private static double[,] NextSquare(Random random, int size)
    {
        var square = new double[size, size];
        for (int k = 0; k < size; k++)
        {
            for (int l = 0; l < size; l++)
            {
                square[k, l] = 60 * random.NextDouble();
            }
        }
        return square;
    }
}
