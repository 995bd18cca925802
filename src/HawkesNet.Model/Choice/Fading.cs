using System.Runtime.CompilerServices;

namespace HawkesNet.Model.Choice;

/// <summary>Powers of a factor below one by whole exponents, tabled: recency counted in events, not in time.</summary>
internal sealed class Fading
{
    /// <summary>Habit forgets a tenth with each event of the one who chooses.</summary>
    public static readonly Fading Habit = new(0.9, 768);

    /// <summary>Popularity forgets a hundredth with each event of the network.</summary>
    public static readonly Fading Popularity = new(0.99, 8192);

    private readonly double[] powers;
    private readonly double factor;

    private Fading(double factor, int length)
    {
        this.factor = factor;
        powers = new double[length];
        powers[0] = 1;
        for (int i = 1; i < length; i++)
        {
            powers[i] = powers[i - 1] * factor;
        }
    }

    /// <summary>factor^exponent; zero beyond the table, where it is below 1e-35.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Power(long exponent) => exponent < powers.Length ? powers[exponent] : 0;

    /// <summary>1 + factor + … + factor^(count-1).</summary>
    public double Sum(long count) => (1 - Power(count)) / (1 - factor);
}
