using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>One event's causes: the masses and choices its intensity is made of.</summary>
internal struct Causes<TLanes>
    where TLanes : struct, ILanes
{
    public double Total;
    public double Baseline;
    public double BaselineRate;
    public double TypeShare;

    /// <summary>Intensity of the latent ties where they are part of the model, over all targets and on the
    /// channel.</summary>
    public double InfluenceRate;
    public double Influence;

    /// <summary>Their intensity in a trial too, over all channels of the source; the channel's share of it; and the
    /// intensity of all other causes.</summary>
    public double TieRate;
    public double TieChoice;
    public double Others;
    public double BaselineChoice;
    public double RepeatRate;
    public double ReplyRate;
    public double BurstRate;
    public double BurstChoice;
    public double RelayRate;
    public double RelayChoice;
    public double JoinRate;
    public double JoinChoice;
    public double BaselineTotal;
    public double BurstTotal;
    public double RelayTotal;
    public double JoinTotal;
    public int SourceCluster;
    public int TargetCluster;
    public bool HasTarget;
    public bool HasOwn;
    public bool HasReverse;
    public Doubles8 RepeatMass;
    public Doubles8 ReplyMass;
    public Doubles8 BurstMass;
    public Doubles8 RelayMass;
    public Doubles8 JoinMass;
    public ChoiceFeatures Targets;
    public ChoiceFeatures Sources;

    /// <summary>A mechanism with its cell in this event.</summary>
    public readonly (Mechanism Mechanism, int Cell) Cell(ModelState state, Mechanism mechanism) =>
        (mechanism, state.Cells.Cell(mechanism, SourceCluster, TargetCluster));

    /// <summary>The part of the intensity in which the target was chosen as a stranger: by popularity or at
    /// random.</summary>
    public readonly double StrangerIntensity(Parameters parameters) =>
        (((parameters.BaselineFactor * BaselineRate) + InfluenceRate)
            * Strangers(parameters, ChoiceKind.Baseline, BaselineTotal))
        + (BurstRate * Strangers(parameters, ChoiceKind.Burst, BurstTotal))
        + (RelayRate * Strangers(parameters, ChoiceKind.Relay, RelayTotal));

    /// <summary>By how much the intensity would change if strangers were chosen with other probabilities.</summary>
    /// <param name="parameters">The weights of the ways.</param>
    /// <param name="strangers">Probabilities of the ways to choose a stranger, in their lanes.</param>
    public readonly double ChangedBy(Parameters parameters, in Doubles8 strangers)
    {
        var change = new ChoiceFeatures { Gate = Targets.Gate };
        for (int way = (int)TargetWay.Popular; way <= (int)TargetWay.Anyone; way++)
        {
            change.Probability[way] = strangers[way] - Targets.Probability[way];
        }
        return (((parameters.BaselineFactor * BaselineRate) + InfluenceRate)
                * change.Mix<TLanes>(parameters.ChoiceWeights(ChoiceKind.Baseline), out _))
            + (BurstRate * change.Mix<TLanes>(parameters.ChoiceWeights(ChoiceKind.Burst), out _))
            + (RelayRate * change.Mix<TLanes>(parameters.ChoiceWeights(ChoiceKind.Relay), out _));
    }

    /// <summary>Writes the intensity of the baseline with its drift, of each mechanism and of the latent ties.
    /// [2 + mechanisms]</summary>
    public readonly void WriteIntensities(double drift, Span<double> into)
    {
        into[0] = drift * Baseline;
        into[1 + (int)Mechanism.Repeat] = RepeatRate;
        into[1 + (int)Mechanism.Reply] = ReplyRate;
        into[1 + (int)Mechanism.Burst] = BurstRate * BurstChoice;
        into[1 + (int)Mechanism.Relay] = RelayRate * RelayChoice;
        into[1 + (int)Mechanism.Join] = JoinRate * JoinChoice;
        into[1 + Mechanisms.Count] = Influence;
    }

    /// <summary>Writes g = ∂ log λ / ∂θ (equation 11).</summary>
    public readonly void WriteRow(ModelState state, Span<float> row)
    {
        double scale = 1 / Total;
        row[ParameterLayout.Baseline] = (float)(BaselineRate * BaselineChoice * scale);
        double baseline = (state.Parameters.BaselineFactor * BaselineRate) + InfluenceRate;
        WriteChoice(Targets, ChoiceKind.Baseline, BaselineChoice, baseline * scale, BaselineTotal, row);
        WriteChoice(Targets, ChoiceKind.Burst, BurstChoice, BurstRate * scale, BurstTotal, row);
        WriteChoice(Targets, ChoiceKind.Relay, RelayChoice, RelayRate * scale, RelayTotal, row);
        WriteComponents(state, Mechanism.Burst, BurstMass, BurstChoice * scale, row);
        WriteComponents(state, Mechanism.Relay, RelayMass, RelayChoice * scale, row);
        if (!HasTarget)
        {
            return;
        }
        WriteChoice(Sources, ChoiceKind.Join, JoinChoice, JoinRate * scale, JoinTotal, row);
        WriteComponents(state, Mechanism.Join, JoinMass, JoinChoice * scale, row);
        if (HasOwn)
        {
            WriteComponents(state, Mechanism.Repeat, RepeatMass, scale, row);
        }
        if (HasReverse)
        {
            WriteComponents(state, Mechanism.Reply, ReplyMass, scale, row);
        }
    }

    private readonly double Strangers(Parameters parameters, ChoiceKind choice, double total)
    {
        ref readonly Doubles8 weights = ref parameters.ChoiceWeights(choice);
        double sum = 0;
        for (int way = (int)TargetWay.Popular; way <= (int)TargetWay.Anyone; way++)
        {
            sum += weights[way] * Targets.Gate[way] * Targets.Probability[way];
        }
        return total > 0 ? sum / total : 0;
    }

    private static void WriteComponents(
        ModelState state, Mechanism mechanism, in Doubles8 mass, double scale, Span<float> row) =>
        TLanes.Components(
            mass, state.Grid.DecaysPerTick,
            ParameterLayout.HasHumps(mechanism) ? state.Grid.HumpsPerTick : default, scale,
            row.Slice(ParameterLayout.Of(mechanism), DecayGrid.ComponentCount));

    private static void WriteChoice(
        in ChoiceFeatures features, ChoiceKind choice, double mean, double scale, double total, Span<float> row)
    {
        if (total > 0)
        {
            TLanes.ChoiceDerivative(
                features.Gate, features.Probability, mean, scale / total,
                row.Slice(ParameterLayout.Of(choice), ParameterLayout.WayCount));
        }
    }
}
