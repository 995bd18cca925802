using System.IO.Hashing;

namespace HawkesNet.Service.Learning;

/// <summary>Names (UTF-8) and their log indices: 0, 1, 2 … in order of first arrival in the log.</summary>
/// <remarks>One thread writes; any thread may read at the same time without a lock. A name's bytes never change nor
/// move while its index is in use, so readers share the writer's memory: about its length + 24 bytes per
/// name.</remarks>
public sealed class SharedNames
{
    private const int ChunkBytes = 1 << 16;
    private static readonly long HashSeed = Random.Shared.NextInt64();

    private byte[][] chunks = [new byte[ChunkBytes]];
    private ulong[] places = new ulong[64]; // chunk, offset, length in one word, so that it is never read torn
    private uint[] hashes = new uint[64];
    private int[] slots = new int[128];
    private int chunk;
    private int chunkUsed;
    private int count;

    /// <summary>Names held, those not yet committed included.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>The name at an index that was committed.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ulong place = Volatile.Read(ref Volatile.Read(ref places)[index]);
            byte[] chunk = Volatile.Read(ref chunks)[(int)(place >> 32)];
            return chunk.AsSpan((ushort)(place >> 16), (ushort)place);
        }
    }

    /// <summary>The index of a name, or -1. To a reader it may be of a name that will never be committed.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        uint hash = Hash(name);
        int[] table = Volatile.Read(ref slots);
        for (uint at = hash; ; at++)
        {
            int index = Volatile.Read(ref table[at & (uint)(table.Length - 1)]) - 1;
            if (index < 0 || (Volatile.Read(ref hashes)[index] == hash && this[index].SequenceEqual(name)))
            {
                return index;
            }
        }
    }

    /// <summary>Adds a name that is not held. Writer only.</summary>
    /// <returns>Its index.</returns>
    public int Add(ReadOnlySpan<byte> name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, ushort.MaxValue);
        int index = count;
        if (index == places.Length)
        {
            Grow();
        }
        if (chunkUsed + name.Length > ChunkBytes)
        {
            chunk++;
            chunkUsed = 0;
            if (chunk == chunks.Length)
            {
                Volatile.Write(ref chunks, [.. chunks, new byte[ChunkBytes]]);
            }
        }
        name.CopyTo(chunks[chunk].AsSpan(chunkUsed));
        uint hash = Hash(name);
        hashes[index] = hash;
        Volatile.Write(
            ref places[index], ((ulong)chunk << 32) | ((ulong)chunkUsed << 16) | (uint)name.Length);
        chunkUsed += name.Length;
        Insert(slots, hash, index);
        Volatile.Write(ref count, index + 1);
        return index;
    }

    /// <summary>Takes back the names from <paramref name="kept"/> on, which nobody was told of. Writer only.</summary>
    /// <remarks>Newest first: no name in the table was placed because of a later one, so its slot just empties.
    /// Their bytes are used again, or bodies that are refused whole would use up the memory. A reader that looks at
    /// them meanwhile may take one such name for another, and looks a second time at what is committed.</remarks>
    public void Truncate(int kept)
    {
        if (kept < count)
        {
            chunk = (int)(places[kept] >> 32);
            chunkUsed = (ushort)(places[kept] >> 16);
        }
        for (int index = count - 1; index >= kept; index--)
        {
            uint at = hashes[index];
            while (slots[at & (uint)(slots.Length - 1)] != index + 1)
            {
                at++;
            }
            Volatile.Write(ref slots[at & (uint)(slots.Length - 1)], 0);
        }
        Volatile.Write(ref count, Math.Min(count, kept));
    }

    private static uint Hash(ReadOnlySpan<byte> name) => (uint)XxHash3.HashToUInt64(name, HashSeed);

    private static void Insert(int[] table, uint hash, int index)
    {
        uint at = hash;
        while (table[at & (uint)(table.Length - 1)] != 0)
        {
            at++;
        }
        Volatile.Write(ref table[at & (uint)(table.Length - 1)], index + 1);
    }

    private void Grow()
    {
        ulong[] largerPlaces = new ulong[places.Length * 2];
        uint[] largerHashes = new uint[places.Length * 2];
        places.CopyTo(largerPlaces, 0);
        hashes.CopyTo(largerHashes, 0);
        Volatile.Write(ref places, largerPlaces);
        Volatile.Write(ref hashes, largerHashes);
        int[] table = new int[largerPlaces.Length * 2];
        for (int index = 0; index < count; index++)
        {
            Insert(table, hashes[index], index);
        }
        Volatile.Write(ref slots, table);
    }
}
