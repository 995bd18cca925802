using HawkesNet.Service.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HawkesNet.Service.Ingest;

/// <summary>What the body of one request holds of the budget, from its first byte until its rows are committed or
/// refused. Used by one thread at a time; disposing it gives everything back.</summary>
internal sealed class BodyMemory : IDisposable
{
    private const int RetrySeconds = 1;
    private readonly BodyBudget budget;
    private readonly string client;
    private long held;
    private Task? use;
    private bool areRows;

    internal BodyMemory(BodyBudget budget, string client)
    {
        this.budget = budget;
        this.client = client;
    }

    /// <summary>The answer to a body that there is no room for.</summary>
    public static IResult Full => Problems.TryLater(
        StatusCodes.Status503ServiceUnavailable, "bodyMemoryFull",
        "The bodies under way hold the memory there is for them; nothing of this one was taken.", RetrySeconds);

    /// <summary>Large buffers that can be used again.</summary>
    public LargeBuffers Buffers => budget.Buffers;

    /// <summary>Bytes held.</summary>
    public long HeldBytes => Interlocked.Read(ref held);

    /// <summary>The memory of a request's body; nothing yet.</summary>
    public static BodyMemory Begin(HttpContext context)
    {
        Caller caller = Caller.Of(context);
        return new BodyMemory(
            context.RequestServices.GetRequiredService<BodyBudget>(),
            caller == Caller.Open ? "address:" + context.Connection.RemoteIpAddress : caller.Id);
    }

    /// <summary>Holds at least so many bytes; false: there is no room, and as many as before are held.</summary>
    public bool TryHold(long bytes)
    {
        long more = bytes - held;
        if (more > 0 && !budget.TryTake(client, more))
        {
            return false;
        }
        held = Math.Max(held, bytes);
        return true;
    }

    /// <summary>From now on only rows are held, of so many bytes at most.</summary>
    public void ShrinkToRows(long bytes)
    {
        areRows = true;
        if (held > bytes)
        {
            budget.Give(client, held - bytes);
            held = bytes;
        }
    }

    /// <summary>Lets everything be held until a task has ended, though the request may end before.</summary>
    public void KeepUntil(Task ended)
    {
        use = ended;
        ended.ContinueWith(
            _ => Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Gives everything back, unless it is kept.</summary>
    public void Dispose()
    {
        if (use is null or { IsCompleted: true })
        {
            Release();
        }
    }

    private void Release()
    {
        long bytes = Interlocked.Exchange(ref held, 0);
        if (bytes > 0)
        {
            budget.Give(client, bytes);
            Buffers.NoteGarbage(areRows ? bytes : 0);
        }
    }
}
