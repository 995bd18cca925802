using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Verify;

/// <summary>One term of a triggering kernel: the density of a sum of exponential delays of equal decay.</summary>
/// <param name="Weight">Its share.</param>
/// <param name="DecayPerSecond">Decay β.</param>
/// <param name="Order">Number of delays, 1 to 3: β (βd)^(order - 1) exp(-βd) / (order - 1)!.</param>
internal readonly record struct DelayTerm(double Weight, double DecayPerSecond, int Order = 1);

/// <summary>A triggering kernel of protocols D: how to draw from it, and the same as a sum of terms with a
/// recursion.</summary>
/// <param name="Draw">Draws a delay in seconds.</param>
/// <param name="Terms">The terms; weights sum to one.</param>
internal sealed record DelayMixture(Func<CounterRng, double> Draw, IReadOnlyList<DelayTerm> Terms)
{
    private const double LogStep = 0.25;

    /// <summary>A mixture of exponential delays.</summary>
    public static DelayMixture Exponentials(params (double Weight, double Decay)[] parts) => new(
        rng =>
        {
            double left = rng.Uniform();
            int chosen = 0;
            while (chosen < parts.Length - 1 && (left -= parts[chosen].Weight) >= 0)
            {
                chosen++;
            }
            return rng.Exponential(parts[chosen].Decay);
        },
        [.. parts.Select(part => new DelayTerm(part.Weight, part.Decay))]);

    /// <summary>A sum of three equal exponential delays with a mean of one second.</summary>
    public static DelayMixture Gamma3 { get; } = new(rng => rng.Gamma(3, 1.0 / 3), [new DelayTerm(1, 3, 3)]);

    /// <summary>A power law: probability of a longer delay (1 + d / scale)^-shape.</summary>
    /// <remarks>It is the Gamma mixture of exponentials with decays x / scale, x of density x^(shape - 1) exp(-x): its
    /// integral over log x by the trapezoidal rule, whose error falls exponentially with the step.</remarks>
    public static DelayMixture Lomax(double scale, double shape)
    {
        var terms = new List<DelayTerm>();
        for (double logarithm = -40; logarithm <= 5; logarithm += LogStep)
        {
            double x = Math.Exp(logarithm);
            terms.Add(new DelayTerm(Math.Exp((shape * logarithm) - x), x / scale));
        }
        double total = terms.Sum(term => term.Weight);
        return new DelayMixture(
            rng => scale * (Math.Pow(rng.Uniform(), -1 / shape) - 1),
            [.. terms.Select(term => term with { Weight = term.Weight / total })]);
    }

    /// <summary>The density at a delay.</summary>
    public double Density(double seconds) => Terms.Sum(term =>
    {
        double x = term.DecayPerSecond * seconds;
        double power = term.Order switch { 1 => 1, 2 => x, _ => x * x / 2 };
        return term.Weight * term.DecayPerSecond * power * Math.Exp(-x);
    });
}
