namespace HawkesNet.Service.Ingest;

/// <summary>The memory that bodies in flight may take, all together. Thread-safe.</summary>
/// <remarks>A client may hold as much as is left free, and no more: one alone holds at most half, two a third each, and
/// whoever comes then still finds the last third. So no client can keep out the others.</remarks>
internal sealed class BodyBudget
{
    private const int ShareOfMachine = 8;
    private const int ShareKept = 8;
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> heldByClient = new(StringComparer.Ordinal);
    private long held;
    private long refusals;

    /// <summary>A budget as the options say, or of an eighth of the memory that this process may have.</summary>
    /// <exception cref="ArgumentException">The largest body would not fit, not even alone.</exception>
    public BodyBudget(ServiceOptions options)
    {
        long least = options.BodyMemoryBytesLeast;
        BytesMax = options.BodyMemoryBytesMax
            ?? Math.Max(least, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfMachine);
        if (BytesMax < least)
        {
            throw new ArgumentException(
                $"The memory of bodies in flight must be at least {least} bytes, so that the largest body fits into "
                + "half of it.", nameof(options));
        }
        Buffers = new LargeBuffers(BytesMax / ShareKept, BytesMax / 2);
    }

    /// <summary>Buffers of bodies that have ended: up to an eighth more than the budget.</summary>
    public LargeBuffers Buffers { get; }

    /// <summary>The budget, in bytes.</summary>
    public long BytesMax { get; }

    /// <summary>Bytes held now.</summary>
    public long HeldBytes => Interlocked.Read(ref held);

    /// <summary>How often there was no room.</summary>
    public long Refusals => Interlocked.Read(ref refusals);

    /// <summary>Takes bytes for a client, unless it would then hold more than is left free.</summary>
    public bool TryTake(string client, long bytes)
    {
        lock (gate)
        {
            long own = heldByClient.GetValueOrDefault(client) + bytes;
            if (own > BytesMax - held - bytes)
            {
                refusals++;
                return false;
            }
            heldByClient[client] = own;
            held += bytes;
            return true;
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Give(string client, long bytes)
    {
        lock (gate)
        {
            held -= bytes;
            long own = heldByClient[client] - bytes;
            if (own > 0)
            {
                heldByClient[client] = own;
            }
            else
            {
                heldByClient.Remove(client);
            }
        }
    }
}
