using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using HawkesNet.Service.Ingest;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HawkesNet.Service.Tests.Ingest;

/// <summary>The memory of bodies under way is bounded, shared fairly, and given back on every way out.</summary>
public sealed class BodyMemoryTests : IAsyncLifetime
{
    private const int Uploads = 45;
    private static readonly ServiceOptions small = new()
    {
        BodyBytesMax = 1 << 20,
        RowsMax = 5_000,
        BodyMemoryBytesMax = 16 << 20,
        EventsPerSecondMax = null,
    };

    private readonly ServiceFixture service = new()
    {
        Options = small,
        // Half of a body may wait for the other half as long as a slow machine takes.
        Configure = builder => builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Limits.MinRequestBodyDataRate = null),
    };

    private BodyBudget Budget => service.Services.GetRequiredService<BodyBudget>();

    public Task InitializeAsync() => service.InitializeAsync();

    public Task DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Large_bodies_of_one_key_hold_half_at_most_and_a_body_of_another_key_goes_through()
    {
        string admin = await service.MakeKeyAsync("admin", "*");
        service.Key = admin;
        string greedy = await service.MakeKeyAsync("ingest", "*"), modest = await service.MakeKeyAsync("ingest", "*");
        using var watch = new CancellationTokenSource();
        Task<long> most = MostHeldAsync(watch.Token);
        List<RawUpload> uploads = [];
        for (int i = 0; i < Uploads; i++)
        {
            uploads.Add(await BeginAsync(i, greedy));
        }
        await UntilAsync(() => Budget.Refusals >= Uploads / 3 - 3, "large bodies were not refused");
        await watch.CancelAsync();
        Assert.InRange(await most, Budget.BytesMax / 4, Budget.BytesMax / 2);
        Assert.Contains(uploads, one => !one.Answer.IsCompleted);

        service.Key = modest;
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(200, (await PostAsync(Rows(1_000, bytesMax: 100_000))).Status);
        }
        int refused = 0;
        foreach (RawUpload upload in uploads)
        {
            RawAnswer? answer = await upload.FinishAsync();
            refused += answer?.Status == 200 ? 0 : 1;
            Assert.True(answer?.Status == 200 || IsRefusal(answer), answer?.Head);
            upload.Dispose();
        }
        Assert.InRange(refused, Uploads / 3 - 3, Uploads - 2);
        Assert.Equal(refused, Budget.Refusals);
        service.Key = greedy;
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await PostAsync(Rows(small.RowsMax, small.BodyBytesMax))).Status);
        }
        await GivenBackAsync();
        string metrics = (await service.SendAsync(HttpMethod.Get, "/metrics", admin, json: null)).Text;
        Assert.Contains("hawkesnet_ingest_body_memory_bytes 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("hawkesnet_ingest_body_memory_limit_bytes 16777216\n", metrics, StringComparison.Ordinal);
        Assert.Contains(
            $"hawkesnet_ingest_body_memory_refusals_total {refused}\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_is_broken_off_gives_its_memory_back()
    {
        for (int i = 0; i < 6; i++)
        {
            using (await BeginAsync(i, key: null))
            {
                await UntilAsync(() => Budget.HeldBytes > 0, "nothing was held");
            }
            await GivenBackAsync();
        }
        Assert.Equal(0, Budget.Refusals);
    }

    [Theory]
    [InlineData("time,source\n1,a\n", "text/csv", "gzip", 400)]
    [InlineData("not a table", "text/csv", null, 400)]
    [InlineData("{\"time\":1,\"source\":\"a\"}", "application/json", "lzma", 415)]
    public async Task A_body_that_is_refused_gives_its_memory_back(
        string body, string type, string? encoding, int status)
    {
        Assert.Equal(status, (await service.PostAsync(
            "/v1/networks/n/events?unit=s", Encoding.UTF8.GetBytes(body), type, encoding)).Status);
        Assert.Equal(413, (await PostAsync(new byte[small.BodyBytesMax + 1])).Status);
        await GivenBackAsync();
    }

    [Fact]
    public async Task Rows_that_wait_for_their_commit_are_held_also_when_their_client_has_gone()
    {
        byte[] body = Rows(1_000, bytesMax: 100_000);
        Assert.Equal(200, (await PostAsync(body)).Status);
        using SqliteConnection other = new($"Data Source={service.StorePath};Pooling=False");
        other.Open();
        Task<Answer> committing;
        long held;
        using (SqliteTransaction writing = other.BeginTransaction())
        {
            committing = PostAsync(body);
            await service.WaitForQueueAsync("large", committing, events: 0);
            using (var gone = new CancellationTokenSource())
            {
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
                Task posting = service.Client.PostAsync("/v1/networks/large/events?unit=s", content, gone.Token);
                await UntilAsync(
                    () => service.Registry.Find("large")!.Status.QueuedEvents > 0, "the second body never waited");
                held = Budget.HeldBytes;
                await gone.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => posting);
            }
            Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, "/healthz")).Status);
            Assert.Equal(held, Budget.HeldBytes);
            writing.Rollback();
        }
        Assert.InRange(held, 2 * body.Length, Budget.BytesMax / 2);
        Assert.Equal(200, (await committing).Status);
        await GivenBackAsync();
    }

    private static bool IsRefusal(RawAnswer? answer) =>
        answer is { Status: 503, ProblemCode: "bodyMemoryFull" } && answer.Has("Retry-After: 1");

    /// <summary>Half of a body: with its length, without, or compressed.</summary>
    private Task<RawUpload> BeginAsync(int number, string? key)
    {
        byte[] body = Rows(small.RowsMax, small.BodyBytesMax);
        string headers = key is null ? "" : $"Authorization: Bearer {key}\r\n";
        return (number % 3) switch
        {
            0 => RawUpload.BeginAsync(service.Client.BaseAddress!, body, headers, isChunked: false),
            1 => RawUpload.BeginAsync(service.Client.BaseAddress!, body, headers, isChunked: true),
            _ => RawUpload.BeginAsync(
                service.Client.BaseAddress!, Gzip(body), headers + "Content-Encoding: gzip\r\n", isChunked: false),
        };
    }

    private Task<Answer> PostAsync(byte[] body) =>
        service.PostAsync("/v1/networks/large/events?unit=s", body, "text/csv");

    private async Task<long> MostHeldAsync(CancellationToken stop)
    {
        long most = 0;
        while (!stop.IsCancellationRequested)
        {
            most = Math.Max(most, Budget.HeldBytes);
            await Task.Yield();
        }
        return most;
    }

    private Task GivenBackAsync() => UntilAsync(() => Budget.HeldBytes == 0, "memory was not given back");

    private static async Task UntilAsync(Func<bool> condition, string otherwise)
    {
        for (int tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 12_000, otherwise);
            await Task.Delay(10);
        }
    }

    internal static byte[] Rows(int rowsMax, int bytesMax)
    {
        var text = new StringBuilder("time,source,target\n");
        for (int i = 0; i < rowsMax; i++)
        {
            string row = $"{i},{i % 7}-{new string('s', 190)},{i % 5}-{new string('t', 190)}\n";
            if (text.Length + row.Length > bytesMax)
            {
                break;
            }
            text.Append(row);
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    internal static byte[] Gzip(byte[] body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }
        return compressed.ToArray();
    }
}
