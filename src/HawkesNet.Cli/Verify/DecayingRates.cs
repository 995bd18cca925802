namespace HawkesNet.Cli.Verify;

/// <summary>Intensities by owner and type that decay exponentially: the true excitation of one mechanism.</summary>
/// <param name="owners">Number of owners: actors or pairs of actors.</param>
/// <param name="types">Number of types U.</param>
/// <param name="decayPerSecond">Decay β.</param>
internal sealed class DecayingRates(int owners, int types, double decayPerSecond)
{
    private readonly double[] rates = new double[owners * types];
    private readonly double[] lastSeconds = new double[owners];
    private double pending;
    private double now;

    /// <summary>Adds the expected offspring of an event, shared out over types.</summary>
    public void Add(int owner, double expected, IReadOnlyList<double> typeShares, double seconds)
    {
        Decay(owner, seconds);
        for (int type = 0; type < types; type++)
        {
            rates[(owner * types) + type] += expected * typeShares[type] * decayPerSecond;
            pending += expected * typeShares[type];
        }
    }

    /// <summary>Events per second of an owner and type.</summary>
    public double Rate(int owner, int type, double seconds)
    {
        Decay(owner, seconds);
        return rates[(owner * types) + type];
    }

    /// <summary>Lets time pass; returns the offspring of all owners expected meanwhile.</summary>
    public double MoveTo(double seconds)
    {
        double before = pending;
        pending *= Math.Exp(decayPerSecond * (now - seconds));
        now = seconds;
        return before - pending;
    }

    private void Decay(int owner, double seconds)
    {
        double left = Math.Exp(decayPerSecond * (lastSeconds[owner] - seconds));
        lastSeconds[owner] = seconds;
        for (int type = 0; type < types; type++)
        {
            rates[(owner * types) + type] *= left;
        }
    }
}
