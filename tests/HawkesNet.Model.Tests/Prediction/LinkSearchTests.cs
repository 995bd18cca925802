using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Prediction;

/// <summary>The most probable dyads against a plain look at all of them.</summary>
public class LinkSearchTests
{
    [Theory]
    [MemberData(nameof(TextbookIntensityTests.Cases), MemberType = typeof(TextbookIntensityTests))]
    public void The_search_finds_what_a_look_at_every_dyad_finds(int seed, int shape)
    {
        var scenario = new Scenario(seed, TextbookIntensityTests.Shapes[shape]);
        ModelView view = Scenario.ViewOf(scenario.Run(new VectorLocalStep()).State);
        long from = view.TimeTicks + 3;
        foreach (long horizon in new[] { 1L, 50, 100_000 })
        {
            LinkForecast[] all = [.. EveryDyad(view, from, horizon)];
            foreach (int top in new[] { 0, 1, 5, 1_000 })
            {
                Assert.Equal(all.Take(top), Forecast.TopLinks(view, from, horizon, top));
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 0.0, 0.0)]
    [InlineData(2, 4, 3, 0.3, 0.0)]
    [InlineData(3, 3, 1, 0.6, 0.4)]
    [InlineData(4, 1, 2, 0.6, 0.2)]
    public void In_networks_with_few_hubs_it_finds_the_same(
        int seed, int clusters, int types, double hubShare, double tied)
    {
        var shape = new StreamShape(2_000)
        {
            Actors = 150,
            NewActors = 40,
            Clusters = clusters,
            Types = types,
            NewTypes = 0,
        };
        ModelView view = InfluenceScenario.View(
            seed, shape, 0.7, tied, scenario => scenario.WithBatch(Towards(scenario.Batch, hubShare, seed)));
        Assert.Equal(tied > 0, view.HasTies);
        long from = view.TimeTicks + 3;
        foreach (long horizon in new[] { 1L, 300, 1_000_000 })
        {
            LinkForecast[] all = [.. EveryDyad(view, from, horizon)];
            foreach (int top in new[] { 1, 10, 200 })
            {
                Assert.Equal(all.Take(top), Forecast.TopLinks(view, from, horizon, top));
            }
        }
    }

    /// <summary>The stream with a share of its events addressed to two actors.</summary>
    private static EventBatch Towards(EventBatch stream, double hubShare, int seed)
    {
        var random = new Random(seed);
        var batch = new EventBatch(stream.Count);
        for (int i = 0; i < stream.Count; i++)
        {
            bool isHub = random.NextDouble() < hubShare && stream.Sources[i] > 1;
            batch.Add(
                stream.TimeTicks[i], stream.Sources[i], isHub ? random.Next(2) : stream.Targets[i], stream.Types[i]);
        }
        return batch;
    }

    private static IEnumerable<LinkForecast> EveryDyad(ModelView view, long from, long horizon)
    {
        var pairs = new HashSet<(int, int)>();
        DyadTable dyads = view.State.Dyads;
        for (int d = 0; d < dyads.Count; d++)
        {
            pairs.Add((dyads[d].Source, dyads[d].Target));
            pairs.Add((dyads[d].Target, dyads[d].Source));
        }
        return pairs.Select(pair =>
            {
                double count = Forecast.ExpectedDyadCount(view, pair.Item1, pair.Item2, from, horizon);
                return new LinkForecast(pair.Item1, pair.Item2, count, 1 - Math.Exp(-count));
            })
            .OrderByDescending(link => link.ExpectedCount).ThenBy(link => link.Source).ThenBy(link => link.Target);
    }
}
