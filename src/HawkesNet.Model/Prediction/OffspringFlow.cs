using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Expected counts with the offspring of events still to come: the linear equations of the exponential
/// kernels, closed over the flows between two actors (equation 16).</summary>
/// <remarks>Flows: source → target, target → source, all of the source, all to the source, all of the target, all to
/// the target. Feedback through third actors is left out. Where the target is summed over only the source's flows are
/// followed.</remarks>
internal sealed class OffspringFlow
{
    private const int StepCount = 96;
    private const int FlowCount = FutureFlows.Count;
    private const int Forth = 0, Back = 1, OfSource = 2, ToSource = 3, OfTarget = 4, ToTarget = 5;

    private readonly ModelState state;
    private readonly Hazard?[] hazards = new Hazard?[FlowCount];
    private readonly double[,,] gain = new double[FlowCount, FlowCount, Mechanisms.Count];
    private readonly Doubles8[] mass = new Doubles8[FlowCount];
    private readonly double[] rate = new double[FlowCount];

    public OffspringFlow(ModelView view, int source, int? target, int? type, in Channel channel, long fromTicks)
    {
        state = view.State;
        double share = type is int u ? state.Types.Share(u) : 1;
        hazards[OfSource] = new Hazard(state, Channel.At(view, source, null, null, fromTicks));
        Connect(OfSource, ToSource, share: 1);
        if (target is not int r || r < 0)
        {
            hazards[Forth] = new Hazard(state, channel);
            double choice = target is null ? 1 : channel.BurstChoice;
            gain[Forth, OfSource, (int)Mechanism.Burst] = choice * share;
            gain[Forth, OfSource, (int)Mechanism.Repeat] = target is null ? share : 0;
            gain[Forth, ToSource, (int)Mechanism.Relay] = choice * share;
            gain[Forth, ToSource, (int)Mechanism.Reply] = target is null ? share : 0;
            return;
        }
        Channel back = Channel.At(view, r, source, null, fromTicks);
        hazards[Forth] = new Hazard(state, channel);
        hazards[Back] = new Hazard(state, back);
        hazards[OfTarget] = new Hazard(state, Channel.At(view, r, null, null, fromTicks));
        Connect(OfTarget, ToTarget, share: 1);
        ConnectDyad(Forth, Back, OfSource, ToSource, ToTarget, channel, share);
        ConnectDyad(Back, Forth, OfTarget, ToTarget, ToSource, back, share: 1);
    }

    /// <summary>Expected events on the channel over a horizon caused by events inside it, and the part of them that the
    /// channel's own events did not cause.</summary>
    public (double All, double FromOthers) Run(double horizonTicks)
    {
        double all = 0, fromOthers = 0, before = 0;
        double last = 0, lastFromOthers = 0;
        for (int k = 1; k <= StepCount; k++)
        {
            double now = horizonTicks * k * k / (StepCount * (double)StepCount);
            double length = now - before;
            Advance(before + (length / 2), length);
            double next = Caused(Forth, exceptOwn: false), nextFromOthers = Caused(Forth, exceptOwn: true);
            all += (last + next) / 2 * length;
            fromOthers += (lastFromOthers + nextFromOthers) / 2 * length;
            (last, lastFromOthers, before) = (next, nextFromOthers, now);
        }
        return (all, fromOthers);
    }

    /// <summary>The same flows as point processes.</summary>
    public FutureFlows ToFutures()
    {
        var constants = new double[FlowCount];
        var direct = new double[FlowCount * Doubles8.Count];
        var gains = new double[FlowCount * FlowCount * Doubles8.Count];
        for (int flow = 0; flow < FlowCount; flow++)
        {
            constants[flow] = hazards[flow]?.Constant ?? 0;
            for (int b = 0; b < Doubles8.Count; b++)
            {
                direct[(flow * Doubles8.Count) + b] = hazards[flow]?.Weighted[b] ?? 0;
                for (int cause = 0; cause < FlowCount; cause++)
                {
                    for (int m = 0; m < Mechanisms.Count; m++)
                    {
                        gains[(((flow * FlowCount) + cause) * Doubles8.Count) + b] += gain[flow, cause, m]
                            * state.Parameters.IntensityWeights((Mechanism)m)[b];
                    }
                }
            }
        }
        return new FutureFlows { Grid = state.Grid, Constants = constants, Direct = direct, Gains = gains };
    }

    private void Connect(int of, int to, double share)
    {
        gain[of, of, (int)Mechanism.Burst] = share;
        gain[of, of, (int)Mechanism.Repeat] = share;
        gain[of, to, (int)Mechanism.Relay] = share;
        gain[of, to, (int)Mechanism.Reply] = share;
        gain[to, to, (int)Mechanism.Repeat] = share;
        gain[to, to, (int)Mechanism.Join] = share;
        gain[to, of, (int)Mechanism.Reply] = share;
    }

    private void ConnectDyad(
        int forth, int back, int ofSource, int toSource, int toTarget, in Channel channel, double share)
    {
        gain[forth, forth, (int)Mechanism.Repeat] = share;
        gain[forth, back, (int)Mechanism.Reply] = share;
        gain[forth, ofSource, (int)Mechanism.Burst] = share * channel.BurstChoice;
        gain[forth, toSource, (int)Mechanism.Relay] = share * channel.RelayChoice;
        gain[forth, toTarget, (int)Mechanism.Join] = share * channel.JoinChoice;
    }

    /// <summary>One step: rates at its middle, then the masses of the events expected in it.</summary>
    private void Advance(double middleTicks, double lengthTicks)
    {
        for (int flow = 0; flow < FlowCount; flow++)
        {
            double direct = hazards[flow] is Hazard hazard ? hazard.Rate(middleTicks) : 0;
            rate[flow] = direct + Caused(flow, exceptOwn: false);
        }
        Doubles8 survival = VectorLanes.Survival(state.Grid.DecaysPerTick, lengthTicks);
        for (int flow = 0; flow < FlowCount; flow++)
        {
            for (int b = 0; b < Doubles8.Count; b++)
            {
                mass[flow][b] = (mass[flow][b] * survival[b])
                    + (rate[flow] * (1 - survival[b]) / state.Grid.DecaysPerTick[b]);
            }
        }
    }

    private double Caused(int flow, bool exceptOwn)
    {
        double sum = 0;
        for (int cause = 0; cause < FlowCount; cause++)
        {
            for (int m = 0; m < Mechanisms.Count && !(exceptOwn && cause == flow); m++)
            {
                if (gain[flow, cause, m] != 0)
                {
                    sum += gain[flow, cause, m]
                        * VectorLanes.Dot(state.Parameters.IntensityWeights((Mechanism)m), mass[cause]);
                }
            }
        }
        return Math.Max(0, sum);
    }
}
