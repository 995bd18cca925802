namespace HawkesNet.Service.Ingest;

/// <summary>Large buffers of bodies that have ended, kept for the next ones: thrown away, they would be garbage of many
/// megabytes a second. Thread-safe.</summary>
/// <remarks>The platform's pool would do, but keeps buffers of each size for every thread, so that nobody can say how
/// many.</remarks>
/// <param name="keptBytesMax">Bytes that are kept at most.</param>
/// <param name="garbageBytesMax">Bytes of garbage of which the collector is told.</param>
internal sealed class LargeBuffers(long keptBytesMax, long garbageBytesMax)
{
    private const int LargeBytesMin = 1024 * 1024;
    private readonly Lock gate = new();
    private readonly Dictionary<int, Stack<byte[]>> kept = [];
    private long keptBytes;
    private long garbageBytes;

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
                NoteGarbage(buffer.Length);
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

    /// <summary>Notes what nobody uses any more. On a machine with much memory the collector sees no hurry, and the
    /// garbage of large bodies would grow to many times the memory they may hold: it is asked to work beside the
    /// others.</summary>
    public void NoteGarbage(long bytes)
    {
        if (bytes >= LargeBytesMin && Interlocked.Add(ref garbageBytes, bytes) >= garbageBytesMax)
        {
            Interlocked.Exchange(ref garbageBytes, 0);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
    }
}
