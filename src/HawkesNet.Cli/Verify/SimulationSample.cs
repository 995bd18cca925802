using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Simulation;

namespace HawkesNet.Cli.Verify;

/// <summary>A stream of protocol E: a simulation with clusters, ties, types, targets and all mechanisms.</summary>
internal sealed class SimulationSample : Sample
{
    private readonly SimulationTruth truth;
    private readonly AppearanceOrder actors;
    private readonly AppearanceOrder types;

    public SimulationSample(SimulationSpec spec, int eventCount, ulong seed)
    {
        (EventBatch drawn, truth) = Simulator.Run(spec, seed, eventCount);
        actors = new AppearanceOrder(spec.Actors);
        types = new AppearanceOrder(spec.TypeCount);
        for (int i = 0; i < drawn.Count; i++)
        {
            int source = actors.IndexOf(drawn.Sources[i]);
            int target = actors.IndexOf(drawn.Targets[i]);
            Events.Add(drawn.TimeTicks[i], source, target, types.IndexOf(drawn.Types[i]));
        }
    }

    /// <inheritdoc/>
    public override double EndSeconds => truth.EndUnits;

    /// <inheritdoc/>
    public override double[] LogLikelihoods(IReadOnlyList<int> ends)
    {
        var filter = new SimulationFilter(truth);
        return Cumulate(
            ends,
            i => filter.Add(SecondsOf(i), actors.Numbers[Events.Sources[i]], actors.Numbers[Events.Targets[i]],
                types.Numbers[Events.Types[i]]),
            () => filter.LogLikelihood);
    }

    /// <inheritdoc/>
    public override SeedResult Measure(SeedResult result, ModelView final, IReadOnlyList<ModelView> looks)
    {
        int[] clusters = [.. actors.Numbers.Select(number => truth.Clusters[number])];
        int[] learned = ClusterFigures.Labels(final, clusters.Length);
        WeightComparison excitation = Compare(
            final, LabelMatch.Of(clusters, learned, truth.Spec.ClusterCount));
        var ties = new List<ChannelOffspring>[truth.Spec.Actors];
        for (int actor = 0; actor < ties.Length; actor++)
        {
            ties[actor] = [.. truth.Ties.Where(tie => tie.Source == actor)
                .Select(tie => new ChannelOffspring(tie.Target, tie.Offspring))];
        }
        SeedResult tied = TieFigures.Add(result, ties, actors, final);
        return ClusterFigures.Add(tied, clusters, learned) with
        {
            TieCoverage = (double)tied.Covered / tied.Intervals,
            Covered = excitation.Covered,
            Intervals = excitation.Intervals,
            ExcitationError = excitation.Error,
        };
    }

    private WeightComparison Compare(ModelView final, int[] match)
    {
        var weights = new WeightComparison();
        foreach (MechanismSpec mechanism in truth.Spec.Mechanisms)
        {
            if (Compared(mechanism.Mechanism) is { } compared)
            {
                for (int cell = 0; cell < match.Length * match.Length; cell++)
                {
                    Compare(weights, mechanism, final, compared, match, (cell / match.Length, cell % match.Length));
                }
            }
        }
        return weights;
    }

    private static Mechanism? Compared(SimulatedMechanism mechanism) => mechanism switch
    {
        SimulatedMechanism.Repeat => Mechanism.Repeat,
        SimulatedMechanism.Reply => Mechanism.Reply,
        SimulatedMechanism.Burst => Mechanism.Burst,
        SimulatedMechanism.Relay => Mechanism.Relay,
        SimulatedMechanism.Join => Mechanism.Join,
        _ => null,
    };

    private void Compare(
        WeightComparison weights, MechanismSpec spec, ModelView final, Mechanism mechanism, int[] match,
        (int Source, int Target) cell)
    {
        if (mechanism is not (Mechanism.Repeat or Mechanism.Reply) && cell.Source != cell.Target)
        {
            return;
        }
        double expected = Offspring(spec, mechanism, cell.Source, cell.Target);
        for (int v = 0; v < types.Numbers.Count; v++)
        {
            for (int u = 0; u < types.Numbers.Count; u++)
            {
                (int from, int to) = (types.Numbers[v], types.Numbers[u]);
                double weight = expected * (spec.TypeShares?[from][to] ?? (from == to ? 1 : 0));
                (int source, int target) = (match[cell.Source], match[cell.Target]);
                weights.Add(weight, final.OffspringMean(mechanism, source, target, v, u));
                weights.Check(weight, final.Offspring(mechanism, source, target, v, u));
            }
        }
    }

    // Relay and join have no cell by the trigger's cluster in a view, and the truth of this protocol none either.
    private static double Offspring(MechanismSpec spec, Mechanism mechanism, int source, int target) =>
        mechanism switch
        {
            Mechanism.Relay => spec.Offspring[0][source],
            Mechanism.Join => spec.Offspring[0].Sum(),
            _ => spec.Offspring[source][target],
        };
}
