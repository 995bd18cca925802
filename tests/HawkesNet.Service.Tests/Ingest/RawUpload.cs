using System.Net.Sockets;
using System.Text;

namespace HawkesNet.Service.Tests.Ingest;

/// <summary>An upload in two parts over a connection of its own, whose answer is read also while the second part has
/// not been sent.</summary>
internal sealed class RawUpload : IDisposable
{
    private readonly TcpClient client = new();
    private readonly byte[] rest;
    private readonly NetworkStream stream;

    private RawUpload(Uri service, byte[] rest)
    {
        client.Connect(service.Host, service.Port);
        stream = client.GetStream();
        this.rest = rest;
        Answer = RawAnswer.ReadAsync(stream);
    }

    /// <summary>The answer; null: the connection ended without.</summary>
    public Task<RawAnswer?> Answer { get; }

    /// <summary>Sends the head and half of a body.</summary>
    /// <param name="service">Where to.</param>
    /// <param name="body">The body as it is sent.</param>
    /// <param name="headers">Headers, each with its line end, without those of the length.</param>
    /// <param name="isChunked">Whether the length is not told.</param>
    public static async Task<RawUpload> BeginAsync(Uri service, byte[] body, string headers, bool isChunked)
    {
        string head = "POST /v1/networks/large/events?unit=s HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
            + headers + (isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}") + "\r\n\r\n";
        byte[] first = body[..(body.Length / 2)], second = body[(body.Length / 2)..];
        if (isChunked)
        {
            first = Chunk(first);
            second = [.. Chunk(second), .. "0\r\n\r\n"u8];
        }
        var upload = new RawUpload(service, second);
        await upload.WriteAsync([.. Encoding.ASCII.GetBytes(head), .. first]);
        return upload;
    }

    /// <summary>Sends the other half, unless the answer is there, and gives the answer.</summary>
    public async Task<RawAnswer?> FinishAsync()
    {
        if (!Answer.IsCompleted)
        {
            await WriteAsync(rest);
        }
        return await Answer;
    }

    /// <summary>Closes the connection at once, whatever was to come.</summary>
    public void Dispose()
    {
        client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Dispose();
    }

    private static byte[] Chunk(byte[] bytes) =>
        [.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8];

    private async Task WriteAsync(byte[] bytes)
    {
        try
        {
            await stream.WriteAsync(bytes);
        }
        catch (IOException)
        {
            // It was answered, and the rest is not wanted.
        }
    }
}
