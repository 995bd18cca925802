using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>Evidence against finite differences of the scores it is the derivative of.</summary>
public class EvidenceTests
{
    private static readonly StreamShape[] Shapes =
    [
        new StreamShape(40),
        new StreamShape(40) { Types = 2, NewTypes = 1, Actors = 3 },
        new StreamShape(40) { TargetlessShare = 0, SelfShare = 0, Actors = 3 },
        new StreamShape(40) { TargetlessShare = 1, Actors = 2 },
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Evidence_rows_are_the_derivatives_of_log_intensity(int shape)
    {
        ForEveryEvent(shape, (scenario, state, index) =>
        {
            double[] row = EvidenceOf(scenario, state, index).Gradient;
            for (int p = 0; p < ParameterLayout.Count; p++)
            {
                if (ParameterLayout.IsUsed(p))
                {
                    double slope = Slope(state, p, perturbed => LogSteadyIntensity(scenario, perturbed, index));
                    Close.Assert(slope, row[p], 2e-6, 1e-2, $"event {index}, parameter {p}:");
                }
            }
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Exposures_are_the_derivatives_of_the_compensator(int shape)
    {
        ForEveryEvent(shape, (scenario, state, index) =>
        {
            double[] exposure = EvidenceOf(scenario, state, index).Exposure;
            double whole = 0;
            for (int p = 0; p < ParameterLayout.Count; p++)
            {
                double slope = Slope(state, p, perturbed => SteadyCompensator(scenario, perturbed, index));
                Close.Assert(slope, exposure[p], 1e-7, 1e-2, $"event {index}, parameter {p}:");
                whole += state.Parameters.Theta[p] * exposure[p];
            }
            Close.Assert(SteadyCompensator(scenario, state.Clone(), index), whole, 1e-11, 1e-6);
        });
    }

    [Fact]
    public void Information_is_the_sum_of_squares_of_the_rows()
    {
        var scenario = new Scenario(5, Shapes[0]);
        ModelState state = scenario.NewState();
        var together = new Evidence();
        var expected = new double[ParameterLayout.Stride * ParameterLayout.Stride];
        for (int i = 0; i < scenario.Batch.Count; i++)
        {
            double[] row = EvidenceOf(scenario, state, i).Gradient;
            for (int p = 0; p < row.Length; p++)
            {
                for (int q = 0; q <= p; q++)
                {
                    expected[(p * ParameterLayout.Stride) + q] += row[p] * row[q];
                }
            }
            new VectorLocalStep().Run(state, together, scenario.Batch, i, 1, new EventScores(1));
        }
        together.Sum<VectorLanes>(evenIfPartial: true);
        for (int p = 0; p < ParameterLayout.Stride; p++)
        {
            for (int q = 0; q <= p; q++)
            {
                int entry = (p * ParameterLayout.Stride) + q;
                double scale = Math.Sqrt(expected[p * (ParameterLayout.Stride + 1)]
                    * expected[q * (ParameterLayout.Stride + 1)]);
                Close.Assert(expected[entry], together.Information[entry], 1e-5, Math.Max(scale, 1e-30));
            }
        }
    }

    private static void ForEveryEvent(int shape, Action<Scenario, ModelState, int> test)
    {
        var scenario = new Scenario(20 + shape, Shapes[shape]);
        ModelState state = scenario.NewState();
        for (int i = 0; i < scenario.Batch.Count; i++)
        {
            test(scenario, state, i);
            new VectorLocalStep().Run(state, null, scenario.Batch, i, 1, new EventScores(1));
        }
    }

    /// <summary>The evidence of one event; the state given stays as it is.</summary>
    private static Evidence EvidenceOf(Scenario scenario, ModelState state, int index)
    {
        var evidence = new Evidence();
        new VectorLocalStep().Run(state.Clone(), evidence, scenario.Batch, index, 1, new EventScores(1));
        evidence.Sum<VectorLanes>(evenIfPartial: true);
        evidence.AddDecayedExposures(state.Grid);
        return evidence;
    }

    /// <summary>Without the baseline's drift, of which learning takes no notice.</summary>
    private static double LogSteadyIntensity(Scenario scenario, ModelState state, int index)
    {
        EventScores scores = Score(scenario, state, index);
        return Math.Log(Math.Exp(scores.LogIntensity[0]) - scores.Causes(0)[0] + scores.BaselineIntensity[0]);
    }

    private static double SteadyCompensator(Scenario scenario, ModelState state, int index) =>
        Score(scenario, state, index).SteadyCompensator[0];

    private static EventScores Score(Scenario scenario, ModelState state, int index)
    {
        var scores = new EventScores(1);
        new VectorLocalStep().Run(state, null, scenario.Batch, index, 1, scores);
        return scores;
    }

    /// <summary>Central difference of a score by one parameter.</summary>
    private static double Slope(ModelState state, int parameter, Func<ModelState, double> score)
    {
        const double Step = 1e-5;
        double At(double change)
        {
            ModelState perturbed = state.Clone();
            perturbed.Parameters.Theta[parameter] += change;
            perturbed.Parameters.Fold(perturbed.Grid);
            return score(perturbed);
        }
        return (At(Step) - At(-Step)) / (2 * Step);
    }
}
