using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>A Newton step by the observed information, within θ ≥ 0 (equations 12 and 13).</summary>
/// <remarks>θ ← θ + (I + P)⁻¹ (Σ g - exposure); parameters that would fall below their bound are held there and the
/// rest is solved again, at most eight times. A held one can come back.</remarks>
internal sealed class InformationStep
{
    private const int RoundsMax = 8;
    private const double ComponentPrior = 0.2;
    private const double ComponentFloor = 0.005;
    private const double ChoicePrior = 1;
    private const double ChoiceFloor = 0.02;
    private const double WayWeightMin = 1e-4;
    private const double SparsityFloor = 0.002;
    private const double BaselineMin = 1e-3;

    // 1 - shape, for repeat, reply, burst, relay, join.
    private static readonly double[] SparsityByMechanism = [0.1, 0.1, 0.25, 0.6, 0.6];

    private readonly double[] room = FreeSystem.NewRoom();
    private readonly double[] precision = new double[ParameterLayout.Count];
    private double[] prior = [];

    /// <param name="state">Its θ is moved.</param>
    /// <param name="evidence">Gradient, exposures, information.</param>
    /// <param name="share">Share of all events so far that the gradient speaks of; so much of the prior is added to
    /// it.</param>
    public void Run(ModelState state, Evidence evidence, double share)
    {
        double[] theta = state.Parameters.Theta;
        if (prior.Length == 0)
        {
            prior = Prior(theta);
        }
        Span<double> gradient = stackalloc double[ParameterLayout.Count];
        Span<double> step = stackalloc double[ParameterLayout.Count];
        Span<bool> isFree = stackalloc bool[ParameterLayout.Count];
        step.Clear();
        for (int p = 0; p < ParameterLayout.Count; p++)
        {
            gradient[p] = evidence.Gradient[p] - evidence.Exposure[p] - (share * Sparsity(theta, p));
            bool isHeld = theta[p] <= Bound(state, p) && gradient[p] <= 0;
            isFree[p] = ParameterLayout.IsUsed(p) && !isHeld && Diagonal(evidence, p) > 0;
        }
        SetPrecision(theta, gradient);
        var system = new FreeSystem(evidence.Information, precision, room);
        for (int round = 0; round < RoundsMax; round++)
        {
            system.Solve(gradient, isFree, step);
            if (!HoldAtBounds(state, isFree, step))
            {
                break;
            }
        }
        for (int p = 0; p < ParameterLayout.Count; p++)
        {
            theta[p] = Math.Max(theta[p] + step[p], Math.Min(theta[p], Bound(state, p)));
        }
    }

    /// <summary>The prior's precision, and for a baseline that expected too many events the curvature by which the step
    /// is that of a Gamma posterior (equation 43).</summary>
    /// <remarks>The parabola of the information would take the factor below zero after a long silence.</remarks>
    private void SetPrecision(double[] theta, ReadOnlySpan<double> gradient)
    {
        const int baseline = ParameterLayout.Baseline;
        prior.CopyTo(precision, 0);
        precision[baseline] += Math.Max(0, -gradient[baseline]) / theta[baseline];
    }

    /// <summary>Marks the parameters that are off their bound and informed; returns the prior's precision.</summary>
    public double[] FindFree(Evidence evidence, ModelState state, Span<bool> isFree)
    {
        for (int p = 0; p < ParameterLayout.Count; p++)
        {
            isFree[p] = ParameterLayout.IsUsed(p) && Diagonal(evidence, p) > 0
                && state.Parameters.Theta[p] > Bound(state, p);
        }
        return prior.Length == 0 ? Prior(state.Parameters.Theta) : prior;
    }

    public void Transfer(IStateTransfer transfer) => prior = transfer.Array(prior);

    /// <summary>Precision of the prior: a fraction of one event's worth around the first estimate.</summary>
    private static double[] Prior(double[] theta)
    {
        var precision = new double[ParameterLayout.Count];
        for (int p = 0; p < precision.Length; p++)
        {
            precision[p] = p < ParameterLayout.ChoiceStart
                ? ComponentPrior / Square(Math.Max(theta[p], ComponentFloor))
                : p < ParameterLayout.Baseline
                    ? ChoicePrior / Square(Math.Max(theta[p], ChoiceFloor))
                    : ComponentPrior / Square(theta[p]);
        }
        return precision;
    }

    private static bool HoldAtBounds(ModelState state, Span<bool> isFree, Span<double> step)
    {
        double[] theta = state.Parameters.Theta;
        bool isAnyHeld = false;
        for (int p = 0; p < ParameterLayout.Count; p++)
        {
            double bound = Bound(state, p);
            if (isFree[p] && theta[p] + step[p] < bound)
            {
                isFree[p] = false;
                step[p] = bound - theta[p];
                isAnyHeld = true;
            }
        }
        return isAnyHeld;
    }

    /// <summary>Zero, but for what must never vanish: the baseline, the way to anyone, the way to no target.</summary>
    private static double Bound(ModelState state, int parameter)
    {
        if (parameter == ParameterLayout.Baseline)
        {
            return BaselineMin;
        }
        if (parameter < ParameterLayout.ChoiceStart)
        {
            return 0;
        }
        var choice = (ChoiceKind)((parameter - ParameterLayout.ChoiceStart) / ParameterLayout.WayCount);
        int way = (parameter - ParameterLayout.ChoiceStart) % ParameterLayout.WayCount;
        bool isFloor = choice == ChoiceKind.Join
            ? way == (int)SourceWay.Anyone
            : (way == (int)TargetWay.Anyone && state.HasTargets)
              || (way == (int)TargetWay.NoTarget && state.HasTargetless);
        return isFloor ? WayWeightMin : 0;
    }

    /// <summary>Slope of the sparse prior of a component weight, (1 - a) / θ of a Gamma with shape a &lt; 1.</summary>
    /// <remarks>Slow components look much like the baseline; without it many small ones together would drain it. Repeat
    /// and reply, which name their dyad, look least like it; relay and join most.</remarks>
    private static double Sparsity(double[] theta, int parameter) =>
        parameter >= ParameterLayout.ChoiceStart ? 0
            : SparsityByMechanism[parameter / DecayGrid.ComponentCount] / Math.Max(theta[parameter], SparsityFloor);

    private static double Diagonal(Evidence evidence, int p) =>
        evidence.Information[(p * ParameterLayout.Stride) + p];

    private static double Square(double value) => value * value;
}
