using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HawkesNet.Model.State;

/// <summary>Writes a state to bytes or reads it back: one list of fields serves both ways, so they cannot
/// part.</summary>
internal interface IStateTransfer
{
    /// <summary>Writes the value and returns it, or returns the one read.</summary>
    T Value<T>(T value)
        where T : unmanaged;

    /// <summary>The same for an array, with its length.</summary>
    T[] Array<T>(T[] values)
        where T : unmanaged;

    /// <summary>The same for the used part of a larger array; reading gives an array of exactly that length.</summary>
    T[] Array<T>(T[] values, int used)
        where T : unmanaged;

    /// <summary>Writes the bytes, or fills them with those read.</summary>
    void Bytes(Span<byte> content);
}

/// <summary>The writing side. Little-endian, fields in order, no padding between them.</summary>
internal sealed class StateWriter : IStateTransfer
{
    private readonly ArrayBufferWriter<byte> bytes = new(1 << 16);

    public ReadOnlyMemory<byte> Written => bytes.WrittenMemory;

    public T Value<T>(T value)
        where T : unmanaged
    {
        bytes.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
        return value;
    }

    public T[] Array<T>(T[] values)
        where T : unmanaged => Array(values, values.Length);

    public T[] Array<T>(T[] values, int used)
        where T : unmanaged
    {
        Value(used);
        bytes.Write(MemoryMarshal.AsBytes(values.AsSpan(0, used)));
        return values;
    }

    public void Bytes(Span<byte> content) => bytes.Write(content);
}

/// <summary>The reading side. Throws <see cref="FormatException"/> where the bytes end early or a length is
/// absurd.</summary>
internal sealed class StateReader(ReadOnlyMemory<byte> bytes) : IStateTransfer
{
    private int offset;

    public bool IsAtEnd => offset == bytes.Length;

    public T Value<T>(T value)
        where T : unmanaged
    {
        T result = MemoryMarshal.Read<T>(Take(Unsafe.SizeOf<T>()));
        return result;
    }

    public T[] Array<T>(T[] values)
        where T : unmanaged => Array(values, 0);

    public T[] Array<T>(T[] values, int used)
        where T : unmanaged
    {
        int length = Value(0);
        Require(length, Unsafe.SizeOf<T>());
        var result = new T[length];
        Take(length * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(result.AsSpan()));
        return result;
    }

    public void Bytes(Span<byte> content) => Take(content.Length).CopyTo(content);

    /// <summary>Throws unless that many items of a size can still follow.</summary>
    public void Require(int count, int size)
    {
        if (count < 0 || (long)count * size > bytes.Length - offset)
        {
            throw new FormatException("a length in the state is longer than the state");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - offset)
        {
            throw new FormatException("the state ends early");
        }
        ReadOnlySpan<byte> part = bytes.Span.Slice(offset, count);
        offset += count;
        return part;
    }
}
