using HawkesNet.Model.Inference;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Rhythms;

/// <summary>The likelihood of the stream so far under a rhythm, all parameters being those of now.</summary>
internal sealed class RhythmTrial
{
    private readonly ModelState state;
    private readonly EarlyEvent[] events;
    private readonly double[] marks;
    private readonly int scoredFrom;
    private readonly LearningDevice device;

    public RhythmTrial(ModelState state, ReadOnlySpan<EarlyEvent> events, int scoredFrom, LearningDevice device)
    {
        this.state = state;
        this.events = events.ToArray();
        this.scoredFrom = scoredFrom;
        this.device = device;
        marks = WindowMarks.Of(events, state.Marks);
    }

    /// <summary>Log-likelihood of the events scored: in operational time, and back by what that is stretched
    /// (equation 39).</summary>
    public double LogLikelihood(Rhythm rhythm)
    {
        // The first event's operational time may not be before the origin of the state.
        Rhythm shifted = rhythm.Through(events[0].StreamTicks, state.OriginTicks);
        double stretch = 0;
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = events[i] with { TimeTicks = shifted.ToOperational(events[i].StreamTicks) };
            stretch += i < scoredFrom ? 0 : Math.Log(shifted.Level(events[i].StreamTicks));
        }
        using var likelihood = new WindowLikelihood(state, events, scoredFrom, device);
        double baseline = state.Parameters.BaselineFactor * state.BaselineRateSum
            * Events.StreamTime.Elapsed(events[scoredFrom].TimeTicks, events[^1].TimeTicks);
        return likelihood.At(state.Grid, marks).LogLikelihood - baseline + stretch;
    }
}
