using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;

namespace HawkesNet.Cli.Tests;

/// <summary>The golden model: λ_uv = μ + α Σ exp(-β (t - s)) over the earlier-listed events of the same pair.</summary>
internal sealed class PairExcitation(int actors, double baseline, double weight, double decay)
{
    private readonly Dictionary<(int, int), (double Sum, long Ticks)> pairs = [];
    private readonly double baselineTotal = baseline * actors * (actors - 1.0);
    private double pendingTotal;
    private long lastTicks;

    public StepInfo Step(EventBatch batch)
    {
        double logIntensity = 0;
        double compensator = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            long time = batch.TimeTicks[i];
            double passed = time - lastTicks;
            double left = Math.Exp(-decay * passed);
            compensator += (baselineTotal * passed) + (weight / decay * pendingTotal * (1 - left));
            pendingTotal *= left;
            var pair = (batch.Sources[i], batch.Targets[i]);
            (double sum, long ticks) = pairs.GetValueOrDefault(pair);
            sum *= Math.Exp(-decay * (time - ticks));
            logIntensity += Math.Log(baseline + (weight * sum));
            pairs[pair] = (sum + 1, time);
            pendingTotal += 1;
            lastTicks = time;
        }
        return new StepInfo(batch.Count, logIntensity, compensator);
    }
}
