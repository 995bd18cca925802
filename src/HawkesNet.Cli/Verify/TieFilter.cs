namespace HawkesNet.Cli.Verify;

/// <summary>The exact causal filter of protocols B, parameters known. Kernel exponential, decay one per
/// second.</summary>
/// <remarks>Cost per event: the ties of its source.</remarks>
internal sealed class TieFilter(TieNetwork network)
{
    private readonly double baselineTotal = network.Baselines.Sum();
    private readonly double[] excitation = new double[network.Baselines.Length];
    private readonly double[] lastSeconds = new double[network.Baselines.Length];
    private double now;
    private double pending;

    /// <summary>Log-likelihood so far, up to the last event; rates per second.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>Scores the next event and takes it in.</summary>
    public void Add(double seconds, int source)
    {
        double left = Math.Exp(now - seconds);
        LogLikelihood -= (baselineTotal * (seconds - now)) + (pending * (1 - left));
        pending *= left;
        now = seconds;
        LogLikelihood += Math.Log(network.Baselines[source] + Excitation(source));
        foreach (ChannelOffspring tie in network.Ties[source])
        {
            excitation[tie.Channel] = Excitation(tie.Channel) + tie.Mean;
            pending += tie.Mean;
        }
    }

    private double Excitation(int actor)
    {
        excitation[actor] *= Math.Exp(lastSeconds[actor] - now);
        lastSeconds[actor] = now;
        return excitation[actor];
    }
}
