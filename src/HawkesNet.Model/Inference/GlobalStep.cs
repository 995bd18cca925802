using HawkesNet.Model.Choice;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>The control plane: moves the shared parameters at fixed positions of the stream (docs/model.md,
/// section 6).</summary>
/// <remarks>The first events take credit steps, expected counts over exposures; then steps by the observed information,
/// so that one pass reaches the batch optimum.</remarks>
internal sealed class GlobalStep
{
    /// <summary>Events that take credit steps.</summary>
    public const int CreditEvents = 300;

    private const int IntervalMin = 16;
    private const int IntervalMax = 8192;
    private const int DiscountFirst = 64;
    private const double RefreshRatio = 1.4;

    private long lastStep;
    private long nextStep = IntervalMin;
    private long nextDiscount = DiscountFirst;
    private double nextRefresh = DiscountFirst;
    private long forgottenTicks = long.MinValue;
    private double baselineKept = 1;
    private readonly CreditStep credit = new();
    private readonly InformationStep information = new();

    /// <summary>Events until the next step, after <paramref name="learned"/> events.</summary>
    public int EventsUntil(long learned) => (int)Math.Min(nextStep - learned, int.MaxValue);

    /// <summary>Takes the step due after <paramref name="learned"/> events, if one is; says whether it did.</summary>
    public bool Run<TLanes>(ModelState state, Evidence evidence, long learned)
        where TLanes : struct, ILanes
    {
        if (learned < nextStep)
        {
            return false;
        }
        double share = (learned - lastStep) / (double)learned;
        lastStep = learned;
        nextStep = learned + Math.Clamp(learned / 64, IntervalMin, IntervalMax);
        evidence.Sum<TLanes>(evenIfPartial: true);
        evidence.AddDecayedExposures(state.Grid);
        AddExpectedByCell<TLanes>(state);
        if (learned <= CreditEvents)
        {
            credit.Run(state, evidence);
        }
        else
        {
            information.Run(state, evidence, share);
        }
        evidence.ClearStep();
        NormalizeChoices(state);
        state.Parameters.Fold(state.Grid);
        if (learned >= nextDiscount)
        {
            nextDiscount *= 2;
            evidence.Discount(0.5);
            state.Types.Discount(0.5);
        }
        Forget(state, evidence);
        if (learned >= nextRefresh)
        {
            nextRefresh *= RefreshRatio;
            Baseline.LearnSpread(state);
            Baseline.RefreshAll(state);
        }
        state.RefreshCells();
        return true;
    }

    /// <summary>Marks the parameters that intervals are formed over; returns the prior's precision.</summary>
    public double[] FindFree(Evidence evidence, ModelState state, Span<bool> isFree) =>
        information.FindFree(evidence, state, isFree);

    public void Transfer(IStateTransfer transfer)
    {
        lastStep = transfer.Value(lastStep);
        nextStep = transfer.Value(nextStep);
        nextDiscount = transfer.Value(nextDiscount);
        nextRefresh = transfer.Value(nextRefresh);
        forgottenTicks = transfer.Value(forgottenTicks);
        baselineKept = transfer.Value(baselineKept);
        credit.Transfer(transfer);
        information.Transfer(transfer);
    }

    /// <summary>Lets evidence fade by the half-life in stream time, where one is set.</summary>
    private void Forget(ModelState state, Evidence evidence)
    {
        if (state.Spec.ForgettingHalfLifeTicks is not long halfLife)
        {
            return;
        }
        double passedTicks = StreamTime.Elapsed(Math.Max(forgottenTicks, state.OriginTicks), state.ClockTicks);
        double kept = Math.Pow(0.5, passedTicks / halfLife);
        forgottenTicks = state.ClockTicks;
        evidence.Discount(kept);
        state.Cells.Discount(kept);
        state.Clusters.Discount(kept);
        baselineKept *= kept;
        // Baseline counts are kept per actor: they fade in steps of a tenth, so that a sweep over actors stays rare.
        if (baselineKept < 0.9)
        {
            Baseline.Discount(state, baselineKept);
            baselineKept = 1;
        }
    }

    /// <summary>Offspring the pooled kernels expect of the triggers of each cell since the last step (equations 9 and
    /// 18).</summary>
    private static void AddExpectedByCell<TLanes>(ModelState state)
        where TLanes : struct, ILanes
    {
        if (!state.HasTotals)
        {
            return;
        }
        foreach (ref TriggerTotals.Total total in state.Totals.Totals)
        {
            Doubles8 decayed = total.TakeDecayed<TLanes>(state.Grid.DecaysPerTick, state.ClockTicks);
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                var mechanism = (Mechanism)m;
                if (total.Target >= 0 || !Mechanisms.NeedsTarget(mechanism))
                {
                    state.Cells.AddExpected(
                        mechanism, state.Cells.TriggerCell(mechanism, total.Source, total.Target), total.Type,
                        TLanes.Dot(state.Parameters.CompensatorWeights(mechanism), decayed));
                }
            }
        }
    }

    /// <summary>Makes the weights of every choice sum to one. A way no event could have taken yet keeps its first
    /// share: it has no gradient, and would else be blown up by the others' normalization.</summary>
    private static void NormalizeChoices(ModelState state)
    {
        for (int k = 0; k < ParameterLayout.ChoiceCount; k++)
        {
            Span<double> weights = state.Parameters.Theta.AsSpan(
                ParameterLayout.Of((ChoiceKind)k), ParameterLayout.WayCount);
            bool isPinned = (ChoiceKind)k != ChoiceKind.Join && !state.HasTargetless;
            double share = 1;
            if (isPinned)
            {
                weights = weights[1..];
                share -= Settling.FirstWayShare;
            }
            double sum = 0;
            foreach (double weight in weights)
            {
                sum += weight;
            }
            foreach (ref double weight in weights)
            {
                weight *= share / sum;
            }
        }
    }
}
