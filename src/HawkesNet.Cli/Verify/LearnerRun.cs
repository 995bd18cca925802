using HawkesNet.Cli.Evaluation;
using HawkesNet.Model;
using HawkesNet.Model.Inference;

namespace HawkesNet.Cli.Verify;

/// <summary>One pass of a learner over a sample, as the service does it: batches in, views out, nothing told
/// beforehand. Memberships are brought up to date once more at the end.</summary>
internal static class LearnerRun
{
    private const int WarmEvents = 20_000;

    /// <summary>Learns the first events of a sample and forgets them: the measured learner then runs compiled code, as
    /// in a service that has run for long.</summary>
    public static void Warm(Sample sample, ModelSpec spec)
    {
        var learner = new OnlineLearner(sample.Adjust(spec));
        StreamScore.Of(learner.Step, sample.Events, 0, 0, Math.Min(WarmEvents, sample.Events.Count));
        learner.Publish();
    }

    /// <summary>Learns and measures; a learner that stops is a result too.</summary>
    public static SeedResult Measure(Sample sample, ModelSpec spec, ulong seed)
    {
        var result = new SeedResult { Seed = seed, Events = sample.Events.Count };
        try
        {
            return Learn(sample, sample.Adjust(spec), result);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return result with { Failure = $"{e.GetType().Name}: {e.Message}" };
        }
    }

    private static SeedResult Learn(Sample sample, ModelSpec spec, SeedResult result)
    {
        var learner = new OnlineLearner(spec);
        int half = sample.Events.Count / 2;
        var looks = new List<ModelView>();
        StreamScore score = default, first = default;
        TimeSpan cpu = TimeSpan.Zero;
        int from = 0;
        foreach (int end in sample.LooksAfter.Append(half).Append(sample.Events.Count).Distinct().Order())
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            score += StreamScore.Of(learner.Step, sample.Events, 0, from, end);
            cpu += Environment.CpuUsage.TotalTime - before;
            from = end;
            first = end == half ? score : first;
            if (sample.LooksAfter.Contains(end))
            {
                looks.Add(learner.Publish());
            }
        }
        TimeSpan beforeView = Environment.CpuUsage.TotalTime;
        learner.Conclude();
        ModelView final = learner.Publish();
        cpu += Environment.CpuUsage.TotalTime - beforeView;
        result = result with { EventsPerSecond = sample.Events.Count / Math.Max(cpu.TotalSeconds, 1e-6) };
        return sample.Measure(AddGains(result, sample, first, score), final, looks);
    }

    // The learner holds its first events back and scores them later: the truth is taken over the same events.
    private static SeedResult AddGains(SeedResult result, Sample sample, StreamScore first, StreamScore all)
    {
        if (sample.LogLikelihoods([(int)first.Events, (int)all.Events]) is not { } truth)
        {
            return result;
        }
        double gainFirst = LogLikelihood(first) - truth[0];
        double gain = LogLikelihood(all) - truth[1];
        return result with
        {
            Gain = gain / all.Events,
            GainSecondHalf = (gain - gainFirst) / (all.Events - first.Events),
        };
    }

    private static double LogLikelihood(StreamScore score) =>
        score.LogIntensity + (score.Events * Math.Log(Sample.TicksPerSecond)) - score.Compensator;
}
