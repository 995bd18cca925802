using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>Writes an event into the window: its causes with everything that depends on clusters taken out.</summary>
internal static class WindowRecorder
{
    public static void Add<TLanes>(
        ModelState state, EventWindow window, int source, int target, int type, double weight,
        (int Own, int Reverse) dyads, long timeTicks, in Causes<TLanes> causes)
        where TLanes : struct, ILanes
    {
        var choice = new PlainChoice<TLanes>(state, source, target, causes.Targets);
        ref readonly ActorRecord actor = ref state.Actor(source);
        (double known, double strange) = choice.Under(ChoiceKind.Burst, causes.BurstTotal);
        AddChain<TLanes>(state, window, actor.Out, Mechanism.Burst, type, known, strange);
        (known, strange) = choice.Under(ChoiceKind.Relay, causes.RelayTotal);
        AddChain<TLanes>(state, window, actor.In, Mechanism.Relay, type, known, strange);
        if (target >= 0)
        {
            AddChain<TLanes>(state, window, state.Actor(target).In, Mechanism.Join, type, causes.JoinChoice, 0);
            if (dyads.Own >= 0)
            {
                AddChain<TLanes>(state, window, state.Dyads[dyads.Own].Own, Mechanism.Repeat, type, 1, 0);
            }
            if (dyads.Reverse >= 0)
            {
                AddChain<TLanes>(state, window, state.Dyads[dyads.Reverse].Own, Mechanism.Reply, type, 1, 0);
            }
        }
        (known, strange) = choice.Under(ChoiceKind.Baseline, causes.BaselineTotal);
        window.Add(new WindowEvent
        {
            TimeTicks = timeTicks,
            Source = source,
            Target = target,
            Type = type,
            Weight = (float)weight,
            Known = (float)known,
            Strange = (float)strange,
        });
    }

    /// <summary>One term for all trigger types, bent by the types' pooled factors; for bursts one for each, where they
    /// are told apart.</summary>
    private static void AddChain<TLanes>(
        ModelState state, EventWindow window, in DecayedMass head, Mechanism mechanism, int type,
        double known, double strange)
        where TLanes : struct, ILanes
    {
        double offspring = state.Parameters.Offspring(mechanism);
        if (head.Type == DecayedMass.None || known + strange <= 0 || offspring <= 0)
        {
            return;
        }
        ref readonly Doubles8 weights = ref state.Parameters.IntensityWeights(mechanism);
        // Per offspring: the number of offspring moves while the window fills, the kernel's shape much less.
        (known, strange) = (known / offspring, strange / offspring);
        bool byType = mechanism == Mechanism.Burst && state.TypeCount <= CellLayout.BurstTypesMax;
        double sum = 0;
        ref readonly DecayedMass link = ref head;
        while (true)
        {
            double rate = Math.Max(0, TLanes.Dot(weights, link.Mass));
            if (byType && rate > 0)
            {
                window.AddTerm((int)mechanism, link.Type, rate * known, rate * strange);
            }
            sum += byType ? 0 : rate * state.Types.Factor(mechanism, link.Type, type);
            if (link.Next == DecayedMass.None)
            {
                break;
            }
            link = ref state.Overflow(link.Next);
        }
        if (sum > 0)
        {
            window.AddTerm((int)mechanism, 0, sum * known, sum * strange);
        }
    }

    /// <summary>The choice of a target without affinity, in two parts: by ways that name it, and as a
    /// stranger.</summary>
    private readonly struct PlainChoice<TLanes>
        where TLanes : struct, ILanes
    {
        private readonly ModelState state;
        private readonly ChoiceFeatures features;
        private readonly Doubles8 strangers;

        public PlainChoice(ModelState state, int source, int target, in ChoiceFeatures bent)
        {
            this.state = state;
            features = bent;
            for (int way = (int)TargetWay.Popular; way <= (int)TargetWay.Anyone; way++)
            {
                features.Probability[way] = 0;
            }
            if (target >= 0 && state.HasTargets && state.ActorCount > 1)
            {
                strangers = TargetChoice.PlainStrangers(state, source, target);
            }
        }

        public (double Known, double Strange) Under(ChoiceKind choice, double total)
        {
            if (total <= 0)
            {
                return (0, 0);
            }
            ref readonly Doubles8 weights = ref state.Parameters.ChoiceWeights(choice);
            return (TLanes.Dot(weights, features.Gate, features.Probability) / total,
                TLanes.Dot(weights, features.Gate, strangers) / total);
        }
    }
}
