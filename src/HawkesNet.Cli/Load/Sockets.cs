using System.Net.Sockets;
using System.Text;

namespace HawkesNet.Cli.Load;

/// <summary>Connections that do next to nothing.</summary>
internal static class Sockets
{
    private const int OpenedTogether = 200;
    private static readonly TimeSpan slowMax = TimeSpan.FromSeconds(40);

    /// <summary>Opens connections that never send a byte, and holds them for a time.</summary>
    public static async Task IdleAsync(Uri service, int connections, TimeSpan held, LoadResult result)
    {
        List<TcpClient> open = [];
        try
        {
            string? ended = null;
            while (open.Count < connections && ended is null)
            {
                TcpClient[] more = [.. Enumerable.Range(0, Math.Min(OpenedTogether, connections - open.Count))
                    .Select(_ => new TcpClient())];
                open.AddRange(more);
                try
                {
                    await Task.WhenAll(more.Select(one => one.ConnectAsync(service.Host, service.Port)));
                }
                catch (SocketException e)
                {
                    // The limit of this machine, not of the service: said, and the test goes on with fewer.
                    ended = e.Message;
                }
            }
            await Task.Delay(held);
            int connected = open.Count(IsOpen);
            if (ended is null && connected < connections)
            {
                result.Break($"{connections - connected} idle connections were ended");
            }
            result.Outcome = $"{connected:N0} connections open" + (ended is null ? "" : $", no more here: {ended}");
        }
        finally
        {
            open.ForEach(one => one.Dispose());
        }
    }

    /// <summary>Sends heads without end and bodies byte by byte; all must be ended by the service.</summary>
    public static async Task SlowAsync(Uri service, int connections, LoadResult result)
    {
        string[] beginnings =
        [
            "POST /v1/networks/slow/events?unit=s HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                + "Content-Length: 1000000\r\n\r\ntime,source\n",
            "POST /v1/networks/slow/events HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        ];
        bool[] ended = await Task.WhenAll(Enumerable.Range(0, connections)
            .Select(i => IsEndedAsync(service, beginnings[i % beginnings.Length])));
        int left = ended.Count(one => !one);
        result.Outcome = $"{connections} connections sent a byte a second; {connections - left} ended by the service";
        if (left > 0)
        {
            result.Break($"{left} slow connections were still open after {slowMax.TotalSeconds} s");
        }
    }

    // A connection that the service has ended can be read, and gives nothing.
    private static bool IsOpen(TcpClient client) => client.Connected
        && !(client.Client.Poll(TimeSpan.Zero, SelectMode.SelectRead) && client.Available == 0);

    private static async Task<bool> IsEndedAsync(Uri service, string beginning)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Host, service.Port);
        NetworkStream stream = client.GetStream();
        using var late = new CancellationTokenSource(slowMax);
        Task<bool> end = EndAsync(stream, late.Token);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning));
            while (!end.IsCompleted)
            {
                await Task.WhenAny(end, Task.Delay(TimeSpan.FromSeconds(1)));
                await stream.WriteAsync("1"u8.ToArray());
            }
        }
        catch (IOException)
        {
            return true;
        }
        return await end;
    }

    /// <summary>Reads until the service has closed the connection; false: it has not in time.</summary>
    private static async Task<bool> EndAsync(NetworkStream stream, CancellationToken late)
    {
        byte[] answer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(answer, late) > 0)
            {
            }
            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
