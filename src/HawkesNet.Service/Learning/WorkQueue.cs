using System.Diagnostics.CodeAnalysis;

namespace HawkesNet.Service.Learning;

/// <summary>A queue with one reader that is bounded by the size of what waits. Thread-safe.</summary>
/// <param name="sizeMax">Size at which it is full; one item alone may be larger.</param>
public sealed class WorkQueue<T>(long sizeMax)
{
    private readonly object gate = new();
    private readonly Queue<(T Item, int Size)> items = new();
    private long size;
    private bool completed;

    /// <summary>Size of what waits.</summary>
    public long Size => Interlocked.Read(ref size);

    /// <summary>Adds an item, unless the queue is full or completed.</summary>
    public bool TryAdd(T item, int itemSize)
    {
        lock (gate)
        {
            return (size == 0 || size + itemSize <= sizeMax) && Enqueue(item, itemSize);
        }
    }

    /// <summary>Adds an item, waiting while the queue is full. False: the queue is completed.</summary>
    public bool Add(T item, int itemSize)
    {
        lock (gate)
        {
            while (!completed && size > 0 && size + itemSize > sizeMax)
            {
                Monitor.Wait(gate);
            }
            return Enqueue(item, itemSize);
        }
    }

    /// <summary>Adds an item without size at once. False: the queue is completed.</summary>
    public bool Post(T item)
    {
        lock (gate)
        {
            return Enqueue(item, 0);
        }
    }

    /// <summary>Takes the next item, waiting for it. False: the time is over, or the queue is completed and
    /// empty.</summary>
    /// <param name="timeout">How long to wait; negative: for ever.</param>
    /// <param name="item">The item.</param>
    public bool TryTake(TimeSpan timeout, [MaybeNullWhen(false)] out T item)
    {
        lock (gate)
        {
            long start = Environment.TickCount64;
            while (items.Count == 0 && !completed)
            {
                double left = timeout < TimeSpan.Zero
                    ? Timeout.Infinite
                    : Math.Ceiling(timeout.TotalMilliseconds - (Environment.TickCount64 - start));
                if (timeout >= TimeSpan.Zero && left <= 0)
                {
                    break;
                }
                Monitor.Wait(gate, (int)Math.Min(left, int.MaxValue));
            }
            if (!items.TryDequeue(out (T Item, int Size) next))
            {
                item = default;
                return false;
            }
            size -= next.Size;
            Monitor.PulseAll(gate);
            item = next.Item;
            return true;
        }
    }

    /// <summary>Whether nothing more is accepted.</summary>
    public bool IsCompleted
    {
        get
        {
            lock (gate)
            {
                return completed;
            }
        }
    }

    /// <summary>Whether nothing more will come.</summary>
    public bool IsDone
    {
        get
        {
            lock (gate)
            {
                return completed && items.Count == 0;
            }
        }
    }

    /// <summary>Accepts no more items; those that wait can still be taken.</summary>
    public void Complete()
    {
        lock (gate)
        {
            completed = true;
            Monitor.PulseAll(gate);
        }
    }

    private bool Enqueue(T item, int itemSize)
    {
        if (completed)
        {
            return false;
        }
        items.Enqueue((item, itemSize));
        size += itemSize;
        Monitor.PulseAll(gate);
        return true;
    }
}
