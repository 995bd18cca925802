using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace HawkesNet.Model.State;

/// <summary>A digest at the end of a state's bytes: damage is refused before anything is read from them.</summary>
/// <remarks>Not cryptographic. Every step is a bijection of the digest, so damage within one word of eight bytes is
/// always found; other damage is missed once in 2^64.</remarks>
internal static class StateSeal
{
    private const int DigestBytes = sizeof(ulong);
    private const ulong Seed = 0x9E3779B97F4A7C15;
    private const ulong Multiplier = 0xD6E8FEB86659FD93;

    /// <summary>The content with its digest behind it.</summary>
    public static byte[] Close(ReadOnlySpan<byte> content)
    {
        var bytes = new byte[content.Length + DigestBytes];
        content.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(content.Length), Digest(content));
        return bytes;
    }

    /// <summary>The content of sealed bytes.</summary>
    /// <exception cref="FormatException">The bytes are not what was written.</exception>
    public static byte[] Open(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < DigestBytes)
        {
            throw new FormatException("the state ends early");
        }
        ReadOnlySpan<byte> content = bytes[..^DigestBytes];
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[^DigestBytes..]) != Digest(content))
        {
            throw new FormatException("the state is damaged: its digest does not match");
        }
        return content.ToArray();
    }

    private static ulong Digest(ReadOnlySpan<byte> content)
    {
        ulong digest = Seed ^ (ulong)content.Length;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(content);
        foreach (ulong word in words)
        {
            digest = Mix(digest, word);
        }
        ulong rest = 0;
        foreach (byte last in content[(words.Length * sizeof(ulong))..])
        {
            rest = (rest << 8) | last;
        }
        digest = Mix(digest, rest);
        return digest ^ (digest >> 32);
    }

    private static ulong Mix(ulong digest, ulong word) => (BitOperations.RotateLeft(digest, 23) ^ word) * Multiplier;
}
