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
    private const int PartsOfDayMax = 4;

    /// <summary>Terms of the Fourier series of a day.</summary>
    public const int HarmonicsOfDay = 12;

    public const int DaysOfWeek = 7;

    /// <summary>Fewest whole periods a rhythm is learned from.</summary>
    public const int PeriodsMin = 5;

    /// <summary>What a rhythm has to gain.</summary>
    public const double MarginNats = 3;

    /// <summary>Finds the best rhythm for the events so far and goes over to it.</summary>
    /// <returns>The shortest period that the grid of their times allows.</returns>
    public static double Run(
        ModelState state, EarlyEvents early, EventWindow? window, int scoredFrom, LearningDevice device)
    {
        long[] times = Times(early.Events);
        if (times[0] == times[^1])
        {
            return double.PositiveInfinity;
        }
        double shortest = RhythmProfile.Cells * TimeGrid.Step(times);
        List<Candidate> candidates = Candidates(times, state, shortest);
        if (candidates.Count == 0 && state.Rhythm.IsFlat)
        {
            return shortest;
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
        return shortest;
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
    private static List<Candidate> Candidates(long[] times, ModelState state, double shortest)
    {
        var result = new List<Candidate>();
        foreach ((long ticks, int harmonics, double cost) in Periods(times, state)
            .Where(one => one.Ticks >= shortest).DistinctBy(one => one.Ticks))
        {
            var profile = RhythmProfile.Of(times, ticks, harmonics);
            if (profile.Levels(PeriodsMin) is { } levels)
            {
                var rhythm = new Rhythm(times[0], ticks, levels);
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
        double span = StreamTime.Elapsed(times[0], times[^1]);
        foreach (long period in RhythmPeriods.Find(times, PeaksTried))
        {
            // A day known beforehand does not drift; one found is out by a little in each period.
            long? known = KnownDay(state.Spec.DayTicks, span, period);
            double cost = known is null ? Math.Log(RhythmPeriods.PeriodsMax) : 0;
            long day = known ?? period;
            yield return (day, HarmonicsOfDay, cost);
            yield return (day * DaysOfWeek, HarmonicsOfDay * DaysOfWeek, cost);
        }
    }

    /// <summary>The day of which a period, or its multiple, is one to within half a turn over the span.</summary>
    /// <remarks>Where mornings and evenings are busy, half a day may be the higher peak.</remarks>
    private static long? KnownDay(IReadOnlyList<long> days, double span, long period)
    {
        foreach (long day in days)
        {
            for (int parts = 1; parts <= PartsOfDayMax; parts++)
            {
                if (Math.Abs((span / (parts * (double)period)) - (span / day)) < 0.5)
                {
                    return day;
                }
            }
        }
        return null;
    }

    /// <param name="Rhythm">The rhythm.</param>
    /// <param name="Cost">Nats that its parameters gain by fitting nothing (Akaike 1974), and those of choosing its
    /// period among all that were looked at.</param>
    private readonly record struct Candidate(Rhythm Rhythm, double Cost);
}
