namespace HawkesNet.Model.Inference;

/// <summary>What one step over a batch did, for people and metrics.</summary>
/// <param name="Events">Events learned.</param>
/// <param name="LogIntensity">Sum over the events of log intensity (per tick), each scored before it was
/// learned.</param>
/// <param name="Compensator">Expected number of events over the time the batch spans, all channels.</param>
public readonly record struct StepInfo(int Events, double LogIntensity, double Compensator)
{
    /// <summary>Prequential log-likelihood of the batch in nats, time counted in ticks.</summary>
    public double LogLikelihood => LogIntensity - Compensator;
}
