using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Rhythms;

/// <summary>Finds the rhythm of a day or week that is known by its length, or a change of it, once the stream is too
/// long to be at hand as a whole (docs/model.md, section 14).</summary>
internal sealed class RhythmWatch
{
    /// <summary>Nats per event that another rhythm has to gain.</summary>
    private const double GainPerEventMin = 0.002;

    /// <summary>Fewest events of a day, on average: with fewer its levels are not worth the work.</summary>
    private const double EventsPerDayMin = 32;

    /// <summary>Trust that is left in what was learned in flat time, where a rhythm takes its place: slow excitation
    /// has stood in for it.</summary>
    private const double TrustKept = 0.2;

    private PeriodWatch[] watches = [];
    private bool hasBegun;

    /// <summary>Begins where the search in the whole stream has ended; later calls do nothing.</summary>
    /// <param name="state">The state.</param>
    /// <param name="nowTicks">Stream time of the last event.</param>
    /// <param name="shortestTicks">The shortest period that the grid of the times allows.</param>
    public void Begin(ModelState state, long nowTicks, double shortestTicks)
    {
        if (hasBegun)
        {
            return;
        }
        hasBegun = true;
        long origin = state.Rhythm.IsFlat ? state.OriginTicks : state.Rhythm.OriginTicks;
        double shortest = Math.Max(
            shortestTicks, EventsPerDayMin * StreamTime.Elapsed(origin, nowTicks) / state.EventCount);
        watches = [.. state.Spec.DayTicks.Where(day => day >= shortest).Distinct()
            .SelectMany(day => Watches(origin, day, nowTicks))];
    }

    /// <summary>Takes in events that have been scored.</summary>
    /// <param name="stream">Events, times being the stream's.</param>
    /// <param name="start">The first of them.</param>
    /// <param name="compensators">Events expected between each and the one before. [events]</param>
    public void Add(EventBatch stream, int start, ReadOnlySpan<double> compensators)
    {
        foreach (PeriodWatch watch in watches)
        {
            for (int i = 0; i < compensators.Length; i++)
            {
                watch.Add(stream.TimeTicks[start + i], compensators[i]);
            }
        }
    }

    /// <summary>Goes over to the rhythm that gains most, if one gains enough: from now on, the past as it
    /// was.</summary>
    /// <param name="state">The state.</param>
    /// <param name="evidence">What its parameters rest on.</param>
    /// <param name="nowTicks">Stream time of the last event.</param>
    public void Run(ModelState state, Evidence evidence, long nowTicks)
    {
        if (Best(state.Rhythm) is not { } best)
        {
            return;
        }
        if (state.Rhythm.IsFlat)
        {
            evidence.Discount(TrustKept);
        }
        Rhythm rhythm = new Rhythm(best.OriginTicks, best.PeriodTicks, best.Levels.ToArray())
            .Through(nowTicks, state.ClockTicks);
        evidence.Window?.Retime(state.Rhythm, rhythm, state.ClockTicks);
        state.Rhythm = rhythm;
        foreach (PeriodWatch watch in watches)
        {
            watch.ForgetPredictions();
        }
    }

    /// <summary>The watch that gains most of those that gain enough; a day does not take the place of a
    /// week.</summary>
    private PeriodWatch? Best(Rhythm present)
    {
        PeriodWatch? best = null;
        foreach (PeriodWatch watch in watches)
        {
            double least = RhythmRefinement.MarginNats + (GainPerEventMin * watch.Events);
            bool isWorthIt = watch.Gain >= Math.Max(least, best?.Gain ?? 0) && !watch.Levels.IsEmpty;
            best = isWorthIt && (present.IsFlat || watch.PeriodTicks >= present.PeriodTicks) ? watch : best;
        }
        return best;
    }

    public void Transfer(IStateTransfer transfer)
    {
        hasBegun = transfer.Value(hasBegun);
        int count = transfer.Value(watches.Length);
        if (transfer is StateReader reader)
        {
            reader.Require(count, sizeof(long));
            watches = new PeriodWatch[count];
        }
        for (int w = 0; w < count; w++)
        {
            long origin = transfer.Value(watches[w]?.OriginTicks ?? 0);
            long period = transfer.Value(watches[w]?.PeriodTicks ?? 0);
            int harmonics = transfer.Value(watches[w]?.Harmonics ?? 0);
            if (transfer is StateReader)
            {
                watches[w] = Read(origin, period, harmonics);
            }
            watches[w].Transfer(transfer);
        }
    }

    private static PeriodWatch Read(long origin, long period, int harmonics)
    {
        if (period < 1 || harmonics is < 1 or > RhythmProfile.Cells / 2)
        {
            throw new FormatException("the state holds an impossible watch of a period");
        }
        return new PeriodWatch(origin, period, harmonics, origin);
    }

    private static IEnumerable<PeriodWatch> Watches(long origin, long day, long now)
    {
        yield return new PeriodWatch(origin, day, RhythmRefinement.HarmonicsOfDay, now);
        const int days = RhythmRefinement.DaysOfWeek;
        yield return new PeriodWatch(origin, day * days, RhythmRefinement.HarmonicsOfDay * days, now);
    }
}
