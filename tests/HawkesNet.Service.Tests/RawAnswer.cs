using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace HawkesNet.Service.Tests;

/// <summary>An answer as it comes over the wire.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Body">The rest, chunks as they are.</param>
internal sealed partial record RawAnswer(int Status, string Head, string Body)
{
    private const string HeadEnd = "\r\n\r\n";

    /// <summary>The code of a problem document; null: it is none.</summary>
    public string? ProblemCode =>
        Has("Content-Type: application/problem+json") && Code().Match(Body) is { Success: true } code
            ? code.Groups[1].Value
            : null;

    /// <summary>Whether a header begins so.</summary>
    public bool Has(string header) => Head.Contains("\r\n" + header, StringComparison.OrdinalIgnoreCase);

    /// <summary>Sends a request over a connection of its own; null: it was ended without an answer.</summary>
    /// <param name="service">Where to.</param>
    /// <param name="request">The request's bytes.</param>
    /// <param name="isHalfClosed">Whether nothing can come after them.</param>
    public static async Task<RawAnswer?> AskAsync(Uri service, byte[] request, bool isHalfClosed = false)
    {
        using TcpClient client = new();
        await client.ConnectAsync(service.Host, service.Port);
        NetworkStream stream = client.GetStream();
        try
        {
            await stream.WriteAsync(request);
            if (isHalfClosed)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // It was answered before all of it was sent.
        }
        return await ReadAsync(stream, hasBody: !request.AsSpan().StartsWith("HEAD "u8));
    }

    /// <summary>Reads one answer; null: the connection ended without.</summary>
    public static async Task<RawAnswer?> ReadAsync(NetworkStream stream, bool hasBody = true)
    {
        byte[] buffer = new byte[16 * 1024];
        StringBuilder text = new();
        try
        {
            while (!IsWhole(text.ToString(), hasBody) && await stream.ReadAsync(buffer) is int count and > 0)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It ended.
        }
        string[] parts = text.ToString().Split(HeadEnd, 2);
        return parts.Length < 2 || !StatusLine().IsMatch(parts[0])
            ? null
            : new RawAnswer(int.Parse(parts[0].AsSpan(9, 3), CultureInfo.InvariantCulture), parts[0], parts[1]);
    }

    private static bool IsWhole(string text, bool hasBody)
    {
        int end = text.IndexOf(HeadEnd, StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }
        string head = text[..end];
        bool isOpen = head.Contains("text/event-stream", StringComparison.Ordinal);
        if (!hasBody || isOpen || head.AsSpan(9, 3) is "204" or "304")
        {
            return true;
        }
        return Length().Match(head) is { Success: true } length
            ? text.Length - end - HeadEnd.Length >= int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture)
            : text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal);
    }

    [GeneratedRegex("\"code\":\"(\\w+)\"")]
    private static partial Regex Code();

    [GeneratedRegex("^HTTP/1\\.1 \\d{3}")]
    private static partial Regex StatusLine();

    [GeneratedRegex("\r\nContent-Length: (\\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex Length();
}
