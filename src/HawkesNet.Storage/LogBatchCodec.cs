using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace HawkesNet.Storage;

/// <summary>The binary layout of a log row: header, packed columns, and a 64-bit checksum over both.</summary>
/// <remarks>Little-endian. The checksum is XXH3 seeded with the network's number, so a row of another network is
/// refused too; the row number is in the header. All methods are pure and thread-safe; none allocates per
/// event.</remarks>
public static class LogBatchCodec
{
    /// <summary>Most events of a row.</summary>
    public const int EventsMax = 1 << 20;

    private const uint Magic = 0x424C4E48; // "HNLB"
    private const ushort FormatVersion = 1;
    private const int HeaderBytes = 72;
    private const int ChecksumBytes = 8;

    [Flags]
    private enum RowFlags : ushort
    {
        None = 0,
        Backfill = 1,
        Flush = 2,
    }

    /// <summary>The row's bytes.</summary>
    public static byte[] Encode(LogBatch batch, long networkId)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BytesMax(batch));
        try
        {
            WriteHeader(batch, buffer);
            int length = WriteColumns(batch, buffer, HeaderBytes);
            ulong checksum = XxHash3.HashToUInt64(buffer.AsSpan(0, length), networkId);
            BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(length), checksum);
            return buffer.AsSpan(0, length + ChecksumBytes).ToArray();
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads a row into <paramref name="batch"/>, replacing what it held.</summary>
    /// <param name="bytes">The row as stored.</param>
    /// <param name="networkId">The network it must belong to.</param>
    /// <param name="sequence">The number it must have.</param>
    /// <param name="batch">Where it goes; meaningless after an exception.</param>
    /// <exception cref="CorruptLogException">The row is torn, corrupted, another row, or of an unknown
    /// format.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, long networkId, long sequence, LogBatch batch)
    {
        if (bytes.Length < HeaderBytes + ChecksumBytes)
        {
            throw new CorruptLogException(sequence, $"it is torn: only {bytes.Length} bytes are there");
        }
        if (XxHash3.HashToUInt64(bytes[..^ChecksumBytes], networkId)
            != BinaryPrimitives.ReadUInt64LittleEndian(bytes[^ChecksumBytes..]))
        {
            throw new CorruptLogException(sequence, "its checksum does not match its bytes");
        }
        (int count, int newActors, int newTypes) = ReadHeader(bytes, sequence, batch);
        if (!TryReadColumns(bytes, batch, count, newActors, newTypes))
        {
            throw new CorruptLogException(sequence, "its columns do not fit its length");
        }
        CheckIndices(batch, sequence);
    }

    private static int BytesMax(LogBatch batch)
    {
        long columns = (7 * PackedColumn.BytesMax(batch.Count)) + PackedColumn.BytesMax(batch.NewActors.Count)
            + PackedColumn.BytesMax(batch.NewTypes.Count);
        long texts = batch.Ids.Bytes.Length + batch.NewActors.Bytes.Length + batch.NewTypes.Bytes.Length;
        return checked((int)(HeaderBytes + columns + texts + PackedColumn.Slack + ChecksumBytes));
    }

    private static void WriteHeader(LogBatch batch, Span<byte> to)
    {
        RowFlags flags = (batch.Backfill ? RowFlags.Backfill : RowFlags.None)
            | (batch.FlushToTicks is null ? RowFlags.None : RowFlags.Flush);
        BinaryPrimitives.WriteUInt32LittleEndian(to, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(to[4..], FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(to[6..], (ushort)flags);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], batch.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], batch.FirstPosition);
        BinaryPrimitives.WriteInt32LittleEndian(to[24..], batch.Count);
        BinaryPrimitives.WriteInt32LittleEndian(to[28..], batch.FirstNewActor);
        BinaryPrimitives.WriteInt32LittleEndian(to[32..], batch.NewActors.Count);
        BinaryPrimitives.WriteInt32LittleEndian(to[36..], batch.FirstNewType);
        BinaryPrimitives.WriteInt32LittleEndian(to[40..], batch.NewTypes.Count);
        BinaryPrimitives.WriteInt32LittleEndian(to[44..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(to[48..], batch.LatenessTicks);
        BinaryPrimitives.WriteInt64LittleEndian(to[56..], batch.FlushToTicks ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(to[64..], batch.DuplicatesTotal);
    }

    private static (int Count, int NewActors, int NewTypes) ReadHeader(
        ReadOnlySpan<byte> from, long sequence, LogBatch batch)
    {
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(from[4..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(from) != Magic || version != FormatVersion)
        {
            throw new CorruptLogException(sequence, $"this build does not read its format (version {version})");
        }
        long found = BinaryPrimitives.ReadInt64LittleEndian(from[8..]);
        if (found != sequence)
        {
            throw new CorruptLogException(sequence, $"it is row {found}");
        }
        var flags = (RowFlags)BinaryPrimitives.ReadUInt16LittleEndian(from[6..]);
        batch.Sequence = found;
        batch.Backfill = flags.HasFlag(RowFlags.Backfill);
        batch.FirstPosition = BinaryPrimitives.ReadInt64LittleEndian(from[16..]);
        batch.FirstNewActor = BinaryPrimitives.ReadInt32LittleEndian(from[28..]);
        batch.FirstNewType = BinaryPrimitives.ReadInt32LittleEndian(from[36..]);
        batch.LatenessTicks = BinaryPrimitives.ReadInt64LittleEndian(from[48..]);
        batch.FlushToTicks = flags.HasFlag(RowFlags.Flush) ? BinaryPrimitives.ReadInt64LittleEndian(from[56..]) : null;
        batch.DuplicatesTotal = BinaryPrimitives.ReadInt64LittleEndian(from[64..]);
        return (BinaryPrimitives.ReadInt32LittleEndian(from[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[32..]), BinaryPrimitives.ReadInt32LittleEndian(from[40..]));
    }

    private static int WriteColumns(LogBatch batch, Span<byte> to, int at)
    {
        at += PackedColumn.Write(batch.TimeTicks, to[at..]);
        at += PackedColumn.Write(batch.Sources, to[at..]);
        at += PackedColumn.Write(batch.Targets, to[at..]);
        at += PackedColumn.Write(batch.Types, to[at..]);
        at += PackedColumn.Write(MemoryMarshal.Cast<double, long>(batch.Weights), to[at..]);
        at += PackedColumn.Write(batch.Late, to[at..]);
        at += WriteTexts(batch.Ids, to[at..]);
        at += WriteTexts(batch.NewActors, to[at..]);
        return at + WriteTexts(batch.NewTypes, to[at..]);
    }

    private static int WriteTexts(TextColumn texts, Span<byte> to)
    {
        int bytes = PackedColumn.Write(texts.Lengths, to);
        texts.Bytes.CopyTo(to[bytes..]);
        return bytes + texts.Bytes.Length;
    }

    private static bool TryReadColumns(ReadOnlySpan<byte> bytes, LogBatch batch, int count, int newActors, int newTypes)
    {
        if (count is < 0 or > EventsMax || newActors < 0 || newActors > 2 * count || newTypes < 0 || newTypes > count
            || batch.FirstNewActor < 0 || batch.FirstNewType < 0)
        {
            return false;
        }
        LogBatch.Columns columns = batch.Resize(count);
        int at = HeaderBytes;
        return PackedColumn.TryRead(bytes, ref at, columns.TimeTicks)
            && PackedColumn.TryRead(bytes, ref at, columns.Sources)
            && PackedColumn.TryRead(bytes, ref at, columns.Targets)
            && PackedColumn.TryRead(bytes, ref at, columns.Types)
            && PackedColumn.TryRead(bytes, ref at, MemoryMarshal.Cast<double, long>(columns.Weights))
            && PackedColumn.TryRead(bytes, ref at, columns.Late)
            && TryReadTexts(bytes, ref at, batch.Ids, count)
            && TryReadTexts(bytes, ref at, batch.NewActors, newActors)
            && TryReadTexts(bytes, ref at, batch.NewTypes, newTypes)
            && at == bytes.Length - ChecksumBytes;
    }

    private static bool TryReadTexts(ReadOnlySpan<byte> bytes, ref int at, TextColumn texts, int count)
    {
        int[] lengths = System.Buffers.ArrayPool<int>.Shared.Rent(count);
        try
        {
            Span<int> used = lengths.AsSpan(0, count);
            if (!PackedColumn.TryRead(bytes, ref at, used))
            {
                return false;
            }
            long total = 0;
            foreach (int length in used)
            {
                total += length;
            }
            if (total < 0 || total > bytes.Length - ChecksumBytes - at
                || !texts.TryLoad(used, bytes.Slice(at, (int)total)))
            {
                return false;
            }
            at += (int)total;
            return true;
        }
        finally
        {
            System.Buffers.ArrayPool<int>.Shared.Return(lengths);
        }
    }

    private static void CheckIndices(LogBatch batch, long sequence)
    {
        uint actors = (uint)(batch.FirstNewActor + batch.NewActors.Count);
        uint types = (uint)(batch.FirstNewType + batch.NewTypes.Count);
        bool good = true;
        for (int i = 0; i < batch.Count; i++)
        {
            good &= (uint)batch.Sources[i] < actors && (uint)(batch.Targets[i] + 1) <= actors
                && (uint)batch.Types[i] < types;
        }
        if (!good)
        {
            throw new CorruptLogException(sequence, "it names an actor or type that is not there");
        }
    }
}
