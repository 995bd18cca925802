namespace HawkesNet.Service.Ingest;

/// <summary>Large buffers of bodies that have ended, kept for the next ones: thrown away, they would be garbage of many
/// megabytes a second. Thread-safe.</summary>
/// <remarks>The platform's pool would do, but keeps buffers of each size for every thread, so that nobody can say how
/// many.</remarks>
/// <param name="keptBytesMax">Bytes that are kept at most.</param>
internal sealed class LargeBuffers(long keptBytesMax)
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, Stack<byte[]>> kept = [];
    private long keptBytes;

    /// <summary>Bytes that are kept now.</summary>
    public long KeptBytes => Interlocked.Read(ref keptBytes);

    /// <summary>A buffer of exactly this size, with anything in it.</summary>
    public byte[] Rent(int bytes)
    {
        lock (gate)
        {
            if (kept.TryGetValue(bytes, out Stack<byte[]>? free) && free.TryPop(out byte[]? buffer))
            {
                keptBytes -= bytes;
                return buffer;
            }
        }
        return GC.AllocateUninitializedArray<byte>(bytes);
    }

    /// <summary>Takes a buffer back, which nobody uses any more.</summary>
    public void Return(byte[] buffer)
    {
        lock (gate)
        {
            if (keptBytes + buffer.Length > keptBytesMax)
            {
                return;
            }
            if (!kept.TryGetValue(buffer.Length, out Stack<byte[]>? free))
            {
                kept[buffer.Length] = free = new Stack<byte[]>();
            }
            free.Push(buffer);
            keptBytes += buffer.Length;
        }
    }
}
