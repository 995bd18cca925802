using HawkesNet.Service.Learning;
using HawkesNet.Storage;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Ingest;

/// <summary>The one writer of a network's log. Bodies wait in a bounded queue; all that wait are judged in order of
/// arrival, written in one transaction, and answered once that is durable; then they go to the learner.</summary>
/// <remarks>When a commit fails nothing is acknowledged and nothing of it is remembered; the log's end is read again
/// before the next commit, since the failed one may have taken place after all.</remarks>
public sealed class LogWriter
{
    /// <summary>Silence after which held-back events are released by a flush marker.</summary>
    public static readonly TimeSpan SilenceBeforeFlush = TimeSpan.FromSeconds(5);

    /// <summary>The answer when nothing was stored.</summary>
    internal static readonly AppendResult Unavailable = Nothing(AppendOutcome.StoreUnavailable);

    /// <summary>The answer when another service holds the network.</summary>
    internal static readonly AppendResult HeldElsewhere = Nothing(AppendOutcome.HeldElsewhere);

    /// <summary>The answer when the queue is full.</summary>
    internal static readonly AppendResult Full = Nothing(AppendOutcome.QueueFull);

    private const int GroupEventsMax = 131_072;

    private readonly WorkQueue<Body> queue;
    private readonly List<Body> bodies = [];
    private readonly List<AppendResult> results = [];
    private readonly EventLog log;
    private readonly LogHead head;
    private readonly LogGroup group;
    private readonly LearnerLoop learner;
    private readonly ILogger logger;
    private readonly string network;
    private LogStatus status;
    private long duplicates;
    private bool isEndUnknown;

    internal LogWriter(
        string network, EventLog log, LogHead head, LogGroup group, LearnerLoop learner, WorkQueue<Body> queue,
        ILogger logger)
    {
        this.network = network;
        this.log = log;
        this.head = head;
        this.group = group;
        this.learner = learner;
        this.queue = queue;
        this.logger = logger;
        duplicates = head.Counts.Duplicates;
        status = new LogStatus(head.Counts, duplicates, head.Watermark);
    }

    /// <summary>What the log holds, as of the last commit. Any thread.</summary>
    internal LogStatus Status => Volatile.Read(ref status);

    /// <summary>Silence after which this writer releases held-back events.</summary>
    internal TimeSpan Silence { get; init; } = SilenceBeforeFlush;

    /// <summary>The right to write the network; null: nobody else can.</summary>
    internal NetworkLease? Lease { get; init; }

    /// <summary>Puts a body in the queue; completes when it is committed (or applied, where asked), or
    /// refused.</summary>
    internal static Task<AppendResult> Enqueue(
        WorkQueue<Body> queue, EventRows rows, AppendOptions options, CancellationToken cancel)
    {
        var body = new Body(rows, options, cancel);
        return queue.TryAdd(body, Math.Max(1, rows.Count))
            ? body.Answer.Task
            : Task.FromResult(queue.IsCompleted ? Unavailable : Full);
    }

    /// <summary>Completes when every body that was in the queue before has been handed to the learner, or
    /// refused.</summary>
    internal static Task BarrierAsync(WorkQueue<Body> queue)
    {
        var barrier = new Body(new EventRows(), new AppendOptions(false, false, false, null, null, 0), default);
        return queue.Post(barrier) ? barrier.Answer.Task : Task.CompletedTask;
    }

    /// <summary>Wakes the writer of a queue, so that it looks whether it still may write.</summary>
    internal static void Wake(WorkQueue<Body> queue) => _ = BarrierAsync(queue);

    /// <summary>Writes until the queue is completed and empty.</summary>
    /// <exception cref="LeaseLostException">Another service has taken the network over; bodies that were taken from the
    /// queue are not answered.</exception>
    internal void Run()
    {
        while (!queue.IsDone)
        {
            TimeSpan wait = head.Watermark.HoldsBack ? Silence : Timeout.InfiniteTimeSpan;
            bodies.Clear();
            if (queue.TryTake(wait, out Body? body))
            {
                TakeWaiting(body);
                RequireLease();
                CommitBodies();
            }
            else if (!queue.IsCompleted && TryCommit(group.AddFlush))
            {
                Learn();
            }
        }
    }

    /// <summary>After the end: refuses the bodies that were taken from the queue and not answered.</summary>
    internal void RefuseTaken(AppendResult answer)
    {
        foreach (Body body in bodies)
        {
            body.Answer.TrySetResult(answer);
        }
    }

    /// <summary>Refuses the bodies that wait in a queue.</summary>
    internal static void RefuseWaiting(WorkQueue<Body> queue, AppendResult answer)
    {
        while (queue.TryTake(TimeSpan.Zero, out Body? body))
        {
            body.Answer.TrySetResult(answer);
        }
    }

    private void RequireLease()
    {
        if (Lease is { IsHeld: false })
        {
            throw new LeaseLostException(network);
        }
    }

    private void TakeWaiting(Body first)
    {
        int rows = 0;
        Body? next = first;
        do
        {
            if (next.Cancel.IsCancellationRequested)
            {
                next.Answer.TrySetCanceled(next.Cancel);
                continue;
            }
            bodies.Add(next);
            rows += next.Rows.Count;
        }
        while (rows < GroupEventsMax && queue.TryTake(TimeSpan.Zero, out next));
    }

    private void CommitBodies()
    {
        results.Clear();
        bool committed = TryCommit(() =>
        {
            foreach (Body body in bodies)
            {
                results.Add(Admit(body));
            }
        });
        AnswerBodies(committed);
        if (committed)
        {
            Learn();
        }
        // Their rows are not held until the next body comes.
        bodies.Clear();
    }

    /// <summary>Fills a group, commits it, and hands it to the learner; false: nothing was stored.</summary>
    private bool TryCommit(Action fill)
    {
        try
        {
            FindEnd();
            group.DuplicatesBefore = duplicates;
            group.Clear();
            fill();
            if (group.Batches.Count > 0 || group.Answers.Count > 0)
            {
                isEndUnknown = true;
                log.Append(group.Batches, group.Answers);
                isEndUnknown = false;
            }
        }
        catch (StoreUnavailableException e)
        {
            head.ForgetUncommittedNames();
            logger.CommitFailed(network, bodies.Count, e.Message);
            return false;
        }
        duplicates += group.Duplicates;
        foreach (LogBatch batch in group.Batches)
        {
            head.Apply(batch);
        }
        Volatile.Write(ref status, new LogStatus(head.Counts, duplicates, head.Watermark));
        return true;
    }

    /// <summary>After a failed commit: takes in the rows that are in the log all the same.</summary>
    private void FindEnd()
    {
        if (isEndUnknown)
        {
            foreach (LogBatch batch in log.ReadFrom(head.Counts.Sequence + 1))
            {
                head.Apply(batch);
                learner.Learn(batch);
            }
            isEndUnknown = false;
        }
    }

    private AppendResult Admit(Body body)
    {
        string? key = body.Options.IdempotencyKey;
        if (key is null)
        {
            return group.Admit(body.Rows, body.Options);
        }
        byte[] digest = body.Options.BodySha256 ?? [];
        if ((group.FindAnswer(key) ?? log.FindAnswer(key)) is KeptAnswer kept)
        {
            return kept.BodySha256.AsSpan().SequenceEqual(digest)
                ? new AppendResult(AppendOutcome.Repeated, 0, body.Rows.Count, 0, null, null, [], kept.Answer)
                : Nothing(AppendOutcome.KeyConflict);
        }
        AppendResult result = group.Admit(body.Rows, body.Options);
        if (result.Outcome == AppendOutcome.Committed)
        {
            group.Keep(new KeptAnswer(key, digest, body.Options.ComposeAnswer?.Invoke(result) ?? []));
        }
        return result;
    }

    /// <summary>Answers at once what need not wait for the learner, and all when nothing was stored.</summary>
    private void AnswerBodies(bool committed)
    {
        for (int i = 0; i < bodies.Count; i++)
        {
            if (!committed || !bodies[i].AfterLearner)
            {
                bodies[i].Answer.TrySetResult(committed ? results[i] : Unavailable);
            }
        }
    }

    /// <summary>Hands the group to the learner, and answers the rest of its bodies when it has been learned.</summary>
    private void Learn()
    {
        foreach (LogBatch batch in group.Batches)
        {
            learner.Learn(batch);
        }
        Task? applied = null;
        for (int i = 0; i < bodies.Count; i++)
        {
            if (bodies[i].Options.AwaitApplied)
            {
                applied ??= learner.WhenAppliedAsync();
                _ = AnswerAfterAsync(applied, bodies[i], results[i]);
            }
            else if (bodies[i].AfterLearner)
            {
                bodies[i].Answer.TrySetResult(results[i]);
            }
        }
    }

    private static async Task AnswerAfterAsync(Task applied, Body body, AppendResult result)
    {
        try
        {
            await applied.ConfigureAwait(false);
            body.Answer.TrySetResult(result);
        }
        catch (LearnerStoppedException e)
        {
            body.Answer.TrySetException(e);
        }
    }

    private static AppendResult Nothing(AppendOutcome outcome) => new(outcome, 0, 0, 0, null, null, []);

    /// <summary>A body that waits.</summary>
    internal sealed record Body(EventRows Rows, AppendOptions Options, CancellationToken Cancel)
    {
        /// <summary>Whether it is answered only after its group went to the learner; one without rows is a
        /// barrier.</summary>
        public bool AfterLearner => Options.AwaitApplied || Rows.Count == 0;

        public TaskCompletionSource<AppendResult> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>What the log holds, as of a commit.</summary>
    internal sealed record LogStatus(LogCounts Counts, long Duplicates, Watermark Watermark);
}
