using HawkesNet.Model.State;

namespace HawkesNet.Model.Excitation;

/// <summary>Whether something that clusters bring is worth having: what it gains, every event scored before it is
/// learned from.</summary>
/// <remarks>Clusters are found by what sets them apart in the past. Where that was chance, or does not last, what
/// follows from them predicts worse than doing without; it is then left out, and comes back when it gains again. A gain
/// is log(λ with / λ without) per event, minus the difference of the compensators, in nats (equation 22).</remarks>
internal sealed class Trial
{
    /// <summary>Loss, in nats, from which on it is left out, and gain from which on it is back.</summary>
    private const double GainMin = 3;

    /// <summary>A product of ratios is turned into a logarithm before it leaves this range.</summary>
    private const double ProductMax = 1e100;

    private const double RatioMin = 1e-9;

    private double gain;
    private double product = 1;

    /// <summary>What it has gained, old gains having faded.</summary>
    public double Gain => gain + Math.Log(product);

    /// <summary>Whether the model does without it.</summary>
    public bool IsLeftOut { get; private set; }

    /// <summary>Begins; what is left out has to earn its place first.</summary>
    public void Begin(bool isLeftOut) => (gain, product, IsLeftOut) = (0, 1, isLeftOut);

    /// <summary>An event whose intensity would be so many times what it is, the other way round: without it, or with it
    /// where it is left out.</summary>
    public void AddEvent(double otherwise)
    {
        double ratio = Math.Max(otherwise, RatioMin);
        product *= IsLeftOut ? ratio : 1 / ratio;
        if (product is > ProductMax or < 1 / ProductMax)
        {
            Fold();
        }
    }

    /// <summary>Events expected beyond those expected without it.</summary>
    public void AddExpected(double excess) => gain -= excess;

    /// <summary>Leaves out what has lost, takes back what has gained; only where the model may change.</summary>
    public void Judge()
    {
        Fold();
        IsLeftOut = gain < -GainMin || (gain <= GainMin && IsLeftOut);
    }

    /// <summary>Lets old gains fade.</summary>
    public void Discount(double factor)
    {
        Fold();
        gain *= factor;
    }

    public Trial Clone() => new() { gain = gain, product = product, IsLeftOut = IsLeftOut };

    public void Transfer(IStateTransfer transfer)
    {
        gain = transfer.Value(gain);
        product = transfer.Value(product);
        IsLeftOut = transfer.Value(IsLeftOut);
    }

    private void Fold()
    {
        gain += Math.Log(product);
        product = 1;
    }
}
