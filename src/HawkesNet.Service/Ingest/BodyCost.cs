using System.Runtime.CompilerServices;

namespace HawkesNet.Service.Ingest;

/// <summary>What a body takes of memory on its way, in bytes.</summary>
internal static class BodyCost
{
    /// <summary>Tables and small buffers of a decoder, its window apart.</summary>
    private const int DecoderBytes = 256 * 1024;

    /// <summary>A row of a body takes at least so many bytes. CSV can be shorter, with times of few digits: what that
    /// takes more is held once the body has come and its lines are counted.</summary>
    private const int RowBytesLeast = 16;

    private static readonly int rowBytes = Unsafe.SizeOf<EventRows.Row>();

    /// <summary>A buffer of a body while it grows: the old one, the new one, and a window of what was decompressed,
    /// which holds no more than has come out.</summary>
    public static long OfGrowth(long oldBytes, long newBytes, bool isCompressed, int bytesMax) =>
        oldBytes + newBytes + (isCompressed ? Math.Min(newBytes, bytesMax) + DecoderBytes : 0);

    /// <summary>A body of known size from its first byte to its rows.</summary>
    /// <remarks>One byte more is read, to see its end.</remarks>
    public static long OfWhole(long bodyBytes, BodyFormat format, ServiceOptions options) =>
        RequestBody.SizeOf(bodyBytes + 1, options.BodyBytesMax)
            + OfReading(bodyBytes, format, RowsMost(bodyBytes, options));

    /// <summary>The rows of a body while they are read: names with room that may once be doubled, and the rows, which
    /// are counted before in lines and doubled in JSON.</summary>
    private static long OfReading(long bodyBytes, BodyFormat format, long rows) =>
        (bodyBytes * 3 / 2) + (rows * rowBytes * (format == BodyFormat.Json ? 3 : 1));

    /// <summary>The rows of a body that has come, while they are read.</summary>
    public static long OfReading(ReadOnlySpan<byte> body, BodyFormat format, ServiceOptions options) => OfReading(
        body.Length, format,
        format == BodyFormat.Json ? RowsMost(body.Length, options)
            : Math.Min(body.Count((byte)'\n') + 2, options.RowsMax));

    /// <summary>Rows that wait to be committed: once as they are, and once as a row of the log.</summary>
    public static long OfWaiting(EventRows rows) => 2 * rows.Bytes;

    /// <summary>The largest body, however it comes.</summary>
    public static long OfLargest(ServiceOptions options)
    {
        long most = options.BodyBytesMax;
        long buffer = RequestBody.SizeOf(most + 1, options.BodyBytesMax);
        long lines = Math.Min(most, options.RowsMax) + 1;
        return Math.Max(
            OfGrowth(buffer, buffer, isCompressed: true, options.BodyBytesMax),
            buffer + Math.Max(
                OfReading(most, BodyFormat.NdJson, lines),
                OfReading(most, BodyFormat.Json, RowsMost(most, options))));
    }

    private static long RowsMost(long bodyBytes, ServiceOptions options) =>
        Math.Min((bodyBytes / RowBytesLeast) + 1, options.RowsMax);
}
