using HawkesNet.Model.State;

namespace HawkesNet.Model.Excitation;

/// <summary>Whether the factors of a mechanism's cells are worth having: what they gain over the factors of the types
/// alone, every event scored before it is learned from.</summary>
/// <remarks>Clusters are found by what sets them apart in the past. Where that was chance, or does not last, their
/// factors predict worse than none; the mechanism then goes without, and comes back when they gain again. A gain is
/// log(λ with / λ without) per event, minus the difference of the compensators, in nats (equation 22).</remarks>
internal sealed class CellTrial
{
    /// <summary>Loss, in nats, from which on the factors are left out, and gain from which on they are back.</summary>
    private const double GainMin = 3;

    /// <summary>Products of ratios are turned into logarithms before they leave this range.</summary>
    private const double ProductMax = 1e100;

    private double[] gains = new double[Mechanisms.Count];
    private double[] products = [1, 1, 1, 1, 1];
    private int[] isLeftOut = new int[Mechanisms.Count];

    /// <summary>Whether the mechanism does without the factors of its cells.</summary>
    public bool IsLeftOut(Mechanism mechanism) => isLeftOut[(int)mechanism] != 0;

    /// <summary>Begins, where there were no clusters: relays, which look most like bursts and changing rates, have to
    /// earn their factors first.</summary>
    public void Begin()
    {
        Array.Clear(gains);
        products.AsSpan().Fill(1);
        Array.Clear(isLeftOut);
        isLeftOut[(int)Mechanism.Relay] = 1;
    }

    /// <summary>An event whose intensity would be so many times what it is, the other way round: without the factors,
    /// or with them where they are left out.</summary>
    public void AddEvent(Mechanism mechanism, double otherwise)
    {
        ref double product = ref products[(int)mechanism];
        product *= IsLeftOut(mechanism) ? otherwise : 1 / otherwise;
        if (product is > ProductMax or < 1 / ProductMax)
        {
            Fold((int)mechanism);
        }
    }

    /// <summary>Offspring expected beyond those expected without the factors.</summary>
    public void AddExpected(Mechanism mechanism, double excess) => gains[(int)mechanism] -= excess;

    /// <summary>Leaves out what has lost, takes back what has gained; only where the factors may change.</summary>
    public void Judge()
    {
        for (int m = 0; m < gains.Length; m++)
        {
            Fold(m);
            isLeftOut[m] = gains[m] < -GainMin ? 1 : gains[m] > GainMin ? 0 : isLeftOut[m];
        }
    }

    /// <summary>Lets old gains fade.</summary>
    public void Discount(double factor)
    {
        for (int m = 0; m < gains.Length; m++)
        {
            Fold(m);
            gains[m] *= factor;
        }
    }

    public CellTrial Clone() => new()
    {
        gains = (double[])gains.Clone(),
        products = (double[])products.Clone(),
        isLeftOut = (int[])isLeftOut.Clone(),
    };

    public void Transfer(IStateTransfer transfer)
    {
        gains = transfer.Array(gains);
        products = transfer.Array(products);
        isLeftOut = transfer.Array(isLeftOut);
    }

    private void Fold(int mechanism)
    {
        gains[mechanism] += Math.Log(products[mechanism]);
        products[mechanism] = 1;
    }
}
