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
        (double known, double strange) = choice.Under(ChoiceKind.Baseline, causes.BaselineTotal);
        (double burstKnown, double burstStrange) = choice.Under(ChoiceKind.Burst, causes.BurstTotal);
        (double relayKnown, double relayStrange) = choice.Under(ChoiceKind.Relay, causes.RelayTotal);
        var one = new WindowEvent
        {
            TimeTicks = timeTicks,
            Source = source,
            Target = target,
            Type = type,
            Weight = (float)weight,
            Known = (float)known,
            Strange = (float)strange,
            BurstKnown = (float)burstKnown,
            BurstStrange = (float)burstStrange,
            RelayKnown = (float)relayKnown,
            RelayStrange = (float)relayStrange,
            JoinKnown = target < 0 ? 0 : (float)causes.JoinChoice,
            Other = causes.Influence,
        };
        AddTerms<TLanes>(state, window, one, dyads);
        window.Add(one);
    }

    private static void AddTerms<TLanes>(
        ModelState state, EventWindow window, in WindowEvent one, (int Own, int Reverse) dyads)
        where TLanes : struct, ILanes
    {
        var terms = new TermWriter<TLanes>(state, window, state.OverflowAll);
        ref readonly ActorRecord actor = ref state.Actor(one.Source);
        terms.Add(actor.Out, Mechanism.Burst, one.Type, one.BurstKnown, one.BurstStrange);
        terms.Add(actor.In, Mechanism.Relay, one.Type, one.RelayKnown, one.RelayStrange);
        if (one.Target >= 0)
        {
            terms.Add(state.Actor(one.Target).In, Mechanism.Join, one.Type, one.JoinKnown, 0);
            if (dyads.Own >= 0)
            {
                terms.Add(state.Dyads[dyads.Own].Own, Mechanism.Repeat, one.Type, 1, 0);
            }
            if (dyads.Reverse >= 0)
            {
                terms.Add(state.Dyads[dyads.Reverse].Own, Mechanism.Reply, one.Type, 1, 0);
            }
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
