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
