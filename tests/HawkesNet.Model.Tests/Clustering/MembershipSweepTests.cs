using HawkesNet.Model.Clustering;
using HawkesNet.Model.Tests.Oracles;
using MathNet.Numerics;
using Xunit;

namespace HawkesNet.Model.Tests.Clustering;

/// <summary>What an actor's own events say of its cluster, against the whole window with the actor moved.</summary>
public class MembershipSweepTests
{
    public static TheoryData<int, int> Cases()
    {
        var cases = new TheoryData<int, int>();
        for (int shape = 0; shape < FitShapes.All.Length; shape++)
        {
            for (int seed = 1; seed <= 3; seed++)
            {
                cases.Add(seed, shape);
            }
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Scores_of_an_actor_differ_as_the_whole_windows_do_with_the_actor_moved(int seed, int shape)
    {
        var recorded = new RecordedScenario(seed, FitShapes.All[shape], 200);
        ClusterFit fit = recorded.RandomFit(seed, clusters: 2 + (seed % 3));
        var sweep = new MembershipSweep(fit);
        AssertScoresAreExact(fit, sweep);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(20)]
    public void Scores_are_exact_too_where_the_clusters_fill_more_than_one_vector(int clusters)
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 8, blocks: 3, actors: 45, events: 800, insideShare: 0.9);
        ClusterFit fit = PlantedWindow.Fit(planted.Pooled(), actor => actor % clusters, clusters);
        AssertScoresAreExact(fit, new MembershipSweep(fit));
    }

    private static void AssertScoresAreExact(ClusterFit fit, MembershipSweep sweep)
    {
        for (int i = 0; i < fit.Labels.Length; i++)
        {
            sweep.Score(i);
            double stays = LogJoint(fit, i, fit.Labels[i]);
            for (int k = 0; k < fit.Clusters; k++)
            {
                Close.Assert(
                    LogJoint(fit, i, k) - stays, sweep.LogPosterior[k] - sweep.LogPosterior[fit.Labels[i]],
                    1e-9, Math.Max(1, Math.Abs(stays)), $"actor {i} in cluster {k}:");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Renumbering_the_clusters_renumbers_the_answer(int seed, int shape)
    {
        var recorded = new RecordedScenario(seed, FitShapes.All[shape], 200);
        ClusterFit fit = recorded.RandomFit(seed, clusters: 4);
        int[] numbers = [2, 0, 3, 1];
        ClusterFit renumbered = recorded.Fit([.. fit.Labels.Select(label => numbers[label])], 4);
        for (int round = 0; round < 3; round++)
        {
            Close.Assert(ClusterScore.Of(fit), ClusterScore.Of(renumbered), 1e-10, what: $"round {round}:");
            Assert.Equal(fit.Labels.Select(label => numbers[label]), renumbered.Labels);
            Assert.Equal(Move(fit), Move(renumbered));
        }
    }

    [Fact]
    public void Sweeps_bring_actors_in_the_wrong_block_back()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 4, blocks: 3, actors: 45, events: 2500, insideShare: 0.9);
        ClusterFit fit = PlantedWindow.Fit(planted.Pooled(), actor => actor % 5 == 0 ? 0 : actor % 3, 3);
        int moved = 0;
        for (int i = 0; i < 5; i++)
        {
            moved += Move(fit);
        }
        Assert.True(moved >= 6, $"only {moved} moved");
        Assert.Equal(
            Enumerable.Range(0, fit.Labels.Length).Select(i => fit.Index.Actor(i) % 3), fit.Labels);
    }

    [Fact]
    public void An_actor_that_moves_takes_its_events_along_in_the_means_of_the_clusters()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 5, blocks: 3, actors: 45, events: 2500, insideShare: 0.9);
        ClusterFit fit = PlantedWindow.Fit(planted.Pooled(), actor => actor % 5 == 0 ? 0 : actor % 3, 3);
        Assert.True(new MembershipSweep(fit).Run() >= 3);
        for (int k = 0; k < fit.Clusters; k++)
        {
            int[] members = [.. Enumerable.Range(0, fit.Labels.Length).Where(i => fit.Labels[i] == k)];
            double there = members.Sum(i => fit.Index.Presence[i]);
            Close.Assert(members.Sum(i => fit.BaselineCounts[i]) / there, fit.MeanCount(k), 1e-3);
        }
    }

    [Fact]
    public void Actors_passed_over_as_settled_would_have_stayed()
    {
        ClusterFit fit = Converged();
        Assert.Contains(true, fit.IsSettled);
        var labels = (int[])fit.Labels.Clone();
        Array.Clear(fit.IsSettled);
        Assert.Equal(0, Move(fit));
        Assert.Equal(labels, fit.Labels);
    }

    [Fact]
    public void An_actor_that_moves_unsettles_its_partners_and_nobody_else()
    {
        ClusterFit fit = Converged();
        int moved = fit.Labels.Length - 1;
        fit.Labels[moved] = (fit.Labels[moved] + 1) % 3;
        fit.Sum();
        fit.IsSettled.AsSpan().Fill(true);
        fit.IsSettled[moved] = false;
        Assert.Equal(1, new MembershipSweep(fit).Run());
        int[] partners = [.. fit.Index.Dyads.Where(dyad => dyad.Source == moved).Select(dyad => dyad.Target)
            .Concat(fit.Index.Dyads.Where(dyad => dyad.Target == moved).Select(dyad => dyad.Source))];
        Assert.NotEmpty(partners);
        for (int i = 0; i < moved; i++)
        {
            Assert.Equal(!partners.Contains(i), fit.IsSettled[i]);
        }
    }

    private static ClusterFit Converged()
    {
        PlantedWindow planted = PlantedWindow.Blocks(seed: 4, blocks: 3, actors: 45, events: 2500, insideShare: 0.9);
        ClusterFit fit = PlantedWindow.Fit(planted.Pooled(), actor => actor % 5 == 0 ? 0 : actor % 3, 3);
        for (int i = 0; i < 5; i++)
        {
            Move(fit);
        }
        return fit;
    }

    private static int Move(ClusterFit fit)
    {
        int moved = new MembershipSweep(fit).Run();
        fit.Sum();
        fit.Attribute();
        return moved;
    }

    /// <summary>Log of the window's likelihood and of the prior of labels and rates, one actor's label changed and all
    /// parameters held: every event, every actor, every dyad.</summary>
    private static double LogJoint(ClusterFit fit, int moved, int cluster)
    {
        WindowIndex index = fit.Index;
        var labels = (int[])fit.Labels.Clone();
        labels[moved] = cluster;
        double[] appeals = [.. labels.Select((k, i) => i == moved ? fit.AppealIn(i, k) : fit.Appeal[i])];
        double[] rates = [.. labels.Select((k, i) => fit.Rate(i, k))];
        double sum = 0;
        for (int e = 0; e < index.Sources.Length; e++)
        {
            int source = index.Sources[e], target = index.Targets[e];
            sum += Math.Log(target < 0
                ? fit.Intensity(e, labels[source], 0, rates[source], 1)
                : fit.Intensity(e, labels[source], labels[target], rates[source], appeals[target]));
        }
        for (int i = 0; i < labels.Length; i++)
        {
            double relative = rates[i] * index.SpanTicks / fit.MeanCount(labels[i]);
            sum += (fit.RateShape * (Math.Log(relative) - relative)) - Compensator(fit, i, labels[i], rates[i])
                - fit.StrangersExpected(i, labels[i], appeals[i]);
        }
        foreach (WindowDyad dyad in index.Dyads)
        {
            int from = labels[dyad.Source], to = labels[dyad.Target];
            sum -= (fit.Factors[(from * fit.Clusters) + to] * dyad.RepeatExposure)
                + (fit.Factors[fit.Layout.Reply + (to * fit.Clusters) + from] * dyad.ReplyExposure);
        }
        return sum + Enumerable.Range(0, fit.Clusters)
            .Sum(k => SpecialFunctions.GammaLn(labels.Count(label => label == k) + 1));
    }

    /// <summary>Baseline, relays, joins and bursts of one actor.</summary>
    private static double Compensator(ClusterFit fit, int actor, int cluster, double rate)
    {
        WindowIndex index = fit.Index;
        double sum = (rate * index.SpanTicks * index.Presence[actor])
            + (fit.Factors[fit.Layout.Relay + cluster] * index.RelayExposure[actor])
            + (fit.Factors[fit.Layout.Join + cluster] * index.JoinExposure[actor]);
        for (int v = 0; v < index.TypeCount; v++)
        {
            for (int u = 0; u < index.TypeCount; u++)
            {
                sum += fit.Factors[fit.Layout.BurstCell(cluster, v, u)]
                    * index.BurstExposure[(actor * index.TypeCount) + v];
            }
        }
        return sum;
    }
}
