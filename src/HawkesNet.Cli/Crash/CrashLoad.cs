using HawkesNet.Cli.Bench;
using HawkesNet.Cli.Http;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Crash;

/// <summary>Posts bodies of events with ids over several connections, and posts each again until it is
/// acknowledged.</summary>
/// <remarks>Event n has the id "n" and the time of a fixed start plus n gaps. No connection runs further ahead of the
/// oldest unacknowledged body than the reorder window holds, so nothing is late however often bodies are sent
/// again.</remarks>
internal sealed class CrashLoad(ServiceClient client, string network, int connections)
{
    /// <summary>Events of one body.</summary>
    public const int RowsPerBody = 20;

    private const int BodiesAheadMax = 16;
    private const long GapNanoseconds = 10_000_000;
    // Many small bodies: many commits for a kill to fall into, at a rate that a busy machine can learn.
    private static readonly TimeSpan bodyPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan retryPause = TimeSpan.FromMilliseconds(15);
    private readonly Lock gate = new();
    private readonly SortedSet<int> open = [];
    private readonly List<string> faults = [];
    private int nextBody;
    private bool stopping;

    /// <summary>Events acknowledged so far; they are 0..n-1 once the load has ended.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Posts without an answer, or with one to try again later, so that the body was sent again.</summary>
    public int SentAgain { get; private set; }

    /// <summary>Bodies found stored when sent again: committed, but not answered so.</summary>
    public int KnownWhenSentAgain { get; private set; }

    /// <summary>Answers that break a promise.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Posts until told to stop; ends when every body taken is acknowledged and learned.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => WorkAsync(cancel)));
        await PostUntilAnsweredAsync(Take()!.Value, "&ack=applied", cancel);
    }

    /// <summary>Takes no further body.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopping = true;
        }
    }

    private async Task WorkAsync(CancellationToken cancel)
    {
        while (!IsStopping())
        {
            if (Take() is { } body)
            {
                await PostUntilAnsweredAsync(body, "", cancel);
                await Task.Delay(bodyPause, cancel);
            }
            else
            {
                await Task.Delay(2, cancel);
            }
        }
    }

    private bool IsStopping()
    {
        lock (gate)
        {
            return stopping;
        }
    }

    private int? Take()
    {
        lock (gate)
        {
            if (open.Count > 0 && nextBody >= open.Min + BodiesAheadMax)
            {
                return null;
            }
            open.Add(nextBody);
            return nextBody++;
        }
    }

    private async Task PostUntilAnsweredAsync(int body, string ack, CancellationToken cancel)
    {
        byte[] text = IngestBench.Body(
            BodyFormat.NdJson, (long)body * RowsPerBody, RowsPerBody, actors: 60, GapNanoseconds);
        bool again = false;
        while (true)
        {
            try
            {
                Settle(body, again, await client.PostEventsAsync(
                    network, text, "application/x-ndjson", "unit=ns" + ack, cancel));
                return;
            }
            catch (Exception e) when (
                e is HttpRequestException or IOException or ServiceException { Status: 429 or >= 500 })
            {
                again = true;
                lock (gate)
                {
                    SentAgain++;
                }
                await Task.Delay(retryPause, cancel);
            }
        }
    }

    private void Settle(int body, bool again, PostAnswer answer)
    {
        lock (gate)
        {
            open.Remove(body);
            Acknowledged += RowsPerBody;
            KnownWhenSentAgain += answer.Duplicates == RowsPerBody ? 1 : 0;
            bool whole = answer.Accepted == RowsPerBody || (again && answer.Duplicates == RowsPerBody);
            if (!whole || !answer.Durable)
            {
                faults.Add($"body {body}{(again ? " (sent again)" : "")}: accepted {answer.Accepted}, duplicates "
                    + $"{answer.Duplicates}, late {answer.Late}, rejected {answer.Rejected}, durable {answer.Durable}");
            }
        }
    }
}
