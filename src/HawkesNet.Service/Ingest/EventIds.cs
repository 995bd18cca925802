using System.IO.Hashing;

namespace HawkesNet.Service.Ingest;

/// <summary>The newest event ids of a network and where they stand in the log: an open-addressing table of 128-bit
/// hashes. When it is full the oldest id makes room.</summary>
/// <remarks>Memory: 32 bytes per id in a ring that grows as needed, and 4 to 16 bytes in the table. A slot holds the
/// ring index plus one in its low bits and bits of the hash in the rest, so that an id that is not held costs one
/// cache miss. Not thread-safe.</remarks>
public sealed class EventIds(int capacity)
{
    private Entry[] ring = new Entry[Math.Clamp(capacity, 1, 64)];
    private uint[] slots = new uint[128];
    private int oldest;
    private uint touched; // kept only so that the loads are not left out

    /// <summary>Ids held.</summary>
    public int Count { get; private set; }

    /// <summary>Most ids held.</summary>
    public int Capacity { get; } = Math.Max(1, capacity);

    /// <summary>The hash an id is known by.</summary>
    public static UInt128 Hash(ReadOnlySpan<byte> id) => XxHash128.HashToUInt128(id);

    /// <summary>Looks an id up; null: not held.</summary>
    public Entry? Find(UInt128 hash)
    {
        int slot = FindSlot(hash);
        return slot < 0 ? null : ring[EntryAt(slots[slot])];
    }

    /// <summary>Whether an id is held.</summary>
    public bool Contains(UInt128 hash) => FindSlot(hash) >= 0;

    /// <summary>Brings what looking these ids up will need into the cache, many at a time.</summary>
    public void Touch(ReadOnlySpan<UInt128> hashes)
    {
        uint[] table = slots;
        uint any = 0;
        foreach (UInt128 hash in hashes)
        {
            any |= table[(uint)(ulong)hash & (uint)(table.Length - 1)];
        }
        touched = any;
    }

    /// <summary>Adds an id that is not held.</summary>
    public void Add(UInt128 hash, long position, long timeTicks, bool isLate)
    {
        if (Count == Capacity)
        {
            Remove(FindSlot(ring[oldest].Hash));
            oldest = (oldest + 1) % ring.Length;
            Count--;
        }
        else if (Count == ring.Length)
        {
            Grow();
        }
        int at = (oldest + Count) % ring.Length;
        ring[at] = new Entry(hash, isLate ? ~position : position, timeTicks);
        Count++;
        Insert(at);
    }

    /// <summary>Forgets the ids added last.</summary>
    public void RemoveNewest(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Remove(FindSlot(ring[(oldest + Count - 1) % ring.Length].Hash));
            Count--;
        }
    }

    /// <summary>Forgets every id and keeps the memory.</summary>
    public void Clear()
    {
        if (Count > 0)
        {
            Array.Clear(slots);
            oldest = 0;
            Count = 0;
        }
    }

    private int FindSlot(UInt128 hash)
    {
        uint mask = (uint)slots.Length - 1;
        uint tag = Tag(hash);
        for (int at = Home(hash); ; at = (at + 1) & (int)mask)
        {
            uint slot = slots[at];
            if (slot == 0)
            {
                return -1;
            }
            if ((slot & ~mask) == tag && ring[EntryAt(slot)].Hash == hash)
            {
                return at;
            }
        }
    }

    /// <summary>Empties a slot and moves back those behind it that would no longer be found.</summary>
    private void Remove(int slot)
    {
        int mask = slots.Length - 1;
        int hole = slot;
        for (int at = (slot + 1) & mask; slots[at] != 0; at = (at + 1) & mask)
        {
            int home = Home(ring[EntryAt(slots[at])].Hash);
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                slots[hole] = slots[at];
                hole = at;
            }
        }
        slots[hole] = 0;
    }

    private void Insert(int entry)
    {
        int mask = slots.Length - 1;
        UInt128 hash = ring[entry].Hash;
        int at = Home(hash);
        while (slots[at] != 0)
        {
            at = (at + 1) & mask;
        }
        slots[at] = Tag(hash) | (uint)(entry + 1);
    }

    private void Grow()
    {
        var larger = new Entry[(int)Math.Min(Capacity, ring.Length * 2L)];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = ring[(oldest + i) % ring.Length];
        }
        ring = larger;
        oldest = 0;
        slots = new uint[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)larger.Length * 2)];
        for (int i = 0; i < Count; i++)
        {
            Insert(i);
        }
    }

    private int Home(UInt128 hash) => (int)(ulong)hash & (slots.Length - 1);

    // The table has two slots at least for every ring index, so the bits of its mask hold an index plus one.
    private uint Tag(UInt128 hash) => (uint)(ulong)(hash >> 64) & ~((uint)slots.Length - 1);

    private int EntryAt(uint slot) => (int)(slot & ((uint)slots.Length - 1)) - 1;

    /// <summary>An id's hash, its place (one's complement: late) and time.</summary>
    public readonly record struct Entry(UInt128 Hash, long Place, long TimeTicks)
    {
        /// <summary>Log position.</summary>
        public long Position => IsLate ? ~Place : Place;

        /// <summary>Whether the event came behind the watermark.</summary>
        public bool IsLate => Place < 0;
    }
}
