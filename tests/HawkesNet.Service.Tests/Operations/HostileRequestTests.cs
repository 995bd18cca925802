using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Xunit;
using ZstdSharp;

namespace HawkesNet.Service.Tests.Operations;

/// <summary>Whatever is sent to any address of the description, the answer is one that is described: never a failure of
/// the service, and never an error without its problem document.</summary>
public sealed class HostileRequestTests(ServiceFixture service) : IClassFixture<ServiceFixture>, IAsyncLifetime
{
    private const int AtOnce = 8;

    private static readonly string[] values =
    [
        "", "0", "-1", "1e400", "NaN", "Infinity", "99999999999999999999", "9223372036854775807",
        "-9223372036854775808", "0x10", "1_000", "null", "true", "%ff", "%zz", "%", "%2f", "..%2f..", "+", "%20",
        "%F0%9F%98%80", "%C3%28", "1;drop", "P1D", "-1d", "1d", "1e3", "1772443000.5", "1772450000",
        "2026-03-02T09:30:00Z", "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z", "%EF%BB%BF", new string('a', 9_000),
    ];

    private static readonly string[] ends =
        ["?x=1", "?&&&", "?=", "/", "//", "/..", ";a=b", "%2e", "?" + string.Join('&', Enumerable.Range(0, 1_500))];

    private static readonly string[] headers =
    [
        "Accept: image/png", "Accept: ,;q=z", "Accept: */*;q=0", "If-None-Match: W/", "If-None-Match: *",
        "Range: bytes=5-1",
        "Authorization: Bearer ", "Authorization: Basic x", "Accept-Encoding: zstd;q=9", "Content-Type: text/html",
        "Content-Type: ;;;", "Content-Encoding: gzip, gzip", "Content-Encoding: br", "Expect: 200-ok",
        "Origin: http://evil",
        "X-HTTP-Method-Override: DELETE", "Idempotency-Key: ", "Connection: upgrade\r\nUpgrade: websocket",
        "Host: evil.example", "If-Modified-Since: never", "TE: trailers", "Cookie: " + new string('c', 9_000),
        "Idempotency-Key: " + new string('k', 257),
    ];

    private static readonly string[] methods =
        ["OPTIONS", "TRACE", "PATCH", "PUT", "POST", "DELETE", "GET", "HEAD", "BREW", "PROPFIND", new string('A', 20)];

    private static readonly string[] bodies =
    [
        "", "{", "[]", "null", "1", "\"\\ud800\"", "\0\u0001", "{\"time\":1e999,\"source\":\"a\"}", "[{\"time\":NaN}]",
        "time\n",
        "time,source\n1,\"a", "{\"scopes\":[1,null,{}]}", "{\"name\":1,\"scopes\":\"x\"}", "{\"maxClusters\":1e400}",
        "{\"maxClusters\":-1,\"memory\":\"P99999999D\"}", "{\"memory\":\"NaN\"}", "\uFEFF{}", new string('[', 5_000),
        "{\"name\":\"" + new string('a', 70_000) + "\"}",
    ];

    private static readonly string[] mediaTypes =
    [
        "application/json", "application/x-ndjson", "text/csv", "application/json; charset=utf-16", "text/plain",
        "multipart/form-data; boundary=x", "",
    ];

    private readonly ConcurrentQueue<string> faults = new();

    public async Task InitializeAsync()
    {
        string rows = string.Join('\n', Enumerable.Range(0, 300).Select(
            i => $"{1_772_443_000 + (i * 3)},{"abc"[i % 3]},{"bca"[i % 3]},mail,m-{i}"));
        Answer posted = await service.PostAsync(
            "/v1/networks/office/events?unit=s&ack=applied", "time,source,target,type,id\n" + rows, "text/csv");
        Assert.Equal(200, posted.Status);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public Task Odd_values_of_parameters_are_answered_as_described() => AskAllAsync(
        from operation in DescribedOperation.All
        from name in operation.QueryParameters
        from query in values.Select(value => $"{name}={value}").Concat(
            [
                $"{name}=1&{name}=2", name, $"{name}[]=1", $"%{(int)name[0]:x2}{name[1..]}=1",
                $"{name.ToUpperInvariant()}=1",
            ])
        select (operation, operation.Request($"{operation.Address}?{operation.OthersThan(name)}{query}")));

    [Fact]
    public Task Odd_addresses_are_answered_as_described() => AskAllAsync(
        from operation in DescribedOperation.All
        from address in values.Where(value => value.Length > 0).SelectMany(operation.AddressesWith)
            .Concat(ends.Select(end => operation.Address + end))
        select (operation, operation.Request(address)));

    [Fact]
    public Task Odd_headers_are_answered_as_described() => AskAllAsync(
        from operation in DescribedOperation.All
        from header in headers
        select (operation, operation.Request(operation.Address + "?" + operation.OthersThan(""), header)));

    [Fact]
    public Task Methods_that_an_address_does_not_take_are_answered_as_described() => AskAllAsync(
        from address in DescribedOperation.All.GroupBy(operation => operation.Path)
        from method in methods
        where address.All(operation => operation.Method != method)
        select (address.First() with { Method = method },
            address.First().Request(address.First().Address, method: method)));

    [Fact]
    public Task Odd_bodies_are_answered_as_described() => AskAllAsync(
        from operation in DescribedOperation.All
        where operation.HasBody
        from body in bodies
        from type in mediaTypes
        from encoding in new[] { "", "gzip", "br", "zstd", "identity" }
        select (operation, operation.Request(
            operation.Address, $"Content-Type: {type}\r\nContent-Encoding: {encoding}",
            body: Encoding.UTF8.GetBytes(body))));

    [Fact]
    public Task Bodies_whose_compression_is_damaged_anywhere_are_answered_as_described() => AskAllAsync(
        from operation in DescribedOperation.All
        where operation.Name == "ValidateEvents"
        from encoding in new[] { "gzip", "br", "zstd" }
        let whole = Compressed(encoding)
        from i in Enumerable.Range(0, whole.Length)
        from flipped in new byte[] { 1, 16, 128, 255 }
        select (operation, operation.Request(
            operation.Address + "?unit=s", $"Content-Type: text/csv\r\nContent-Encoding: {encoding}",
            body: [.. whole[..i], (byte)(whole[i] ^ flipped), .. whole[(i + 1)..]])));

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "zz\r\n")]
    [InlineData("Transfer-Encoding: chunked", "ffffffffffffffff\r\n")]
    [InlineData("Transfer-Encoding: chunked", "7fffffffffffffff\r\n{}")]
    [InlineData("Transfer-Encoding: chunked", "2\r\n{}junk\r\n")]
    [InlineData("Transfer-Encoding: chunked", "5\r\nabc")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 3", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: gzip, chunked", "2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Content-Length: +5", "aaaaa")]
    [InlineData("Content-Length: 100", "{}")]
    public async Task A_body_that_is_framed_wrongly_or_broken_off_is_answered_as_described_or_not_at_all(
        string header, string body)
    {
        foreach (DescribedOperation operation in DescribedOperation.All.Where(one => one.HasBody))
        {
            byte[] request = Encoding.ASCII.GetBytes(
                $"{operation.Method} {operation.Address} HTTP/1.1\r\nHost: localhost\r\n"
                + $"Content-Type: application/json\r\n{header}\r\n\r\n{body}");
            if (await RawAnswer.AskAsync(service.Client.BaseAddress!, request, isHalfClosed: true) is { } answer)
            {
                Judge(operation, header, answer);
            }
        }
        Assert.Empty(faults);
    }

    private async Task AskAllAsync(IEnumerable<(DescribedOperation Operation, byte[] Request)> requests)
    {
        int asked = 0;
        await Parallel.ForEachAsync(
            requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (one, _) =>
            {
                Interlocked.Increment(ref asked);
                RawAnswer? answer = await RawAnswer.AskAsync(service.Client.BaseAddress!, one.Request);
                Judge(one.Operation, Encoding.UTF8.GetString(one.Request), answer);
            });
        Assert.True(asked > 50, $"only {asked} requests");
        Assert.True(faults.IsEmpty, $"{faults.Count} of {asked}:\n{string.Join('\n', faults.Take(20))}");
        Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, "/healthz")).Status);
    }

    private void Judge(DescribedOperation operation, string request, RawAnswer? answer)
    {
        if (operation.Accepts(answer) is { } fault)
        {
            string begin = request.ReplaceLineEndings("|");
            faults.Enqueue($"{fault}: {begin[..Math.Min(begin.Length, 240)]}");
        }
    }

    private static byte[] Compressed(string encoding)
    {
        using var compressed = new MemoryStream();
        using (Stream to = encoding switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Optimal),
            "br" => new BrotliStream(compressed, CompressionLevel.Optimal),
            _ => new CompressionStream(compressed),
        })
        {
            to.Write("time,source,target\n1,ann,bob\n2,bob,ann\n3,ann,cy\n4,ann,bob\n"u8);
        }
        return compressed.ToArray();
    }
}
