using System.Buffers;
using System.IO.Compression;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace HawkesNet.Service.Ingest;

/// <summary>A request's body, decompressed; disposed, its memory can be used for the next one. Not
/// thread-safe.</summary>
public sealed class RequestBody : IDisposable
{
    private const int BufferBytesMin = 64 * 1024;
    private const int SmallBytesMax = 1024 * 1024;
    private const int ZstdWindowLogMax = 25;
    private const string StrictSwitch = "System.IO.Compression.UseStrictValidation";

    private readonly LargeBuffers large;
    private byte[] buffer;
    private int length;

    static RequestBody() => RequireStrictDecompression();

    private RequestBody(LargeBuffers large, long bufferBytes)
    {
        this.large = large;
        buffer = Rent(bufferBytes);
    }

    /// <summary>Size of the buffer that holds them.</summary>
    internal int BufferBytes => buffer.Length;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <summary>Makes truncated gzip and brotli bodies an error: the platform lets them pass unless it is told not
    /// to.</summary>
    /// <exception cref="InvalidOperationException">Something decompressed before and fixed the lenient way.</exception>
    public static void RequireStrictDecompression()
    {
        AppContext.SetSwitch(StrictSwitch, true);
        using MemoryStream truncated = new([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
        using GZipStream gzip = new(truncated, CompressionMode.Decompress);
        try
        {
            gzip.ReadByte();
        }
        catch (InvalidDataException)
        {
            return;
        }
        throw new InvalidOperationException($"Set the runtime option {StrictSwitch} in the program's project file.");
    }

    /// <summary>Reads and decompresses a body, with the limit and the memory for it checked on the way.</summary>
    /// <returns>The body, or the problem to answer with: 400, 413, 415 or 503.</returns>
    internal static async Task<(RequestBody? Body, IResult? Problem)> ReadAsync(
        HttpRequest request, int bytesMax, BodyMemory memory, CancellationToken cancel)
    {
        if (request.ContentLength > bytesMax)
        {
            return (null, TooLarge(bytesMax));
        }
        string encoding = request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant();
        Stream? stream = Open(encoding, request.Body);
        if (stream is null)
        {
            return (null, MediaTypes.NotTaken($"Content-Encoding '{encoding}' is not taken."));
        }
        Room room = new(memory, !ReferenceEquals(stream, request.Body), bytesMax);
        long firstBytes = room.FirstBytes(request.ContentLength);
        if (!room.TryGrow(0, firstBytes))
        {
            return (null, BodyMemory.Full);
        }
        RequestBody body = new(memory.Buffers, firstBytes);
        try
        {
            if (await body.FillAsync(stream, room, cancel) is { } problem)
            {
                body.Dispose();
                return (null, problem);
            }
            return (body, null);
        }
        catch (IOException e) when (e.InnerException is OverflowException)
        {
            // What the server says of a chunk that claims more than can be counted.
            body.Dispose();
            return (null, Problems.BadRequest("badRequest", "Bad chunk size data."));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdException
            || (e is InvalidOperationException && stream is BrotliStream))
        {
            body.Dispose();
            return (null, Problems.BadRequest(
                "badCompression", $"The body is not whole and valid {encoding}; nothing of it was taken."));
        }
        catch
        {
            body.Dispose();
            throw;
        }
        finally
        {
            if (!ReferenceEquals(stream, request.Body))
            {
                await stream.DisposeAsync();
            }
        }
    }

    /// <summary>SHA-256 of the body and of what else decides its meaning, so that a retry can be told from another
    /// body.</summary>
    public byte[] Digest(string meaning)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(meaning + "\n"));
        hash.AppendData(Bytes);
        return hash.GetHashAndReset();
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Return(buffer);
        buffer = [];
        length = 0;
    }

    private async Task<IResult?> FillAsync(Stream stream, Room room, CancellationToken cancel)
    {
        while (true)
        {
            if (length == buffer.Length)
            {
                long larger = room.NextBytes(buffer.Length);
                if (!room.TryGrow(buffer.Length, larger))
                {
                    return BodyMemory.Full;
                }
                Grow(larger);
            }
            int left = Math.Min(buffer.Length, room.BytesMax + 1) - length;
            int read = await stream.ReadAsync(buffer.AsMemory(length, left), cancel);
            length += read;
            if (read == 0 || length > room.BytesMax)
            {
                return length <= room.BytesMax ? null : TooLarge(room.BytesMax);
            }
        }
    }

    private void Grow(long bytes)
    {
        byte[] larger = Rent(bytes);
        buffer.CopyTo(larger, 0);
        Return(buffer);
        buffer = larger;
    }

    /// <summary>Size of the buffer for so many bytes: a power of two, or for the largest body and its end.</summary>
    internal static long SizeOf(long bytes, int bytesMax)
    {
        long size = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(bytes, BufferBytesMin));
        return size > SmallBytesMax ? Math.Min(size, bytesMax + 1L) : size;
    }

    private byte[] Rent(long bytes) =>
        bytes > SmallBytesMax ? large.Rent((int)bytes) : ArrayPool<byte>.Shared.Rent((int)bytes);

    private void Return(byte[] returned)
    {
        if (returned.Length > SmallBytesMax)
        {
            large.Return(returned);
        }
        else if (returned.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(returned);
        }
    }

    private static Stream? Open(string encoding, Stream body) => encoding switch
    {
        "" or "identity" => body,
        "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(body, CompressionMode.Decompress, leaveOpen: true),
        "zstd" => OpenZstd(body),
        _ => null,
    };

    private static DecompressionStream OpenZstd(Stream body)
    {
        DecompressionStream stream = new(body, leaveOpen: true);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, ZstdWindowLogMax);
        return stream;
    }

    private static IResult TooLarge(int bytesMax) => Problems.Of(
        StatusCodes.Status413PayloadTooLarge, "bodyTooLarge", "The body is too large",
        $"A body may have {bytesMax} bytes after decompression; send it in parts.");

    /// <summary>The memory that a body may take while it is received.</summary>
    private sealed record Room(BodyMemory Memory, bool IsCompressed, int BytesMax)
    {
        /// <summary>Size of the first buffer: all that is needed where the length is told and what comes is not
        /// compressed.</summary>
        public long FirstBytes(long? contentLength)
        {
            long told = Math.Min((contentLength ?? 0) + 1, IsCompressed ? SmallBytesMax : BytesMax + 1L);
            return SizeOf(told, BytesMax);
        }

        /// <summary>Size of the buffer after one that is full.</summary>
        public long NextBytes(long bytes) => SizeOf(Math.Min(2 * bytes, BytesMax + 1L), BytesMax);

        public bool TryGrow(long oldBytes, long newBytes) =>
            Memory.TryHold(BodyCost.OfGrowth(oldBytes, newBytes, IsCompressed, BytesMax));
    }
}
