using HawkesNet.Model.Ties;
using Xunit;

namespace HawkesNet.Model.Tests.Ties;

public sealed class TieTableTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(700)]
    public void Finds_what_was_added_and_nothing_else_also_after_pairs_were_dropped(int actors)
    {
        var random = new Random(7);
        var table = new TieTable();
        var expected = new Dictionary<(int, int), double>();
        for (int round = 0; round < 5; round++)
        {
            for (int k = 0; k < 1000; k++)
            {
                int known = 1 + (actors * ((1000 * round) + k) / 5000);
                (int Source, int Target) key = (random.Next(known), random.Next(known));
                if (table.Find(key.Source, key.Target) < 0)
                {
                    expected[key] = random.NextDouble();
                    table.Add(new TiePair
                    {
                        Source = key.Source,
                        Target = key.Target,
                        Gamma = new TieGamma(expected[key], 1, 0),
                    });
                }
            }
            table = table.Where(gamma => gamma.Shape > 0.3);
            expected = expected.Where(one => one.Value > 0.3).ToDictionary();
            Assert.Equal(expected.Count, table.Count);
            AssertRowsAreFound(table, actors);
            for (int key = 0; key < actors * actors; key++)
            {
                int found = table.Find(key / actors, key % actors);
                double? shape = found < 0 ? null : table.Gamma(found).Shape;
                Assert.Equal(
                    expected.TryGetValue((key / actors, key % actors), out double value) ? value : null, shape);
            }
        }
    }

    private static void AssertRowsAreFound(TieTable table, int actors)
    {
        int[] sources = [.. Enumerable.Range(0, actors)];
        var found = new int[actors];
        for (int target = 0; target < actors; target++)
        {
            int[] expected = [.. sources.Select(source => table.Find(source, target))];
            ulong marks = sources.Where(source => expected[source] >= 0)
                .Aggregate(0UL, (all, source) => all | TieSource.Mark(source));
            table.FindAll(sources, sources, target, marks, found);
            Assert.Equal(expected, found);
        }
    }
}
