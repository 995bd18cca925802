using System.Diagnostics;
using HawkesNet.Cli.Events;
using HawkesNet.Model;
using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Service.Learning;

namespace HawkesNet.Cli.Evaluation;

/// <summary>Learns the train rows of a file and scores its test rows, parameters frozen and going on.</summary>
/// <remarks>A further pass (passes above 1) presents the train rows again, later by the span of train and one mean gap.
/// Sequence files (<see cref="SequenceLayout"/>): all sequences share their parameters; a test sequence has only itself
/// as its past, and the first event of a sequence starts its clock and is not scored.</remarks>
internal sealed class Evaluator(EventTable table, ModelSpec spec, int passes, LearningDevice? device = null)
{
    private const int TraceStretchesMin = 60;
    private readonly OnlineLearner learner = new(spec, device);
    private readonly ScoreTrace trace = new();
    private Action<long> progress = _ => { };
    private CancellationToken cancel;
    private long done;
    private StreamScore train;
    private double seconds;
    private double cpuSeconds;

    /// <summary>The model at the end of train.</summary>
    public ModelView View { get; private set; } = null!;

    /// <summary>How well each stretch of the train rows was predicted, as nats per event with time in ticks.</summary>
    public IReadOnlyList<ScorePoint> Trace => trace.ToArray();

    /// <summary>How many events <see cref="Run"/> reports at its end.</summary>
    public long EventsTotal => ((long)table.Train.Count * passes) + (2L * table.Test.Count);

    /// <summary>Learns, scores, and where a window is given predicts links.</summary>
    /// <param name="linkWindowTicks">Length of the windows; null: no links are predicted.</param>
    /// <param name="report">Is told how many events are done; null: nobody.</param>
    /// <param name="stop">Ends it between two batches.</param>
    public EvaluationReport Run(
        long? linkWindowTicks, Action<long>? report = null, CancellationToken stop = default)
    {
        progress = report ?? progress;
        cancel = stop;
        Learn();
        View = learner.Publish();
        byte[] state = learner.Serialize();
        StreamScore frozen = table.IsSequences
            ? SequenceScore.Apart(
                () => Copy(state, freeze: true), learner => Counted(learner.Step), table.Test, table.TestStarts,
                EndTicks)
            : Score(Counted(Copy(state, freeze: true).Step), table.Test, table.TestStarts, TestShiftTicks);
        StreamScore learning = Score(
            Counted(Copy(state, freeze: false).Step), table.Test, table.TestStarts, TestShiftTicks);
        LinkPrediction? links = linkWindowTicks is { } window
            ? LinkPrediction.Of(Copy(state, freeze: true), table, window)
            : null;
        ModelDiagnostics fit = View.Diagnose();
        return new EvaluationReport
        {
            Sentences = FitInWords.Of(fit),
            TestLogLikelihood = frozen.PerEvent(table.Scale),
            PrequentialTrain = train.PerEvent(table.Scale),
            PrequentialTest = learning.PerEvent(table.Scale),
            PoissonFloor = Floor(),
            LinkAuc = links?.Auc,
            LinkAucNewPairs = links?.AucNewPairs,
            LinkAucUntrainedPairs = links?.AucUntrainedPairs,
            KsDistance = Finite(fit.KsDistance),
            BranchingRatio = Finite(fit.BranchingRatio),
            EffectiveClusters = Finite(fit.EffectiveClusters),
            RhythmPeriod = fit.Rhythm?.PeriodTicks / table.Scale.TicksPerUnit,
            TrainEvents = table.Train.Count,
            TestEvents = table.Test.Count,
            SelfEvents = table.SelfRows,
            Actors = table.IsSequences ? table.TrainStarts.Count + table.TestStarts.Count : table.Actors.Count,
            Dyads = table.CountDyads(),
            Types = table.Types.Count,
            Seconds = seconds,
            CpuSeconds = cpuSeconds,
            EventsPerSecond = (double)table.Train.Count * passes / seconds,
            PeakBytes = Process.GetCurrentProcess().PeakWorkingSet64,
        };
    }

    private long EndTicks => table.Train.TimeTicks[^1] + ((passes - 1) * PassTicks);

    private long PassTicks
    {
        get
        {
            long span = table.Train.TimeTicks[^1] - table.Train.TimeTicks[0];
            return span + Math.Max(1, span / table.Train.Count);
        }
    }

    private long TestShiftTicks => ((passes - 1) * PassTicks) + (table.IsSequences ? PassTicks : 0);

    private void Learn()
    {
        learner.DeclareUniverse(table.Actors.Count, table.Types.Count, table.IsTargeted, table.IsTargetless);
        TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        for (int pass = 0; pass < passes; pass++)
        {
            StreamScore score = Score(
                Counted(pass == 0 ? Traced(learner.Step) : learner.Step), table.Train, table.TrainStarts,
                pass * PassTicks);
            train = pass == 0 ? score : train;
        }
        seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        cpuSeconds = (Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds;
    }

    private OnlineLearner Copy(byte[] state, bool freeze)
    {
        OnlineLearner copy = OnlineLearner.Deserialize(spec, state, device);
        if (freeze)
        {
            copy.Freeze();
        }
        return copy;
    }

    private Func<EventBatch, StepInfo> Counted(Func<EventBatch, StepInfo> step) => batch =>
    {
        cancel.ThrowIfCancellationRequested();
        StepInfo info = step(batch);
        done += batch.Count;
        progress(done);
        return info;
    };

    private Func<EventBatch, StepInfo> Traced(Func<EventBatch, StepInfo> step) => batch =>
    {
        StepInfo info = step(batch);
        trace.Add(info, learner.Position);
        return info;
    };

    // Batches of any size give the same bits; these give the trace enough stretches.
    private int BatchEvents => Math.Clamp(table.Train.Count / TraceStretchesMin, 32, StreamScore.BatchEventsMax);

    private StreamScore Score(
        Func<EventBatch, StepInfo> step, EventBatch events, IReadOnlyList<int> starts, long shiftTicks) =>
        table.IsSequences
            ? SequenceScore.InOrder(step, events, starts, shiftTicks)
            : StreamScore.Of(step, events, shiftTicks, batchEventsMax: BatchEvents);

    // In a sequence file each channel is a type, whose rate is over the time of the sequences.
    private double? Floor()
    {
        if (table.Test.Count == 0)
        {
            return null;
        }
        var floor = new PoissonFloor(table);
        return Score(floor.Step, table.Test, table.TestStarts, table.IsSequences ? table.Train.TimeTicks[^1] : 0)
            .PerEvent(table.Scale);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
