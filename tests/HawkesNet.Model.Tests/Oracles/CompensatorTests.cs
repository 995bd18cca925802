using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.State;
using Xunit;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>The compensator never sums over channels; here every channel is summed and integrated.</summary>
public class CompensatorTests
{
    private static readonly StreamShape[] Shapes =
    [
        new StreamShape(25) { Actors = 3, NewActors = 1 },
        new StreamShape(20) { Actors = 2, NewActors = 2, Types = 2, NewTypes = 1 },
        new StreamShape(25) { Actors = 2, NewActors = 2, TargetlessShare = 0 },
        new StreamShape(25) { Actors = 1, NewActors = 2, TargetlessShare = 1, Types = 2 },
        new StreamShape(20) { Actors = 2, NewActors = 0, NewTypes = 2, TieShare = 0.5 },
        new StreamShape(20) { Actors = 4, NewActors = 1, Clusters = 3 },
        new StreamShape(20) { Actors = 4, NewActors = 1, Clusters = 2, Types = 2, TargetlessShare = 0 },
        new StreamShape(25) { Actors = 4, NewActors = 1, Clusters = 3, Types = 2, TargetlessShare = 1 },
        new StreamShape(20) { Actors = 3, NewActors = 2, Clusters = 3, Types = 1, NewTypes = 2, TieShare = 0.5 },
        new StreamShape(20) { Actors = 2, NewActors = 2, Types = 2, NewTypes = 1, MarkExponent = 0.6 },
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void Compensator_equals_quadrature_of_intensity(int shape)
    {
        for (int seed = 1; seed <= 2; seed++)
        {
            var scenario = new Scenario(seed, Shapes[shape]);
            EventScores scores = scenario.Run(new VectorLocalStep()).Scores;
            for (int i = 1; i < scenario.Events.Count; i++)
            {
                TextbookModel before = scenario.TextbookAfter(i);
                double integral = Quadrature.Integrate(
                    before.Total, scenario.Events[i - 1].Time, scenario.Events[i].Time,
                    finest: 2 / scenario.Parameters.DecaysPerTick[0]);
                Close.Assert(integral, scores.Compensator[i], 1e-9, 1e-6, $"seed {seed}, event {i}:");
            }
        }
    }

    [Fact]
    public void Compensator_equals_quadrature_after_learning_types_and_mixed_events()
    {
        var shape = new StreamShape(1200) { Actors = 6, NewActors = 6, Types = 2, NewTypes = 2, TargetlessShare = 0.3 };
        EventBatch stream = RandomStreams.Next(new Random(5), shape, originTicks: 0);
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(6, 2, targeted: true, targetless: true);
        learner.Step(EventSlices.Of(stream, 0, 1100));
        learner.Freeze();
        CompareWithChannels(learner, EventSlices.Of(stream, 1100, 1200), perEventTolerance: 1e-9);
    }

    [DataFact("reality_mining.csv")]
    public void Compensator_equals_quadrature_of_intensity_on_reality_mining()
    {
        RecordedStream stream = RecordedStream.Read("reality_mining.csv", ticksPerUnit: 1e9);
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(stream.ActorCount, 1, targeted: true, targetless: false);
        learner.Step(stream.Train);
        learner.Freeze();
        CompareWithChannels(learner, stream.Test, perEventTolerance: 1e-6);
    }

    /// <summary>Event by event: all channels are summed and the sum is integrated over the wait.</summary>
    private static void CompareWithChannels(OnlineLearner learner, EventBatch events, double perEventTolerance)
    {
        double expected = 0, actual = 0;
        for (int i = 0; i < events.Count; i++)
        {
            // Where the stream has a rhythm, waits are those of operational time (equation 39).
            long from = learner.State.ClockTicks, to = learner.State.Rhythm.ToOperational(events.TimeTicks[i]);
            double integral = to == from ? 0 : IntegralOverChannels(ViewWithoutEvidence(learner), from, to);
            double compensator = learner.Step(EventSlices.Of(events, i, i + 1)).Compensator;
            Close.Assert(integral, compensator, perEventTolerance, 1e-6, $"event {i}:");
            expected += integral;
            actual += compensator;
        }
        Close.Assert(expected, actual, 1e-9, what: "the whole span:");
    }

    private static ModelView ViewWithoutEvidence(OnlineLearner learner) => Scenario.ViewOf(learner.State);

    private static double IntegralOverChannels(ModelView view, long from, long to)
    {
        Summed start = SumChannels(view, from);
        Parameters parameters = view.State.Parameters;
        double Intensity(double elapsed)
        {
            double steady = parameters.BaselineFactor * view.State.BaselineRateSum * elapsed;
            double sum = start.Baseline * view.State.Drift.FactorAfter(steady) / view.State.Drift.Factor;
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                for (int b = 0; b < Doubles8.Count; b++)
                {
                    sum += parameters.IntensityWeights((Mechanism)m)[b] * start.Mass[m][b]
                        * Math.Exp(-view.State.Grid.DecaysPerTick[b] * elapsed);
                }
            }
            for (int b = 0; b < Doubles8.Count; b++)
            {
                sum += view.State.Ties.Kernel.Weights[b] * start.Influence[b]
                    * Math.Exp(-view.State.Grid.DecaysPerTick[b] * elapsed);
            }
            return sum;
        }
        return Quadrature.Integrate(Intensity, 0, to - from, finest: 2 / view.State.Grid.DecaysPerTick[0]);
    }

    /// <summary>Sum over channels at the start of a wait; until the next event the masses decay, and the baseline
    /// drifts.</summary>
    private static Summed SumChannels(ModelView view, long atTicks)
    {
        var sum = new Summed(new Doubles8[Mechanisms.Count]);
        int first = view.State.HasTargetless ? EventBatch.NoTarget : 0;
        for (int s = 0; s < view.ActorCount; s++)
        {
            for (int r = first; r < view.ActorCount; r++)
            {
                for (int u = 0; u < view.TypeCount && r != s; u++)
                {
                    sum.Add(Channel.At(view, s, r, u, atTicks), view.State.Parameters.BaselineFactor);
                }
            }
        }
        return sum;
    }

    private sealed record Summed(Doubles8[] Mass)
    {
        public double Baseline { get; private set; }

        public double[] Influence { get; } = new double[Doubles8.Count];

        public void Add(in Channel channel, double baselineFactor)
        {
            Baseline += baselineFactor * channel.BaselineRate;
            for (int b = 0; b < Doubles8.Count; b++)
            {
                Influence[b] += channel.Influence[b];
            }
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                for (int b = 0; b < Doubles8.Count; b++)
                {
                    Mass[m][b] += channel.Mass[m][b];
                }
            }
        }
    }
}
