using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Posterior;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.Simulation;
using Xunit;

namespace HawkesNet.Model.Tests.Statistical;

/// <summary>Simulate from the model, learn in one pass, recover. Seeds are fixed, so the outcome is.</summary>
public sealed class RecoveryTests
{
    private const int SeedCount = 20;
    private const int EventCount = 20_000;

    private static readonly Dictionary<SimulatedMechanism, (double Offspring, double Decay)> Truth = new()
    {
        [SimulatedMechanism.Repeat] = (0.2, 1),
        [SimulatedMechanism.Reply] = (0.15, 0.5),
        [SimulatedMechanism.Burst] = (0.15, 2),
        [SimulatedMechanism.Relay] = (0.1, 1),
        [SimulatedMechanism.Join] = (0.1, 1),
    };

    private static readonly SimulationSpec Spec = new()
    {
        Actors = 40,
        BaselinePerUnit = [[0.02]],
        Mechanisms = [.. Truth.Select(m => new MechanismSpec
        {
            Mechanism = m.Key,
            Offspring = [[m.Value.Offspring]],
            Kernel = new KernelSpec { Components = [new KernelComponent(m.Value.Decay, 1)] },
        })],
    };

    private static readonly Lazy<List<ModelView>> Learned =
        new(() => [.. Enumerable.Range(1, SeedCount).Select(Learn)]);

    [Theory]
    [InlineData(SimulatedMechanism.Repeat)]
    [InlineData(SimulatedMechanism.Reply)]
    [InlineData(SimulatedMechanism.Burst)]
    [InlineData(SimulatedMechanism.Relay)]
    [InlineData(SimulatedMechanism.Join)]
    public void Offspring_of_every_mechanism_is_recovered(SimulatedMechanism mechanism)
    {
        double mean = Learned.Value.Average(view => Offspring(view, mechanism).Mean);
        // Standard deviation of one estimate is about 0.012, of the mean of twenty 0.003; what sparse priors and the
        // bound at zero leave is below 0.01.
        Assert.InRange(mean, Truth[mechanism].Offspring - 0.02, Truth[mechanism].Offspring + 0.02);
    }

    [Fact]
    public void Intervals_of_offspring_hold_the_truth_in_85_to_95_of_100()
    {
        int hits = Learned.Value.Sum(view => Truth.Count(m =>
        {
            Estimate estimate = Offspring(view, m.Key);
            return estimate.Low <= m.Value.Offspring && m.Value.Offspring <= estimate.High;
        }));
        Assert.InRange(hits / (double)(SeedCount * Truth.Count), 0.85, 0.95);
    }

    [Fact]
    public void Intervals_of_the_baseline_hold_the_truth_in_16_to_20_of_20()
    {
        double truth = Spec.Actors * Spec.BaselinePerUnit[0][0] / Spec.TicksPerUnit;
        int hits = Learned.Value.Count(view =>
        {
            Estimate baseline = view.Summarize().Baselines[0].PerTick;
            return baseline.Low <= truth && truth <= baseline.High;
        });
        // Of twenty intervals of nominally 90 %, fewer than 16 cover in 4 of 100 trials.
        Assert.InRange(hits, 16, SeedCount);
    }

    [Fact]
    public void Residuals_pass_Kolmogorov_Smirnov_at_1_percent_in_19_of_20_runs()
    {
        int passed = Learned.Value.Count(view =>
        {
            ModelDiagnostics fit = view.Diagnose();
            return fit.KsDistance <= fit.KsAlarm;
        });
        Assert.InRange(passed, 19, SeedCount);
    }

    [Fact]
    public void A_wrong_model_is_told_by_its_residuals()
    {
        (EventBatch events, _) = Simulator.Run(Spec, seed: 1, EventCount);
        var rhythm = new EventBatch(EventCount);
        for (int i = 0; i < events.Count; i++)
        {
            rhythm.Add(i * 1_000_000L, events.Sources[i], events.Targets[i], 0);
        }
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(Spec.Actors, 1, targeted: true, targetless: false);
        learner.Step(rhythm);
        ModelDiagnostics fit = learner.Publish().Diagnose();
        Assert.True(fit.KsDistance > 5 * fit.KsAlarm, $"a metronome passes: {fit.KsDistance}");
    }

    private static ModelView Learn(int seed)
    {
        (EventBatch events, _) = Simulator.Run(Spec, (ulong)seed, EventCount);
        var learner = new OnlineLearner(new ModelSpec());
        learner.DeclareUniverse(Spec.Actors, 1, targeted: true, targetless: false);
        learner.Step(events);
        return learner.Publish();
    }

    private static Estimate Offspring(ModelView view, SimulatedMechanism mechanism)
    {
        ExcitationSummary summary = view.Summarize().Excitations
            .Single(e => e.Mechanism == mechanism.ToString().ToLowerInvariant());
        return summary.Offspring;
    }
}
