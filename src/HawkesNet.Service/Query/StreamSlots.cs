namespace HawkesNet.Service.Query;

/// <summary>Counts the open streams of server-sent events, so that there are never more than allowed.
/// Thread-safe.</summary>
internal sealed class StreamSlots(ServiceOptions options)
{
    private int open;

    /// <summary>Takes a place for a stream; false: all are taken.</summary>
    internal bool TryTake()
    {
        if (Interlocked.Increment(ref open) <= options.StreamsMax)
        {
            return true;
        }
        Release();
        return false;
    }

    /// <summary>Gives a place back.</summary>
    internal void Release() => Interlocked.Decrement(ref open);
}
