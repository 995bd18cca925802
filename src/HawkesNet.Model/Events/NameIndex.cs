using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HawkesNet.Model.Events;

/// <summary>External names (UTF-8) to dense indices, by first appearance, and back. Not thread-safe.</summary>
/// <remarks>An open-addressing table over one arena of bytes: no managed object per name, no allocation per lookup.
/// Indices depend on the order of arrival alone, never on the hash, so any seed gives the same model; a secret seed
/// keeps clients from crafting names that collide. Memory: 4 bytes + its UTF-8 bytes + 32..64 bytes of table per
/// name.</remarks>
public sealed class NameIndex
{
    private readonly ulong hashSeed;
    private Slot[] slots = new Slot[16];
    private int shift = 28;
    private int[] ends = new int[8];
    private byte[] arena = new byte[128];

    /// <summary>An empty index; the seed only decides where names lie in the table.</summary>
    public NameIndex(ulong hashSeed = 0) => this.hashSeed = hashSeed;

    /// <summary>Names held.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of memory held by the tables and the names.</summary>
    public long MemoryBytes => ((long)slots.Length * Unsafe.SizeOf<Slot>()) + (ends.Length * 4L) + arena.Length;

    /// <summary>The name at an index, as UTF-8; valid until the next name is added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such index.</exception>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            int start = index == 0 ? 0 : ends[index - 1];
            return arena.AsSpan(start, ends[index] - start);
        }
    }

    /// <summary>The index of a name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> utf8) => slots[Probe(utf8, Hash(utf8))].IndexPlusOne - 1;

    /// <summary>The index of a name; a name not held gets the next free one.</summary>
    /// <exception cref="InvalidOperationException">The names together would exceed 2 GiB.</exception>
    public int GetOrAdd(ReadOnlySpan<byte> utf8)
    {
        uint hash = Hash(utf8);
        int place = Probe(utf8, hash);
        int found = slots[place].IndexPlusOne - 1;
        return found >= 0 ? found : Add(utf8, hash, place);
    }

    private int Add(ReadOnlySpan<byte> utf8, uint hash, int place)
    {
        int start = Count == 0 ? 0 : ends[Count - 1];
        Reserve(start, utf8.Length);
        utf8.CopyTo(arena.AsSpan(start));
        ends[Count] = start + utf8.Length;
        slots[place] = new Slot(hash, Count + 1, start, utf8.Length);
        Count++;
        if (Count * 2L > slots.Length)
        {
            Grow();
        }
        return Count - 1;
    }

    private void Reserve(int start, int length)
    {
        long needed = (long)start + length;
        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException("the names together exceed 2 GiB");
        }
        if (needed > arena.Length)
        {
            Array.Resize(ref arena, (int)Math.Min(Array.MaxLength, Math.Max(needed, arena.Length * 2L)));
        }
        if (Count == ends.Length)
        {
            Array.Resize(ref ends, ends.Length * 2);
        }
    }

    // The top bits of the stored hash are the home place, so growing never touches the names themselves.
    private void Grow()
    {
        Slot[] old = slots;
        slots = new Slot[old.Length * 2];
        shift--;
        int mask = slots.Length - 1;
        foreach (Slot slot in old)
        {
            if (slot.IndexPlusOne == 0)
            {
                continue;
            }
            int place = (int)(slot.Hash >> shift);
            while (slots[place].IndexPlusOne != 0)
            {
                place = (place + 1) & mask;
            }
            slots[place] = slot;
        }
    }

    private int Probe(ReadOnlySpan<byte> utf8, uint hash)
    {
        Slot[] table = slots;
        int mask = table.Length - 1;
        int place = (int)(hash >> shift);
        while (true)
        {
            ref Slot slot = ref table[place & mask];
            if (slot.IndexPlusOne == 0
                || (slot.Hash == hash && slot.Length == utf8.Length
                    && utf8.SequenceEqual(arena.AsSpan(slot.Offset, slot.Length))))
            {
                return place & mask;
            }
            place++;
        }
    }

    private uint Hash(ReadOnlySpan<byte> utf8)
    {
        ulong h = hashSeed ^ Fold((ulong)utf8.Length ^ 0x8EBC6AF09C88C6E3UL, 0x589965CC75374CC3UL);
        while (utf8.Length > 8)
        {
            h = Fold(h ^ MemoryMarshal.Read<ulong>(utf8), 0xA0761D6478BD642FUL);
            utf8 = utf8[8..];
        }
        return (uint)(Fold(h ^ Tail(utf8), 0xE7037ED1A0B428DBUL) >> 32);
    }

    private static ulong Tail(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length >= 4)
        {
            ulong low = MemoryMarshal.Read<uint>(utf8);
            return low | ((ulong)MemoryMarshal.Read<uint>(utf8[^4..]) << 32);
        }
        ulong tail = 0;
        foreach (byte b in utf8)
        {
            tail = (tail << 8) | b;
        }
        return tail;
    }

    // A full 64 x 64 -> 128 bit product folded to 64 bits spreads every input bit over the whole word.
    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return BitOperations.RotateLeft(high, 32) ^ low;
    }

    private readonly record struct Slot(uint Hash, int IndexPlusOne, int Offset, int Length);
}
