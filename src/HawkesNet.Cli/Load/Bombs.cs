using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace HawkesNet.Cli.Load;

/// <summary>Bodies that are small as they are sent and huge when they are decompressed, and encodings that are not
/// taken.</summary>
internal static class Bombs
{
    private const int Connections = 4;
    private const int ChunkBytes = 1 << 20;

    // What zstd makes of a block of 128 KiB of zeros: a run-length block of four bytes, the same again and again.
    private const int ZstdBlockBytes = 128 * 1024;

    /// <summary>Sends each bomb several times over; every one must be answered 413, what is no encoding 415.</summary>
    public static async Task RunAsync(Uri service, long decompressedBytes, int rounds, LoadResult result)
    {
        (string Encoding, byte[] Body)[] bombs =
        [
            ("gzip", Compress(decompressedBytes, to => new GZipStream(to, CompressionLevel.SmallestSize, true))),
            ("br", Compress(decompressedBytes, to => new BrotliStream(to, CompressionLevel.Fastest, true))),
            ("zstd", Zstd(decompressedBytes)),
        ];
        using var http = new HttpClient { BaseAddress = service };
        int sent = 0;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            for (int round = 0; round < rounds; round++)
            {
                foreach ((string encoding, byte[] body) in bombs)
                {
                    await ExpectAsync(http, encoding, body, HttpStatusCode.RequestEntityTooLarge, result);
                    Interlocked.Increment(ref sent);
                }
            }
        }));
        foreach (string encoding in (string[])["deflate", "compress", "gzip, gzip", "lzma"])
        {
            await ExpectAsync(http, encoding, bombs[0].Body, HttpStatusCode.UnsupportedMediaType, result);
        }
        string sizes = string.Join(", ", bombs.Select(bomb => $"{bomb.Encoding} {bomb.Body.Length:N0}"));
        result.Outcome = $"{sent} bombs of {decompressedBytes >> 20:N0} MiB ({sizes} bytes) all 413; others 415";
    }

    private static async Task ExpectAsync(
        HttpClient http, string encoding, byte[] body, HttpStatusCode expected, LoadResult result)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using HttpResponseMessage answer = await http.PostAsync(
            new Uri("v1/networks/bombs/events", UriKind.Relative), content);
        if (answer.StatusCode != expected)
        {
            result.Break($"{encoding}: {(int)answer.StatusCode} instead of {(int)expected}");
        }
    }

    private static byte[] Compress(long bytes, Func<Stream, Stream> open)
    {
        using var compressed = new MemoryStream();
        using (Stream to = open(compressed))
        {
            byte[] zeros = new byte[ChunkBytes];
            for (long written = 0; written < bytes; written += zeros.Length)
            {
                to.Write(zeros);
            }
        }
        return compressed.ToArray();
    }

    private static byte[] Zstd(long bytes)
    {
        List<byte> frame = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38];
        for (long written = 0; written < bytes; written += ZstdBlockBytes)
        {
            bool isLast = written + ZstdBlockBytes >= bytes;
            int header = (isLast ? 1 : 0) | (1 << 1) | (ZstdBlockBytes << 3);
            frame.AddRange([(byte)header, (byte)(header >> 8), (byte)(header >> 16), (byte)' ']);
        }
        return [.. frame];
    }
}
