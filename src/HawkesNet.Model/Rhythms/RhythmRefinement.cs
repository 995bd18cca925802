using HawkesNet.Model.Clustering;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Rhythms;

/// <summary>Learns whether the stream has a rhythm, and which, while the whole stream is at hand.</summary>
/// <remarks>Rhythms compete with none by the likelihood of the window in the operational time of each, less what they
/// cost (docs/model.md, section 14).</remarks>
internal static class RhythmRefinement
{
    private const int PeaksTried = 3;
    private const int HarmonicsOfDay = 12;
    private const int DaysOfWeek = 7;
    private const int PeriodsMin = 5;
    private const double MarginNats = 3;

    /// <summary>Finds the best rhythm for the events so far and goes over to it.</summary>
    public static void Run(
        ModelState state, EarlyEvents early, EventWindow? window, int scoredFrom, LearningDevice device)
    {
        long[] times = Times(early.Events);
        List<Candidate> candidates = times[0] == times[^1] ? [] : Candidates(times, state);
        if (candidates.Count == 0 && state.Rhythm.IsFlat)
        {
            return;
        }
        var trial = new RhythmTrial(state, early.Events, scoredFrom, device);
        Rhythm best = Rhythm.Flat;
        double bestGain = trial.LogLikelihood(Rhythm.Flat) + MarginNats;
        foreach (Candidate candidate in candidates)
        {
            double gain = trial.LogLikelihood(candidate.Rhythm) - candidate.Cost;
            if (gain > bestGain)
            {
                (best, bestGain) = (candidate.Rhythm, gain);
            }
        }
        if (!best.IsFlat || !state.Rhythm.IsFlat)
        {
            RhythmChange.Run(state, early, window, best.Through(times[^1], state.ClockTicks));
        }
    }

    private static long[] Times(ReadOnlySpan<EarlyEvent> events)
    {
        var times = new long[events.Length];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = events[i].StreamTicks;
        }
        return times;
    }

    /// <summary>Rhythms worth a trial: those under which the times alone are more probable by more than they
    /// cost.</summary>
    private static List<Candidate> Candidates(long[] times, ModelState state)
    {
        var result = new List<Candidate>();
        foreach ((long ticks, int harmonics, double cost) in Periods(times, state).DistinctBy(one => one.Ticks))
        {
            var profile = RhythmProfile.Of(times, ticks, harmonics, PeriodsMin);
            if (profile.Rhythm is { } rhythm)
            {
                var candidate = new Candidate(rhythm, profile.EffectiveParameters + cost);
                if (times.Sum(time => Math.Log(rhythm.Level(time))) > candidate.Cost + MarginNats)
                {
                    result.Add(candidate);
                }
            }
        }
        return result;
    }

    /// <summary>Periods to look at, each with the most terms of its series and what choosing it costs.</summary>
    private static IEnumerable<(long Ticks, int Harmonics, double Cost)> Periods(long[] times, ModelState state)
    {
        foreach (long day in state.Spec.DayTicks)
        {
            yield return (day, HarmonicsOfDay, 0);
            yield return (day * DaysOfWeek, HarmonicsOfDay * DaysOfWeek, 0);
        }
        double choice = Math.Log(RhythmPeriods.PeriodsMax);
        if (!state.Rhythm.IsFlat)
        {
            yield return (state.Rhythm.PeriodTicks, RhythmProfile.Cells / 2, choice);
        }
        double span = StreamTime.Elapsed(times[0], times[^1]);
        foreach (long period in RhythmPeriods.Find(times, PeaksTried))
        {
            // A day known beforehand does not drift; one found is out by a little in each period.
            if (!state.Spec.DayTicks.Any(day => IsWithin(span, period, day) || IsWithin(span, period, day * DaysOfWeek)))
            {
                yield return (period, HarmonicsOfDay, choice);
                yield return (period * DaysOfWeek, HarmonicsOfDay * DaysOfWeek, choice);
            }
        }
    }

    /// <summary>Whether two periods stay together to within half a period over a span.</summary>
    private static bool IsWithin(double span, long period, long other) =>
        Math.Abs((span / period) - (span / other)) < 0.5;

    /// <param name="Rhythm">The rhythm.</param>
    /// <param name="Cost">Nats that its parameters gain by fitting nothing (Akaike 1974), and those of choosing its
    /// period among all that were looked at.</param>
    private readonly record struct Candidate(Rhythm Rhythm, double Cost);
}
