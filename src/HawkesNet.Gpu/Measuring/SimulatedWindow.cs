using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Gpu.Measuring;

/// <summary>A stream between actors who mostly address a few partners, popular ones more often, for measuring only: its
/// times excite nothing.</summary>
internal sealed class SimulatedWindow
{
    private const int Partners = 8;
    private const double MeanGapTicks = 1_000_000;
    private const double HistoryShare = 0.25;
    private const double ComponentWeight = 0.02;

    public SimulatedWindow(int actors, int events)
    {
        State.GrowActors(actors);
        double longest = MeanGapTicks * actors * 20;
        for (int p = 0; p < ParameterLayout.ChoiceStart; p++)
        {
            State.Parameters.Theta[p] = ParameterLayout.IsUsed(p) ? ComponentWeight : 0;
        }
        State.SetGrid(DecayGrid.LogSpaced(MeanGapTicks, longest));
        Events = new EarlyEvent[events];
        Marks = new double[events];
        Marks.AsSpan().Fill(1);
        var rng = new CounterRng(1);
        long time = 0;
        for (int e = 0; e < events; e++)
        {
            time += 1 + (long)rng.Exponential(1 / MeanGapTicks);
            int source = Popular(rng, actors);
            int target = (source + 1 + (rng.Below(Partners) * rng.Below(Partners))) % actors;
            Events[e] = new EarlyEvent(
                time, source, target, 0, 0, 1, 1 / (MeanGapTicks * actors * Partners), 0.1, 0.1, 0.1);
        }
        ScoredFrom = (int)(events * HistoryShare);
    }

    public ModelState State { get; } = new(new ModelSpec());

    public EarlyEvent[] Events { get; }

    public double[] Marks { get; }

    public int ScoredFrom { get; }

    /// <summary>The same events as the learner is given them.</summary>
    public EventBatch ToBatch()
    {
        var batch = new EventBatch(Events.Length);
        foreach (ref readonly EarlyEvent one in Events.AsSpan())
        {
            batch.Add(one.TimeTicks, one.Source, one.Target, 0);
        }
        return batch;
    }

    private static int Popular(CounterRng rng, int actors)
    {
        double u = rng.Uniform();
        return (int)(u * u * actors);
    }
}
