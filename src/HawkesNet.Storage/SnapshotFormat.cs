using System.Buffers.Binary;
using System.IO.Hashing;

namespace HawkesNet.Storage;

/// <summary>A snapshot's contents: where in the log it stands, and named sections of state.</summary>
/// <param name="Sequence">Last log row the state includes.</param>
/// <param name="Position">Last log position the state includes.</param>
/// <param name="Build">Version of the build that wrote it.</param>
/// <param name="Sections">State by tag; the tags are the writer's.</param>
public sealed record SnapshotContent(
    long Sequence, long Position, string Build, IReadOnlyDictionary<uint, byte[]> Sections);

/// <summary>The binary layout of a snapshot, version 1, little-endian: magic (8), format version (4), section count
/// (4),
/// sequence (8), position (8), build (length 4, UTF-8), sections (tag 4, length 8, bytes), XXH3-128 of all before
/// (16).</summary>
public static class SnapshotFormat
{
    private const ulong Magic = 0x50414E53_4B574148; // "HAWKSNAP"
    private const int FormatVersion = 1;
    private const int HeaderBytes = 36;
    private const int SectionHeaderBytes = 12;
    private const int ChecksumBytes = 16;

    /// <summary>The bytes of a snapshot.</summary>
    public static byte[] Write(SnapshotContent content)
    {
        byte[] build = System.Text.Encoding.UTF8.GetBytes(content.Build);
        long length = HeaderBytes + build.Length + content.Sections.Values.Sum(bytes => 12L + bytes.Length);
        byte[] output = new byte[checked((int)(length + ChecksumBytes))];
        Span<byte> to = output;
        BinaryPrimitives.WriteUInt64LittleEndian(to, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], content.Sections.Count);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], content.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], content.Position);
        BinaryPrimitives.WriteInt32LittleEndian(to[32..], build.Length);
        build.CopyTo(to[HeaderBytes..]);
        int at = HeaderBytes + build.Length;
        foreach ((uint tag, byte[] bytes) in content.Sections.OrderBy(section => section.Key))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(to[at..], tag);
            BinaryPrimitives.WriteInt64LittleEndian(to[(at + 4)..], bytes.Length);
            bytes.CopyTo(to[(at + 12)..]);
            at += 12 + bytes.Length;
        }
        XxHash128.Hash(to[..at], to[at..]);
        return output;
    }

    /// <summary>Reads a snapshot.</summary>
    /// <exception cref="FormatException">It is damaged or of an unknown version; the message says which.</exception>
    public static SnapshotContent Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes + ChecksumBytes)
        {
            throw new FormatException($"it is torn: only {bytes.Length} bytes are there");
        }
        ReadOnlySpan<byte> body = bytes[..^ChecksumBytes];
        if (!XxHash128.Hash(body).AsSpan().SequenceEqual(bytes[^ChecksumBytes..]))
        {
            throw new FormatException("its checksum does not match its bytes");
        }
        int version = BinaryPrimitives.ReadInt32LittleEndian(body[8..]);
        if (BinaryPrimitives.ReadUInt64LittleEndian(body) != Magic || version != FormatVersion)
        {
            throw new FormatException($"this build does not read its format (version {version})");
        }
        int buildBytes = BinaryPrimitives.ReadInt32LittleEndian(body[32..]);
        Require(buildBytes >= 0 && buildBytes <= body.Length - HeaderBytes);
        string build = System.Text.Encoding.UTF8.GetString(body.Slice(HeaderBytes, buildBytes));
        return new SnapshotContent(
            BinaryPrimitives.ReadInt64LittleEndian(body[16..]), BinaryPrimitives.ReadInt64LittleEndian(body[24..]),
            build,
            ReadSections(body[(HeaderBytes + buildBytes)..], BinaryPrimitives.ReadInt32LittleEndian(body[12..])));
    }

    private static Dictionary<uint, byte[]> ReadSections(ReadOnlySpan<byte> from, int count)
    {
        var sections = new Dictionary<uint, byte[]>();
        Require(count >= 0);
        for (int i = 0; i < count; i++)
        {
            Require(from.Length >= SectionHeaderBytes);
            long length = BinaryPrimitives.ReadInt64LittleEndian(from[4..]);
            Require(length >= 0 && length <= from.Length - SectionHeaderBytes);
            uint tag = BinaryPrimitives.ReadUInt32LittleEndian(from);
            Require(sections.TryAdd(tag, from.Slice(SectionHeaderBytes, (int)length).ToArray()));
            from = from[(SectionHeaderBytes + (int)length)..];
        }
        Require(from.IsEmpty);
        return sections;
    }

    /// <summary>A snapshot whose checksum is right and whose lengths are not was written wrongly.</summary>
    private static void Require(bool fits)
    {
        if (!fits)
        {
            throw new FormatException("its sections do not fit its length");
        }
    }
}
