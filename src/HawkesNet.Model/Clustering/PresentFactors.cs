using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>Reads the factors in force into a fit of the same clusters, so that it goes on where the last one
/// stopped.</summary>
internal static class PresentFactors
{
    /// <summary>Events of an actor of the window that the present model puts down to the baseline there.</summary>
    /// <remarks>Counts that fade are none of the window's, in which events count whole: then it is what the rate makes
    /// one expect.</remarks>
    public static double BaselineCount(ModelState state, WindowIndex index, int actor)
    {
        ref readonly ActorRecord record = ref state.Actor(index.Actor(actor));
        return state.Spec.ForgettingHalfLifeTicks is null
            ? record.BaselineCount * index.Out[actor].Length / Math.Max(1, record.Sent)
            : state.Parameters.BaselineFactor * record.BaselineRate * index.SpanTicks;
    }

    public static void CopyTo(ModelState state, ClusterFit fit)
    {
        CellLayout layout = fit.Layout;
        int clusters = fit.Clusters, types = fit.Index.TypeCount;
        for (int k = 0; k < clusters; k++)
        {
            fit.Factors[layout.Relay + k] = Factor(state, Mechanism.Relay, k, k);
            fit.Factors[layout.Join + k] = Factor(state, Mechanism.Join, k, k);
            for (int l = 0; l < clusters; l++)
            {
                fit.Factors[(k * clusters) + l] = Factor(state, Mechanism.Repeat, k, l);
                fit.Factors[layout.Reply + (k * clusters) + l] = Factor(state, Mechanism.Reply, k, l);
                fit.Tilt[(k * clusters) + l] = state.Clusters.Affinity(k + 1, l + 1);
            }
            for (int v = 0; v < layout.BurstTypes; v++)
            {
                for (int u = 0; u < layout.BurstTypes; u++)
                {
                    fit.Factors[layout.BurstCell(k, v, u)] = layout.BurstTypes > 1
                        ? state.Cells.FactorOfCell(Mechanism.Burst, Cell(state, Mechanism.Burst, k, k), v, u)
                        : Factor(state, Mechanism.Burst, k, k);
                }
            }
            for (int u = 0; u < types; u++)
            {
                fit.TypeShares[(k * types) + u] =
                    state.Clusters.TypeShare(k + 1, u, types, state.Types.Share(u));
            }
        }
    }

    // Without its types' part: the window's terms carry that already.
    private static double Factor(ModelState state, Mechanism mechanism, int k, int l) =>
        state.Cells.ClusterFactor(Cell(state, mechanism, k, l));

    private static int Cell(ModelState state, Mechanism mechanism, int k, int l) =>
        state.Cells.Cell(mechanism, k + 1, l + 1);
}
