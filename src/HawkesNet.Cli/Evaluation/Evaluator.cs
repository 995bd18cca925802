using System.Diagnostics;
using HawkesNet.Cli.Events;
using HawkesNet.Model;
using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Inference;

namespace HawkesNet.Cli.Evaluation;

/// <summary>Learns the train rows of a file and scores its test rows, parameters frozen and going on.</summary>
/// <remarks>A further pass (passes above 1) presents the train rows again, later by the span of train and one mean gap.
/// Sequence files: all train sequences run side by side from tick 0; all test sequences start together one tick after
/// the last train event, as new actors, and what the model still expects of the train sequences in that time is
/// taken out of the compensator (<see cref="SilentActors"/>).</remarks>
internal sealed class Evaluator(EventTable table, ModelSpec spec, int passes)
{
    private readonly OnlineLearner learner = new(spec);
    private StreamScore train;
    private double seconds;
    private double cpuSeconds;

    /// <summary>The model at the end of train.</summary>
    public ModelView View { get; private set; } = null!;

    /// <summary>Learns, scores, and where a window is given predicts links.</summary>
    public EvaluationReport Run(long? linkWindowTicks)
    {
        Learn();
        View = learner.Publish();
        byte[] state = learner.Serialize();
        StreamScore frozen = ScoreTest(Copy(state, freeze: true));
        StreamScore learning = ScoreTest(Copy(state, freeze: false));
        LinkPrediction? links = linkWindowTicks is { } window
            ? LinkPrediction.Of(Copy(state, freeze: true), table, window)
            : null;
        ModelDiagnostics fit = View.Diagnose();
        return new EvaluationReport
        {
            TestLogLikelihood = frozen.PerEvent(table.Scale),
            PrequentialTrain = train.PerEvent(table.Scale),
            PrequentialTest = learning.PerEvent(table.Scale),
            PoissonFloor = Floor(),
            LinkAuc = links?.Auc,
            LinkAucNewPairs = links?.AucNewPairs,
            KsDistance = Finite(fit.KsDistance),
            BranchingRatio = Finite(fit.BranchingRatio),
            EffectiveClusters = Finite(fit.EffectiveClusters),
            TrainEvents = table.Train.Count,
            TestEvents = table.Test.Count,
            SelfEvents = table.SelfRows,
            Actors = table.Actors.Count,
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

    private long TestShiftTicks => table.IsSequences ? EndTicks + 1 : (passes - 1) * PassTicks;

    private void Learn()
    {
        int actors = table.IsSequences ? table.TrainActors : table.Actors.Count;
        learner.DeclareUniverse(actors, table.Types.Count, table.IsTargeted, table.IsTargetless);
        TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        for (int pass = 0; pass < passes; pass++)
        {
            StreamScore score = StreamScore.Of(learner.Step, table.Train, pass * PassTicks);
            train = pass == 0 ? score : train;
        }
        seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        cpuSeconds = (Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds;
    }

    private OnlineLearner Copy(byte[] state, bool freeze)
    {
        OnlineLearner copy = OnlineLearner.Deserialize(spec, state);
        if (freeze)
        {
            copy.Freeze();
        }
        return copy;
    }

    private StreamScore ScoreTest(OnlineLearner copy)
    {
        if (table.Test.Count == 0)
        {
            return default;
        }
        StreamScore score = StreamScore.Of(copy.Step, table.Test, TestShiftTicks);
        if (!table.IsSequences)
        {
            return score;
        }
        long end = table.Test.TimeTicks[^1] + TestShiftTicks;
        double silent = SilentActors.ExpectedEvents(View, table.TrainActors, EndTicks, end);
        return score with { Compensator = score.Compensator - silent };
    }

    private double? Floor()
    {
        if (table.Test.Count == 0 || table.IsSequences)
        {
            return null;
        }
        return StreamScore.Of(new PoissonFloor(table).Step, table.Test).PerEvent(table.Scale);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
