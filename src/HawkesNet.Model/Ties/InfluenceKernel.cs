using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>The triggering kernel of influence, g(d) = Σ_b η_b β_b e^(-β_b d) with Σ_b η_b = 1, learned by
/// credit.</summary>
/// <remarks>Later events weigh more, as ((n + 200) / 200)⁴: a flat early kernel spreads credit over all who were
/// active,
/// and what was learned under it must go. Kept as counts that fade at that rate.</remarks>
internal sealed class InfluenceKernel
{
    private const double WeightOrigin = 200;
    private const double PriorCount = 0.5;
    private const double TailShare = 0.01;
    private const int HorizonSteps = 40;

    private Doubles8 counts;
    private Doubles8 shares = Doubles8.Filled(1.0 / Doubles8.Count);
    private Doubles8 weights;
    private long events;

    /// <summary>η_b, which sum to one. [8]</summary>
    public ref readonly Doubles8 Shares => ref shares;

    /// <summary>η_b β_b, per tick: intensity per unit of mass. [8]</summary>
    public ref readonly Doubles8 Weights => ref weights;

    /// <summary>Delay in ticks beyond which less than a hundredth of the kernel lies.</summary>
    public double HorizonTicks { get; private set; }

    /// <summary>Adds the expected events of each decay that one event brought, up to a factor. [8]</summary>
    public void Credit<TLanes>(in Doubles8 expected, double scale)
        where TLanes : struct, ILanes
    {
        double fading = (events + WeightOrigin) / (events + WeightOrigin + 1);
        fading *= fading;
        counts = TLanes.MultiplyAdd(
            TLanes.Product(counts, Doubles8.Filled(fading * fading)), expected, scale);
        events++;
    }

    /// <summary>Recomputes shares, weights and horizon from the counts.</summary>
    public void Refresh(DecayGrid grid)
    {
        double sum = 0;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            shares[b] = counts[b] + PriorCount;
            sum += shares[b];
        }
        for (int b = 0; b < Doubles8.Count; b++)
        {
            shares[b] /= sum;
        }
        Fold(grid);
    }

    /// <summary>Recomputes weights and horizon; to be called when the grid has changed.</summary>
    public void Fold(DecayGrid grid)
    {
        for (int b = 0; b < Doubles8.Count; b++)
        {
            weights[b] = shares[b] * grid.DecaysPerTick[b];
        }
        HorizonTicks = Horizon(grid);
    }

    /// <summary>The same kernel with shares given outright.</summary>
    public void SetShares(in Doubles8 given, DecayGrid grid)
    {
        shares = given;
        Fold(grid);
    }

    public InfluenceKernel Clone() => new()
    {
        counts = counts,
        shares = shares,
        weights = weights,
        events = events,
        HorizonTicks = HorizonTicks,
    };

    public void Transfer(IStateTransfer transfer)
    {
        counts = transfer.Value(counts);
        shares = transfer.Value(shares);
        weights = transfer.Value(weights);
        events = transfer.Value(events);
        HorizonTicks = transfer.Value(HorizonTicks);
    }

    private double Horizon(DecayGrid grid)
    {
        double low = 1 / grid.DecaysPerTick[0], high = 10 / grid.DecaysPerTick[Doubles8.Count - 1];
        for (int i = 0; i < HorizonSteps; i++)
        {
            double middle = Math.Sqrt(low * high);
            if (VectorLanes.Dot(shares, VectorLanes.Survival(grid.DecaysPerTick, middle)) < TailShare)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }
        return high;
    }
}
