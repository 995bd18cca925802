using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Prediction;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Posterior;

/// <summary>Reads the parameters for people.</summary>
internal static class PosteriorSummaries
{
    public static PosteriorSummary Of(ModelView view) =>
        new(Baselines(view), Excitations(view), Kernels(view), Choices(view), view.State.Marks.Exponent);

    private static List<BaselineSummary> Baselines(ModelView view)
    {
        var direction = new double[ParameterLayout.Count];
        var result = new List<BaselineSummary>();
        for (int u = 0; u < view.TypeCount; u++)
        {
            double share = view.State.Types.Share(u);
            direction[ParameterLayout.Baseline] = view.State.BaselineRateSum * share;
            double mean = view.State.Parameters.BaselineFactor * direction[ParameterLayout.Baseline];
            double typeVariance = view.TypeCount == 1 ? 0
                : mean * mean * (1 - share) / (view.State.TypeBaselineCounts[u] + 1);
            result.Add(new BaselineSummary(
                0, u, Intensity.Around(mean, view.Covariance.Variance(direction) + typeVariance)));
        }
        return result;
    }

    /// <summary>Most cells a summary lists; a network of many clusters and types is asked for one by one.</summary>
    private const int ExcitationsMax = 20_000;

    /// <summary>Expected offspring of a cell with its interval: of the shared weight, or of what of it the cell's own
    /// count cannot make good, and of the cell's factor.</summary>
    public static Estimate Offspring(
        ModelView view, Mechanism mechanism, int source, int target, int triggerType, int type)
    {
        double mean = view.State.Parameters.Offspring(mechanism);
        double variance = view.OffspringVariances[(int)mechanism];
        ClusterExcitation cells = view.State.Cells;
        int cell = cells.Cell(mechanism, source, target);
        double factor = cells.Factor(mechanism, cell, triggerType, type);
        double relative = view.State.HasTotals ? cells.RelativeVariance(mechanism, cell, triggerType, type) : 0;
        double shared = cells.ParentShare(mechanism, cell);
        double pooled = (variance * shared * shared) + (view.KernelVariances[(int)mechanism] * (1 - (shared * shared)));
        return Intensity.Around(mean * factor, factor * factor * (pooled + (mean * mean * relative)));
    }

    /// <summary>Variance of the network's offspring of each mechanism. [mechanisms]</summary>
    public static double[] OffspringVariances(ModelView view)
    {
        var variances = new double[Mechanisms.Count];
        for (int m = 0; m < variances.Length; m++)
        {
            var direction = new double[ParameterLayout.Count];
            direction.AsSpan(ParameterLayout.Of((Mechanism)m), DecayGrid.ComponentCount).Fill(1);
            variances[m] = view.Covariance.Variance(direction);
        }
        return variances;
    }

    /// <summary>The part of <see cref="OffspringVariances"/> that is not the counts': what the shapes of the kernels
    /// and all else leave open about who caused whom, in every cell alike. [mechanisms]</summary>
    public static double[] KernelVariances(ModelView view)
    {
        var variances = new double[Mechanisms.Count];
        for (int m = 0; m < variances.Length; m++)
        {
            double mean = view.State.Parameters.Offspring((Mechanism)m);
            double certain = view.State.Cells.CertainOffspring((Mechanism)m);
            variances[m] = certain > 0 ? Math.Max(0, view.OffspringVariances[m] - (mean * mean / certain)) : 0;
        }
        return variances;
    }

    private static List<ExcitationSummary> Excitations(ModelView view)
    {
        var result = new List<ExcitationSummary>();
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            var mechanism = (Mechanism)m;
            bool isPair = mechanism is Mechanism.Repeat or Mechanism.Reply;
            for (int k = 0; k < view.ClusterCount; k++)
            {
                for (int l = isPair ? 0 : k; l < (isPair ? view.ClusterCount : k + 1); l++)
                {
                    AddCell(view, mechanism, k, l, result);
                }
            }
        }
        if (view.HasTies)
        {
            result.AddRange(TieOffspring(view));
        }
        return result;
    }

    /// <summary>Offspring through ties, averaged over the events so far; the weights' errors count as
    /// independent.</summary>
    private static IEnumerable<ExcitationSummary> TieOffspring(ModelView view)
    {
        double mean = 0, variance = view.TieSums.MeanVariance, events = Math.Max(1, view.State.EventCount);
        for (int j = 0; j < view.ActorCount; j++)
        {
            mean += view.TieSums.Offspring[j] * view.State.Actor(j).Sent / events;
        }
        for (int v = 0; v < view.TypeCount; v++)
        {
            for (int u = 0; u < view.TypeCount; u++)
            {
                double share = view.State.Types.Share(u);
                yield return new ExcitationSummary(Intensity.InfluenceCause, 0, 0, v, u,
                    Intensity.Around(mean * share, variance * share * share));
            }
        }
    }

    private static void AddCell(ModelView view, Mechanism mechanism, int k, int l, List<ExcitationSummary> into)
    {
        for (int v = 0; v < view.TypeCount; v++)
        {
            for (int u = 0; u < view.TypeCount && into.Count < ExcitationsMax; u++)
            {
                into.Add(new ExcitationSummary(
                    Mechanisms.Name(mechanism), k, l, v, u, Offspring(view, mechanism, k, l, v, u)));
            }
        }
    }

    private static List<KernelSummary> Kernels(ModelView view)
    {
        var result = new List<KernelSummary>();
        DecayGrid grid = view.State.Grid;
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            ReadOnlySpan<double> weights = view.State.Parameters.Components((Mechanism)m);
            double sum = Math.Max(view.State.Parameters.Offspring((Mechanism)m), double.Epsilon);
            var decays = new List<double>();
            var shapes = new List<string>();
            var shares = new List<double>();
            for (int j = 0; j < DecayGrid.ComponentCount - 1; j++)
            {
                decays.Add(grid.DecaysPerTick[j % Doubles8.Count]);
                shapes.Add(j < Doubles8.Count ? "exponential" : "hump");
                shares.Add(weights[j] / sum);
            }
            result.Add(new KernelSummary(Mechanisms.Name((Mechanism)m), decays, shapes, shares));
        }
        if (view.HasTies)
        {
            result.Add(new KernelSummary(
                Intensity.InfluenceCause, grid.DecaysPerTick.AsSpan().ToArray(),
                Enumerable.Repeat("exponential", Doubles8.Count).ToArray(),
                view.State.Ties.Kernel.Shares.AsSpan().ToArray()));
        }
        return result;
    }

    private static List<ChoiceSummary> Choices(ModelView view)
    {
        var result = new List<ChoiceSummary>();
        for (int k = 0; k < ParameterLayout.ChoiceCount; k++)
        {
            var choice = (ChoiceKind)k;
            for (int w = 0; w < ParameterLayout.WayCount; w++)
            {
                double weight = view.State.Parameters.Theta[ParameterLayout.Of(choice) + w];
                if (choice != ChoiceKind.Join || w <= (int)SourceWay.Anyone)
                {
                    string way = choice == ChoiceKind.Join ? ((SourceWay)w).ToString() : ((TargetWay)w).ToString();
                    result.Add(new ChoiceSummary(
                        choice.ToString().ToLowerInvariant(), char.ToLowerInvariant(way[0]) + way[1..], weight));
                }
            }
        }
        return result;
    }
}
