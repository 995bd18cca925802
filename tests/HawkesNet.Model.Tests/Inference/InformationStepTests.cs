using HawkesNet.Model.Inference;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Inference;

/// <summary>Steps of the baseline's factor, everything else being without information.</summary>
public class InformationStepTests
{
    private const int Baseline = ParameterLayout.Baseline;

    /// <summary>Of the prior, a fifth of an event at the first factor.</summary>
    private const double PriorEvents = 0.2;

    /// <summary>The baseline never vanishes.</summary>
    private const double FactorMin = 1e-3;

    [Theory]
    [InlineData(1, 50, 49, 50)]
    [InlineData(1, 50, 10, 60)]
    [InlineData(1.7, 200, 100, 300)]
    [InlineData(0.02, 5, 0, 1000)]
    [InlineData(3, 30, 0, 1e6)]
    public void Fewer_events_than_expected_move_it_as_they_move_a_Gamma_posterior(
        double factor, double known, double seen, double expected)
    {
        double events = known + PriorEvents;
        double posterior = factor * events / (events + expected - seen);
        Close.Assert(Math.Max(posterior, FactorMin), Step(factor, known, seen, expected), 1e-12);
    }

    [Theory]
    [InlineData(1, 50, 60, 50)]
    [InlineData(1.7, 200, 300, 100)]
    public void More_events_than_expected_move_it_by_the_information(
        double factor, double known, double seen, double expected) =>
        Close.Assert(factor * (1 + ((seen - expected) / (known + PriorEvents))),
            Step(factor, known, seen, expected), 1e-12);

    /// <summary>The factor after a step.</summary>
    /// <param name="factor">The one before.</param>
    /// <param name="known">Events that the information speaks of.</param>
    /// <param name="seen">Events put down to the baseline since the last step.</param>
    /// <param name="expected">Those that the factor made one expect.</param>
    private static double Step(double factor, double known, double seen, double expected)
    {
        var state = new ModelState(new ModelSpec());
        state.Parameters.Theta[Baseline] = factor;
        var evidence = new Evidence();
        evidence.Information[(Baseline * ParameterLayout.Stride) + Baseline] = known / (factor * factor);
        evidence.Gradient[Baseline] = seen / factor;
        evidence.Exposure[Baseline] = expected / factor;
        new InformationStep().Run(state, evidence, share: 0.1);
        return state.Parameters.Theta[Baseline];
    }
}
