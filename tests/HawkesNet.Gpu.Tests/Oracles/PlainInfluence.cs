using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Ties;

namespace HawkesNet.Gpu.Tests.Oracles;

/// <summary>The local step of `influence` from its definition: every candidate's sum goes through all its events.
/// </summary>
internal static class PlainInfluence
{
    public static InfluenceSums Of(InfluenceScene scene, DecayGrid grid, in Doubles8 shares, double[] weights)
    {
        InfluenceWindow window = scene.Window;
        var sums = new InfluenceSums(weights.Length);
        for (int e = 0; e < window.EventCount; e++)
        {
            int first = window.CandidateStarts[e], end = window.CandidateStarts[e + 1];
            double total = scene.Others[e];
            var parts = new double[end - first][];
            for (int k = first; k < end; k++)
            {
                int pair = window.CandidatePairs[k];
                parts[k - first] = Parts(scene, grid, shares, window.Pairs[pair].Source, e);
                total += scene.Choices[e] * weights[pair] * parts[k - first].Sum();
            }
            sums.LogIntensity += Math.Log(total);
            for (int k = first; k < end; k++)
            {
                int pair = window.CandidatePairs[k];
                for (int b = 0; b < Doubles8.Count; b++)
                {
                    double credit = scene.Choices[e] * weights[pair] * parts[k - first][b] / total;
                    sums.ByDecay[b] += credit;
                    sums.ByPair[pair] += credit;
                }
            }
        }
        return sums;
    }

    private static double[] Parts(InfluenceScene scene, DecayGrid grid, in Doubles8 shares, int source, int e)
    {
        var parts = new double[Doubles8.Count];
        for (int past = 0; scene.Events.TimeTicks[past] < scene.Events.TimeTicks[e]; past++)
        {
            for (int b = 0; b < Doubles8.Count && scene.Events.Sources[past] == source; b++)
            {
                double age = scene.Events.TimeTicks[e] - scene.Events.TimeTicks[past];
                parts[b] += shares[b] * grid.Density(b, age);
            }
        }
        return parts;
    }
}
