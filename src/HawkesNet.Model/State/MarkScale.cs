using System.Runtime.InteropServices;

namespace HawkesNet.Model.State;

/// <summary>Turns event weights into marks: mark = w^κ / mean of w^κ over strictly earlier events, at most
/// <see cref="MarkMax"/> (docs/model.md, equation 35).</summary>
/// <remarks>Marks average one, so that offspring per event, branching ratio and forecasts keep their meaning; they do
/// not depend on the unit of the weights. With κ = 0 every mark is exactly 1.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct MarkScale
{
    /// <summary>Largest mark: one huge weight neither drowns all others nor spoils the mean for long.</summary>
    public const double MarkMax = 100;

    /// <summary>Largest exponent κ.</summary>
    public const double ExponentMax = 2;

    /// <summary>The mean starts as if so many events of the typical weight had been seen.</summary>
    private const int FirstCount = 10;

    private const double PowerMax = 1e300;

    private double sum;
    private long count;

    /// <param name="exponent">κ, in 0..<see cref="ExponentMax"/>.</param>
    /// <param name="typicalWeight">The weight that marks are first measured by, above zero.</param>
    public MarkScale(double exponent, double typicalWeight)
    {
        Exponent = exponent;
        TypicalWeight = typicalWeight;
        sum = FirstCount;
        count = FirstCount;
    }

    /// <summary>κ.</summary>
    public double Exponent { get; }

    /// <summary>The weight that marks are first measured by.</summary>
    public double TypicalWeight { get; }

    /// <summary>The mark of an event that follows on those added so far.</summary>
    public readonly double Of(double weight) =>
        Exponent == 0 ? 1 : Math.Min(Power(weight) * count / sum, MarkMax);

    /// <summary>Adds an event to the mean.</summary>
    public void Add(double weight)
    {
        if (Exponent != 0)
        {
            sum += Math.Min(Power(weight), MarkMax * (sum / count));
            count++;
        }
    }

    /// <summary>The same scale before any event.</summary>
    public readonly MarkScale Restarted() => new(Exponent, TypicalWeight);

    private readonly double Power(double weight) => Math.Min(Math.Pow(weight / TypicalWeight, Exponent), PowerMax);
}
