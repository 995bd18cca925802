namespace HawkesNet.Cli.Verify;

/// <summary>The exact causal filter of protocols C: parameters and clusters known.</summary>
/// <remarks>Kernel exponential, decay one per second. With S the decayed count of a dyad's events, the intensity of
/// (s, r) is baseline + repeat · S(s, r) + reply · S(r, s). The compensator between two events is kept as one sum:
/// the mass still to come.</remarks>
internal sealed class RelationalFilter
{
    private readonly RelationalWorld world;
    private readonly int actors;
    private readonly IReadOnlyList<double> changes;
    private readonly double[] decayed;
    private readonly double[] lastSeconds;
    private int nextChange;
    private double now;
    private double baselineTotal;
    private double pending;

    /// <summary>Before the first event.</summary>
    public RelationalFilter(RelationalWorld world, int actors)
    {
        this.world = world;
        this.actors = actors;
        changes = world.Changes;
        decayed = new double[actors * actors];
        lastSeconds = new double[actors * actors];
        Refresh(0);
    }

    /// <summary>Log-likelihood so far, up to the last event; rates per second.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>Scores the next event and takes it in.</summary>
    public void Add(double seconds, int source, int target)
    {
        while (nextChange < changes.Count && changes[nextChange] < seconds)
        {
            MoveTo(changes[nextChange]);
            Refresh(changes[nextChange++]);
        }
        MoveTo(seconds);
        double repeats = world.Repeat(source, target, seconds) * Decayed(source, target, seconds);
        double replies = world.Reply(source, target, seconds) * Decayed(target, source, seconds);
        LogLikelihood += Math.Log(world.Baseline(source, target, seconds) + repeats + replies);
        decayed[(source * actors) + target]++;
        pending += Bred(source, target, seconds);
    }

    private void MoveTo(double seconds)
    {
        double left = Math.Exp(now - seconds);
        LogLikelihood -= (baselineTotal * (seconds - now)) + (pending * (1 - left));
        pending *= left;
        now = seconds;
    }

    // Just after a change: the arrival of an actor, or half time with its new clusters.
    private void Refresh(double seconds)
    {
        double after = Math.BitIncrement(seconds);
        (baselineTotal, pending) = (0, 0);
        for (int source = 0; source < actors; source++)
        {
            for (int target = 0; target < actors; target++)
            {
                baselineTotal += world.Baseline(source, target, after);
                double mass = Decayed(source, target, seconds);
                pending += mass == 0 ? 0 : mass * Bred(source, target, after);
            }
        }
    }

    private double Bred(int source, int target, double seconds) =>
        world.Repeat(source, target, seconds) + world.Reply(target, source, seconds);

    private double Decayed(int source, int target, double seconds)
    {
        int dyad = (source * actors) + target;
        if (decayed[dyad] > 0)
        {
            decayed[dyad] *= Math.Exp(lastSeconds[dyad] - seconds);
        }
        lastSeconds[dyad] = seconds;
        return decayed[dyad];
    }
}
