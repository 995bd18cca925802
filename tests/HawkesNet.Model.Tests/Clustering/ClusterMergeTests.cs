using HawkesNet.Model.Clustering;
using HawkesNet.Model.Tests.Oracles;
using MathNet.Numerics;
using Xunit;

namespace HawkesNet.Model.Tests.Clustering;

/// <summary>Greedy merges against marginals formed anew from the counts of every partition tried.</summary>
public class ClusterMergeTests
{
    public static TheoryData<int, int, int> Cases()
    {
        var cases = new TheoryData<int, int, int>();
        for (int shape = 0; shape < FitShapes.All.Length; shape++)
        {
            foreach (int clusters in (int[])[2, 5])
            {
                for (int seed = 1; seed <= 4; seed++)
                {
                    cases.Add(seed, shape, clusters);
                }
            }
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Two_clusters_merge_if_and_only_if_the_marginal_formed_anew_rises(int seed, int shape, int clusters)
    {
        var recorded = new RecordedScenario(seed, FitShapes.All[shape], 200);
        ClusterFit fit = recorded.RandomFit(seed, clusters);
        AssertGreedy(fit);
        fit.LearnStrengths();
        AssertGreedy(fit);
    }

    [Fact]
    public void Planted_clusters_cut_at_random_merge_as_the_marginal_formed_anew_says()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 5, blocks: 3, actors: 45, events: 1200, insideShare: 0.6);
        ClusterFit pooled = planted.Pooled();
        for (int cut = 2; cut <= 4; cut++)
        {
            AssertGreedy(PlantedWindow.Fit(pooled, actor => (actor % 3) + (3 * (actor / 3 % cut)), 3 * cut));
        }
    }

    [Fact]
    public void Two_halves_of_one_cluster_merge_and_different_clusters_do_not()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 6, blocks: 3, actors: 48, events: 3000, insideShare: 0.9);
        ClusterFit halves = PlantedWindow.Fit(planted.Pooled(), actor => actor % 6, 6);
        (int[] labels, int clusters) = ClusterMerge.Run(halves);
        Assert.Equal(3, clusters);
        Assert.Equal(PartitionAgreement.Canonical([.. halves.Labels.Select(label => label % 3)]),
            PartitionAgreement.Canonical(labels));
    }

    [Fact]
    public void Classes_that_differ_in_types_or_bursts_alone_stay_apart()
    {
        PlantedWindow planted = PlantedWindow.Classes(seed: 7, actors: 48, events: 4000);
        ClusterFit halves = PlantedWindow.Fit(planted.Pooled(), actor => actor % 6, 6);
        (int[] labels, int clusters) = ClusterMerge.Run(halves);
        Assert.Equal(3, clusters);
        Assert.Equal(PartitionAgreement.Canonical([.. halves.Labels.Select(label => label % 3)]),
            PartitionAgreement.Canonical(labels));
    }

    [Fact]
    public void An_empty_cluster_disappears()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 8, blocks: 2, actors: 30, events: 2000, insideShare: 0.9);
        ClusterFit fit = PlantedWindow.Fit(planted.Pooled(), actor => 2 * (actor % 2), 4);
        (int[] labels, int clusters) = ClusterMerge.Run(fit);
        Assert.Equal(2, clusters);
        Assert.Equal(fit.Labels.Select(label => label / 2), labels);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_nearest_two_clusters_are_those_whose_marginal_formed_anew_is_the_largest_joined(
        int seed, int shape, int clusters)
    {
        ClusterFit fit = new RecordedScenario(seed, FitShapes.All[shape], 200).RandomFit(seed, clusters);
        int[][] joined = [.. from k in Enumerable.Range(0, clusters)
                             from l in Enumerable.Range(k + 1, clusters - k - 1)
                             select Enumerable.Range(0, clusters).Select(label => label == l ? k : label).ToArray()];
        int[] best = joined.MaxBy(into => new MergedScore(fit, into).Value)!;
        Assert.Equal(PartitionAgreement.Canonical([.. fit.Labels.Select(label => best[label])]),
            PartitionAgreement.Canonical(ClusterMerge.JoinNearest(fit)));
    }

    private static void AssertGreedy(ClusterFit fit)
    {
        (int[] labels, int clusters) = ClusterMerge.Run(fit);
        int[] into = Greedy(fit);
        Assert.Equal(PartitionAgreement.Canonical([.. fit.Labels.Select(label => into[label])]),
            PartitionAgreement.Canonical(labels));
        Assert.Equal(labels.Max() + 1, clusters);
    }

    /// <summary>Which cluster each one ends in, if at each step the best pair merges and the score rises.</summary>
    private static int[] Greedy(ClusterFit fit)
    {
        int[] into = [.. Enumerable.Range(0, fit.Clusters)];
        while (true)
        {
            double most = new MergedScore(fit, into).Value;
            int[]? best = null;
            foreach (int k in into.Distinct().ToArray())
            {
                foreach (int l in into.Distinct().Where(l => l > k).ToArray())
                {
                    int[] merged = [.. into.Select(label => label == l ? k : label)];
                    double score = new MergedScore(fit, merged).Value;
                    if (score > most)
                    {
                        (most, best) = (score, merged);
                    }
                }
            }
            if (best is null)
            {
                return into;
            }
            into = best;
        }
    }

    /// <summary>The part of the collapsed marginal that merges change, from the fit's counts alone.</summary>
    private sealed class MergedScore
    {
        private readonly Dictionary<(string Part, int Row, int Column, int Pair), double[]> cells = [];

        public MergedScore(ClusterFit fit, int[] into)
        {
            AddCells(fit, into);
            AddChoices(fit, into);
            foreach (double[] cell in cells.Values)
            {
                Value += ClusterScore.Marginal(cell[0], cell[1], cell[2], cell[3]);
            }
            int[] live = [.. into.Distinct()];
            foreach (int group in live)
            {
                int[] members = [.. Enumerable.Range(0, fit.Clusters).Where(k => into[k] == group)];
                int size = members.Sum(k => fit.Sizes[k]);
                Value += ClusterScore.Rates(fit.RateShape, size, members.Sum(k => fit.ClusterCounts[k]))
                    + SpecialFunctions.GammaLn(size + 1) + Types(fit, members);
            }
            Value += SpecialFunctions.GammaLn(live.Length)
                - SpecialFunctions.GammaLn(fit.Labels.Length + live.Length);
        }

        public double Value { get; }

        private void AddCells(ClusterFit fit, int[] into)
        {
            for (int k = 0; k < fit.Clusters; k++)
            {
                AddCell(fit, fit.Layout.Relay + k, ("relay", into[k], 0, 0));
                AddCell(fit, fit.Layout.Join + k, ("join", into[k], 0, 0));
                for (int pair = 0; pair < fit.Layout.BurstCells; pair++)
                {
                    AddCell(fit, fit.Layout.BurstRow(k, 0) + pair, ("burst", into[k], 0, pair));
                }
                for (int l = 0; l < fit.Clusters; l++)
                {
                    int cell = (k * fit.Clusters) + l;
                    AddCell(fit, cell, ("repeat", into[k], into[l], 0));
                    AddCell(fit, fit.Layout.Reply + cell, ("reply", into[k], into[l], 0));
                }
            }
        }

        private void AddCell(ClusterFit fit, int cell, (string, int, int, int) key) =>
            Add(key, fit.Offspring[cell], fit.Expected[cell], fit.Parent[cell],
                fit.Strengths[(int)fit.Layout.MechanismOf(cell)]);

        private void AddChoices(ClusterFit fit, int[] into)
        {
            for (int k = 0; k < fit.Clusters; k++)
            {
                for (int l = 0; l < fit.Clusters; l++)
                {
                    Add(("choice", into[k], into[l], 0),
                        fit.Chosen[(k * fit.Clusters) + l], fit.Drawn[k] * fit.Popularity[l], 1,
                        fit.AffinityStrength);
                }
            }
        }

        private void Add((string, int, int, int) key, double count, double expected, double parent, double strength)
        {
            if (!cells.TryGetValue(key, out double[]? cell))
            {
                cells[key] = cell = [0, 0, parent, strength];
            }
            cell[0] += count;
            cell[1] += expected;
        }

        private static double Types(ClusterFit fit, int[] members)
        {
            int types = fit.Index.TypeCount;
            double[] counts = [.. Enumerable.Range(0, types)
                .Select(u => members.Sum(k => fit.TypeCounts[(k * types) + u]))];
            return types == 1 ? 0 : ClusterScore.Types(counts, fit.NetworkTypeShare);
        }
    }
}
