using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;
using HawkesNet.Model.Ties;
using Xunit;

namespace HawkesNet.Model.Tests.Ties;

/// <summary>The module alone, against sums over the raw list of past events.</summary>
public sealed class LatentTiesTests
{
    private const int Actors = 9;
    private const int LearnedEvents = 300;
    private const int Events = 360;

    private static readonly DecayGrid Grid = DecayGrid.LogSpaced(20, 200_000);

    [Fact]
    public void Influence_equals_the_sum_over_all_past_events()
    {
        var run = new Run(seed: 1);
        for (int e = 0; e < Events; e++)
        {
            run.Advance(e);
            long now = run.Stream.TimeTicks[e];
            int target = run.Stream.Sources[e];
            double found = run.Ties.Scan.Find<VectorLanes>(run.Ties, Grid, target, now);
            Close.Assert(run.Textbook(e, target, now, heedsHorizon: true), found, 1e-9, 1e-18, $"event {e}:");
            run.Learn(e);
        }
        Assert.True(run.Ties.Pairs.Count > Actors);
    }

    [Fact]
    public void Compensator_equals_quadrature_of_influence_over_all_actors()
    {
        var run = new Run(seed: 2);
        for (int e = 0; e < Events; e++)
        {
            if (e <= LearnedEvents)
            {
                run.Advance(e);
                run.Learn(e);
                continue;
            }
            long from = run.Stream.TimeTicks[e - 1], to = run.Stream.TimeTicks[e];
            double expected = to == from ? 0 : Quadrature.Integrate(
                t => Enumerable.Range(0, Actors).Sum(i => run.Textbook(e, i, t, heedsHorizon: false)),
                from, to, finest: 2 / Grid.DecaysPerTick[0]);
            Close.Assert(expected, run.Advance(e), 1e-7, 1e-9, $"event {e}:");
            run.Learn(e);
        }
    }

    [Fact]
    public void Influence_spread_evenly_is_the_mean_of_that_on_every_actor()
    {
        var run = new Run(seed: 5);
        for (int e = 0; e < Events; e++)
        {
            run.Advance(e);
            if (e > LearnedEvents)
            {
                long now = run.Stream.TimeTicks[e];
                double all = Enumerable.Range(0, Actors).Sum(i => run.Textbook(e, i, now, heedsHorizon: false));
                Close.Assert(all / (Actors - 1), run.Ties.EvenRate<VectorLanes>(), 1e-9, 1e-18, $"event {e}:");
            }
            run.Learn(e);
        }
    }

    [Fact]
    public void Masses_rebuilt_under_another_grid_are_those_of_the_events()
    {
        var run = new Run(seed: 3);
        var past = new List<EarlyEvent>();
        for (int e = 0; e < LearnedEvents; e++)
        {
            run.Advance(e);
            run.Learn(e);
            past.Add(new EarlyEvent(
                run.Stream.TimeTicks[e], run.Stream.Sources[e], -1, 0, 0, 1, 1, 0, 0, 0));
        }
        run.Commit(LearnedEvents);
        DecayGrid other = DecayGrid.LogSpaced(50, 90_000);
        long clock = run.Stream.TimeTicks[LearnedEvents - 1];
        run.Ties.Rebuild(other, past.ToArray(), clock);
        for (int j = 0; j < Actors; j++)
        {
            Doubles8 mass = LatentTies.MassAt<VectorLanes>(other, run.Ties.Sources[j], clock);
            for (int b = 0; b < Doubles8.Count; b++)
            {
                double beta = other.DecaysPerTick[b];
                double expected = past.Where(one => one.Source == j)
                    .Sum(one => Math.Exp(-beta * (clock - one.TimeTicks)));
                Close.Assert(expected, mass[b], 1e-9, 1e-12);
            }
        }
    }

    [Fact]
    public void No_actor_influences_itself()
    {
        var ties = new LatentTies();
        ties.Start(Grid, 2, 0, isAdopted: true);
        ties.Commit<VectorLanes>(Grid, 0, 1000);
        Assert.Equal(0, ties.Scan.Find<VectorLanes>(ties, Grid, 0, 1010));
        Assert.True(ties.Scan.Find<VectorLanes>(ties, Grid, 1, 1010) > 0);
    }

    [Fact]
    public void At_most_sixty_four_candidates_are_looked_at_and_they_are_those_active_last()
    {
        var ties = new LatentTies();
        ties.Start(Grid, 200, 0, isAdopted: true);
        for (int j = 0; j < 199; j++)
        {
            ties.Commit<VectorLanes>(Grid, j, 1000 + j);
        }
        double found = ties.Scan.Find<VectorLanes>(ties, Grid, 199, 1300);
        double expected = 0;
        for (int j = 199 - TieScan.CandidatesMax; j < 199; j++)
        {
            Doubles8 mass = LatentTies.MassAt<VectorLanes>(Grid, ties.Sources[j], 1300);
            expected += ties.Weight(TieTable.None, ties.Sources[j]) * VectorLanes.Dot(ties.Kernel.Weights, mass);
        }
        Close.Assert(expected, found, 1e-12);
    }

    /// <summary>A random stream without targets through the module, by the steps of the local step.</summary>
    private sealed class Run
    {
        private int committed;
        private long clock;

        public Run(int seed)
        {
            var shape = new StreamShape(Events) { Actors = Actors, NewActors = 0, NewTypes = 0, TargetlessShare = 1 };
            Stream = RandomStreams.Next(new Random(seed), shape, originTicks: 0);
            Ties.Start(Grid, Actors, 0, isAdopted: true);
        }

        public EventBatch Stream { get; }

        public LatentTies Ties { get; } = new();

        /// <summary>Brings clock and history to an event; returns the compensator since the one before.</summary>
        public double Advance(int e)
        {
            long now = Stream.TimeTicks[e];
            if (now == clock)
            {
                return 0;
            }
            Commit(e);
            double compensator = Ties.Advance<VectorLanes>(
                VectorLanes.Survival(Grid.DecaysPerTick, now - clock));
            clock = now;
            return compensator;
        }

        public void Commit(int end)
        {
            for (; committed < end; committed++)
            {
                Ties.Commit<VectorLanes>(Grid, Stream.Sources[committed], Stream.TimeTicks[committed]);
            }
        }

        public void Learn(int e)
        {
            if (e == LearnedEvents)
            {
                Ties.Freeze(Grid, clock);
            }
            if (e >= LearnedEvents)
            {
                return;
            }
            int actor = Stream.Sources[e];
            double rate = Ties.Scan.Find<VectorLanes>(Ties, Grid, actor, Stream.TimeTicks[e]);
            Ties.Learn<VectorLanes>(Grid, new TieEvent(actor, rate, 1, (rate / 2) + 1e-7, 0.1, 0.1));
        }

        /// <summary>Σ_j W[j, i] Σ over j's events before <paramref name="e"/>'s time of Σ_b η_b β_b e^(-β_b
        /// d).</summary>
        public double Textbook(int e, int target, double time, bool heedsHorizon)
        {
            double sum = 0;
            for (int j = 0; j < Actors; j++)
            {
                double[] past = [.. Enumerable.Range(0, e)
                    .Where(k => Stream.Sources[k] == j && Stream.TimeTicks[k] < Stream.TimeTicks[e])
                    .Select(k => (double)Stream.TimeTicks[k])];
                bool isOld = past.Length == 0 || time - past[^1] > Ties.Kernel.HorizonTicks;
                if (j != target && !(isOld && heedsHorizon))
                {
                    double weight = Ties.Weight(Ties.Pairs.Find(j, target), Ties.Sources[j]);
                    sum += weight * past.Sum(t => Kernel(time - t));
                }
            }
            return sum;
        }

        private double Kernel(double delay)
        {
            double sum = 0;
            for (int b = 0; b < Doubles8.Count; b++)
            {
                double beta = Grid.DecaysPerTick[b];
                sum += Ties.Kernel.Shares[b] * beta * Math.Exp(-beta * delay);
            }
            return sum;
        }
    }
}
