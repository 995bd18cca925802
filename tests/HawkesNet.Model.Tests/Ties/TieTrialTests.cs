using HawkesNet.Model.Excitation;
using HawkesNet.Model.Ties;
using Xunit;

namespace HawkesNet.Model.Tests.Ties;

/// <summary>Which gains make ties part of the model, and which end their trial.</summary>
public sealed class TieTrialTests
{
    private const int Actors = 20;

    private static readonly DecayGrid Grid = DecayGrid.LogSpaced(20, 200_000);

    [Theory]
    [InlineData(1, false)]
    [InlineData(1.02, true)]
    public void Ties_with_a_rival_join_only_where_it_matters_whom_a_source_influences(double overEven, bool isWon)
    {
        LatentTies ties = Judged(overEven);
        Assert.True(ties.Monitor.Gain > 0.1 * ties.Monitor.GainEvents);
        Assert.Equal(isWon, TieTrial.IsWon(ties, hasTargets: true, typeCount: 1));
        Assert.Equal(isWon, TieTrial.IsWon(ties, hasTargets: false, typeCount: 3));
        Assert.True(TieTrial.IsWon(ties, hasTargets: false, typeCount: 1));
    }

    [Theory]
    [InlineData(0.94, true)]
    [InlineData(0.98, false)]
    public void A_trial_ends_early_where_evenly_spread_influence_says_more(double overEven, bool isOver)
    {
        LatentTies ties = Judged(overEven, events: 2048);
        Assert.True(ties.Monitor.Gain > 0);
        Assert.Equal(isOver, TieTrial.IsOver(ties, hasTargets: true));
        Assert.False(TieTrial.IsOver(ties, hasTargets: false));
    }

    /// <summary>Ties on trial that explain half of all events, some hundred of them scored.</summary>
    private static LatentTies Judged(double overEven, int events = 16 * Actors)
    {
        var ties = new LatentTies();
        ties.Start(Grid, Actors, 0);
        for (int e = 0; e < events; e++)
        {
            var one = new ScoredInfluence(overEven, Even: 1, Others: 1, TieCompensator: 0.5, OtherCompensator: 0.5);
            ties.Monitor.Add(isAdopted: false, one);
        }
        return ties;
    }
}
