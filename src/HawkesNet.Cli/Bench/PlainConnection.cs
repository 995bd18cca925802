using System.Net.Sockets;
using System.Text;

namespace HawkesNet.Cli.Bench;

/// <summary>One HTTP/1.1 connection that does no more than it must: the client is not what is measured.</summary>
internal sealed class PlainConnection : IDisposable
{
    private readonly TcpClient client = new() { NoDelay = true };
    private readonly byte[] answer = new byte[16 * 1024];
    private readonly string head;

    /// <summary>Connects.</summary>
    public PlainConnection(Uri service, string path)
    {
        client.Connect(service.Host, service.Port);
        head = $"POST {path} HTTP/1.1\r\nHost: {service.Authority}\r\nContent-Type: application/x-ndjson\r\n"
            + "Content-Length: ";
    }

    /// <summary>Posts a body and waits for its answer.</summary>
    /// <exception cref="InvalidOperationException">It was not answered 200.</exception>
    public async Task PostAsync(byte[] body)
    {
        byte[] request = [.. Encoding.ASCII.GetBytes($"{head}{body.Length}\r\n\r\n"), .. body];
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(request);
        int read = 0;
        while (!IsWhole(answer.AsSpan(0, read)))
        {
            int more = await stream.ReadAsync(answer.AsMemory(read));
            if (more == 0)
            {
                throw new InvalidOperationException("the service closed the connection");
            }
            read += more;
        }
        if (!answer.AsSpan(0, read).StartsWith("HTTP/1.1 200 "u8))
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer, 0, read));
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => client.Dispose();

    // The service ends an answer of unknown length with an empty chunk.
    private static bool IsWhole(ReadOnlySpan<byte> text)
    {
        int headEnd = text.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return false;
        }
        ReadOnlySpan<byte> fields = text[..headEnd];
        int at = fields.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            return text.EndsWith("0\r\n\r\n"u8);
        }
        ReadOnlySpan<byte> digits = fields[(at + "Content-Length: ".Length)..];
        int end = digits.IndexOf((byte)'\r');
        int length = int.Parse(end < 0 ? digits : digits[..end], provider: null);
        return text.Length >= headEnd + 4 + length;
    }
}
