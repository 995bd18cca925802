using HawkesNet.Cli.Events;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;

namespace HawkesNet.Cli.Evaluation;

/// <summary>The floor that every model must beat: one constant rate per channel, from its train count.</summary>
/// <remarks>λ_c = R (n_c + a) / Σ (n + a), with a = 0.1, R the train rate, over all channels: n (n - 1) ordered pairs
/// times types for events with targets, actors times types for events without.</remarks>
internal sealed class PoissonFloor
{
    private const double Pseudocount = 0.1;
    private readonly Dictionary<(int Source, int Target, int Type), int> counts = [];
    private readonly double ratePerTick;
    private readonly double channelShare;
    private long lastTicks;

    public PoissonFloor(EventTable table)
    {
        EventBatch train = table.Train;
        for (int i = 0; i < train.Count; i++)
        {
            var channel = (train.Sources[i], train.Targets[i], train.Types[i]);
            counts[channel] = counts.GetValueOrDefault(channel) + 1;
        }
        double actors = table.Actors.Count;
        double channels = table.Types.Count
            * ((table.IsTargeted ? actors * (actors - 1) : 0) + (table.IsTargetless ? actors : 0));
        long span = train.TimeTicks[^1] - train.TimeTicks[0];
        ratePerTick = train.Count / (double)Math.Max(1, span);
        channelShare = 1 / (train.Count + (Pseudocount * channels));
        lastTicks = train.TimeTicks[^1];
    }

    /// <summary>Scores a batch that follows the train events.</summary>
    public StepInfo Step(EventBatch batch)
    {
        double logIntensity = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            int count = counts.GetValueOrDefault((batch.Sources[i], batch.Targets[i], batch.Types[i]));
            logIntensity += Math.Log(ratePerTick * (count + Pseudocount) * channelShare);
        }
        double compensator = ratePerTick * (batch.TimeTicks[^1] - lastTicks);
        lastTicks = batch.TimeTicks[^1];
        return new StepInfo(batch.Count, logIntensity, compensator);
    }
}
