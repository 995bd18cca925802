using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HawkesNet.Storage;

/// <summary>A column of integers as its smallest value and, per value, the distance from it in as few whole bytes as
/// the widest needs: <c>base (8), width (1), count × width bytes</c>, little-endian. A constant column takes 9
/// bytes.</summary>
internal static class PackedColumn
{
    /// <summary>Bytes that must be free behind the last packed byte, since values are stored as whole words.</summary>
    public const int Slack = 8;

    private const int HeaderBytes = 9;

    /// <summary>Most bytes a column of this many values takes, without <see cref="Slack"/>.</summary>
    public static long BytesMax(int count) => HeaderBytes + (8L * count);

    /// <summary>Writes a column and returns the bytes it takes.</summary>
    public static int Write<T>(ReadOnlySpan<T> values, Span<byte> output)
        where T : unmanaged, IBinaryInteger<T>
    {
        (long low, ulong range) = Extent(values);
        int width = (64 - BitOperations.LeadingZeroCount(range) + 7) / 8;
        BinaryPrimitives.WriteInt64LittleEndian(output, low);
        output[8] = (byte)width;
        int bytes = HeaderBytes + (values.Length * width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes + Slack, output.Length);
        if (width > 0)
        {
            ref byte at = ref output[HeaderBytes];
            for (int i = 0; i < values.Length; i++)
            {
                Store(ref Unsafe.Add(ref at, i * width), (ulong)(long.CreateTruncating(values[i]) - low));
            }
        }
        return bytes;
    }

    /// <summary>Reads a column of known length and moves <paramref name="offset"/> behind it.</summary>
    /// <returns>False: the input ends before the column, or a value does not fit.</returns>
    public static bool TryRead<T>(ReadOnlySpan<byte> input, ref int offset, Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (input.Length - offset < HeaderBytes + Slack || input[offset + 8] > 8)
        {
            return false;
        }
        long low = BinaryPrimitives.ReadInt64LittleEndian(input[offset..]);
        int width = input[offset + 8];
        long bytes = (long)values.Length * width;
        if (bytes > input.Length - offset - HeaderBytes - Slack)
        {
            return false;
        }
        ref byte at = ref Unsafe.Add(ref MemoryMarshal.GetReference(input), offset + HeaderBytes);
        offset += HeaderBytes + (int)bytes;
        return Fill(ref at, width, low, values);
    }

    private static bool Fill<T>(ref byte at, int width, long low, Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        ulong mask = width == 8 ? ulong.MaxValue : (1UL << (8 * width)) - 1;
        bool fits = true;
        for (int i = 0; i < values.Length; i++)
        {
            long value = low + (long)(Load(ref Unsafe.Add(ref at, i * width)) & mask);
            values[i] = T.CreateTruncating(value);
            fits &= long.CreateTruncating(values[i]) == value;
        }
        return fits;
    }

    private static (long Low, ulong Range) Extent<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (values.IsEmpty)
        {
            return (0, 0);
        }
        T low = values[0];
        T high = values[0];
        foreach (T value in values)
        {
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        long lowest = long.CreateTruncating(low);
        return (lowest, (ulong)(long.CreateTruncating(high) - lowest));
    }

    private static void Store(ref byte at, ulong value) =>
        Unsafe.WriteUnaligned(ref at, BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));

    private static ulong Load(ref byte at)
    {
        ulong value = Unsafe.ReadUnaligned<ulong>(ref at);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }
}
