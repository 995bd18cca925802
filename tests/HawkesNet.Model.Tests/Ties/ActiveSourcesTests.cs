using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;
using HawkesNet.Model.Ties;
using Xunit;

namespace HawkesNet.Model.Tests.Ties;

/// <summary>The slots of the actors active last, against a list of all events.</summary>
public class ActiveSourcesTests
{
    private const int Actors = 150;
    private const int Events = 2000;

    private static readonly DecayGrid Grid = DecayGrid.LogSpaced(20, 200_000);

    [Fact]
    public void Slots_hold_the_actors_active_last_with_their_masses()
    {
        var random = new Random(4);
        var ties = new LatentTies();
        ties.Start(Grid, Actors, 0, isAdopted: true);
        var past = new List<int>();
        long clock = 0;
        for (int e = 0; e < Events; e++)
        {
            clock += random.Next(1, 50);
            int actor = random.Next(1 + random.Next(Actors));
            ties.Commit<VectorLanes>(Grid, actor, clock);
            past.Remove(actor);
            past.Insert(0, actor);
            Assert.Equal(past.Take(ActiveSources.Capacity), Active(ties));
        }
        AssertMasses(ties, clock);
    }

    [Fact]
    public void Slots_taken_from_the_records_are_the_same()
    {
        var ties = new LatentTies();
        ties.Start(Grid, Actors, 0, isAdopted: true);
        for (int e = 0; e < Events; e++)
        {
            ties.Commit<VectorLanes>(Grid, e * 7 % Actors, 10 * e);
        }
        int[] before = Active(ties);
        ties.WeighAll(Grid, 10 * Events);
        Assert.Equal(before, Active(ties));
        AssertMasses(ties, 10 * Events);
    }

    [Fact]
    public void Pairs_with_a_record_are_found_after_spent_ones_are_dropped()
    {
        var table = new TieTable();
        for (int i = 0; i < 1000; i++)
        {
            table.Add(new TiePair { Source = i, Target = i % 10, Gamma = new TieGamma(i, 1, i) });
        }
        TieTable kept = table.Where(gamma => gamma.Shape >= 900);
        Assert.Equal(100, kept.Count);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(i < 900 ? TieTable.None : i - 900, kept.Find(i, i % 10));
        }
    }

    private static int[] Active(LatentTies ties)
    {
        var actors = new List<int>();
        foreach (int slot in ties.Active.NewestFirst)
        {
            actors.Add(ties.Active.Actors[slot]);
        }
        return [.. actors];
    }

    private static void AssertMasses(LatentTies ties, long clock)
    {
        for (int slot = 0; slot < ties.Active.Count; slot++)
        {
            ref TieSource source = ref ties.Sources[ties.Active.Actors[slot]];
            Doubles8 expected = LatentTies.MassAt<VectorLanes>(Grid, source, clock);
            for (int b = 0; b < Doubles8.Count; b++)
            {
                double mass = ties.Active.Masses(slot / Doubles8.Count)[b][slot % Doubles8.Count];
                Close.Assert(expected[b], mass, 1e-11, 1e-200);
            }
            Assert.Equal(source.Exposure, ties.Active.Exposures[slot]);
            Assert.Equal(clock - source.TimeTicks, ties.Active.Silence(slot, clock));
        }
    }
}
