namespace HawkesNet.Cli.Verify;

/// <summary>The exact causal filter of protocols D: one actor that excites itself, parameters known.</summary>
/// <remarks>For each term the moments Σ (βd)^p exp(-βd), p = 0, 1, 2, over past events follow a recursion.</remarks>
internal sealed class DelayFilter(double baselinePerSecond, double offspring, DelayMixture kernel)
{
    private readonly DelayTerm[] terms = [.. kernel.Terms];
    private readonly (double Zero, double One, double Two)[] moments = new (double, double, double)[kernel.Terms.Count];
    private double now;

    /// <summary>Log-likelihood so far, up to the last event; rates per second.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>Scores the next event and takes it in.</summary>
    public void Add(double seconds)
    {
        double before = Pending();
        Move(seconds - now);
        LogLikelihood -= (baselinePerSecond * (seconds - now)) + (offspring * (before - Pending()));
        now = seconds;
        double density = 0;
        for (int j = 0; j < terms.Length; j++)
        {
            (double zero, double one, double two) = moments[j];
            double moment = terms[j].Order switch { 1 => zero, 2 => one, _ => two / 2 };
            density += terms[j].Weight * terms[j].DecayPerSecond * moment;
            moments[j].Zero++;
        }
        LogLikelihood += Math.Log(baselinePerSecond + (offspring * density));
    }

    private void Move(double elapsed)
    {
        for (int j = 0; j < terms.Length; j++)
        {
            double x = terms[j].DecayPerSecond * elapsed;
            double left = Math.Exp(-x);
            (double zero, double one, double two) = moments[j];
            moments[j] = (left * zero, left * (one + (x * zero)), left * (two + (2 * x * one) + (x * x * zero)));
        }
    }

    // What is still to come of each event: the kernel's upper tail.
    private double Pending()
    {
        double sum = 0;
        for (int j = 0; j < terms.Length; j++)
        {
            (double zero, double one, double two) = moments[j];
            sum += terms[j].Weight * terms[j].Order switch { 1 => zero, 2 => zero + one, _ => zero + one + (two / 2) };
        }
        return sum;
    }
}
