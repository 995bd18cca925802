using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using HawkesNet.Service.Ingest;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZstdSharp;

namespace HawkesNet.Service.Tests.Ingest;

/// <summary>The budget of bodies under way, and what bodies are said to take of it.</summary>
public sealed class BodyBudgetTests
{
    private static readonly ServiceOptions least = Least(
        new ServiceOptions { BodyBytesMax = 2 << 20, RowsMax = 20_000 });

    private const string ShortObject = """{"time":1,"source":"a"}""";

    [Fact]
    public void A_client_holds_as_much_as_is_left_free()
    {
        var budget = new BodyBudget(new ServiceOptions());
        long part = budget.BytesMax / 100;
        string[] clients = ["a", "b", "c"];
        long[] held = [.. clients.Select(client =>
        {
            long bytes = 0;
            for (; budget.TryTake(client, part); bytes += part)
            {
            }
            return bytes;
        })];
        Assert.Equal([50 * part, 25 * part, 12 * part], held);
        Assert.Equal((87 * part, 3), (budget.HeldBytes, budget.Refusals));
        budget.Give("a", held[0]);
        Assert.True(budget.TryTake("b", part));
        Assert.False(budget.TryTake("b", budget.BytesMax / 2));
    }

    [Fact]
    public void Whatever_is_taken_and_given_the_sum_fits_and_ends_at_nothing()
    {
        var budget = new BodyBudget(least);
        var random = new Random(3);
        BodyMemory[] bodies = [.. Enumerable.Range(0, 60).Select(i => new BodyMemory(budget, "client" + (i % 4)))];
        for (int i = 0; i < 20_000; i++)
        {
            BodyMemory body = bodies[random.Next(bodies.Length)];
            long before = body.HeldBytes, asked = random.NextInt64(budget.BytesMax / 8);
            switch (random.Next(4))
            {
                case 0:
                    body.Dispose();
                    break;
                case 1:
                    body.ShrinkToRows(asked);
                    break;
                default:
                    Assert.Equal(body.TryHold(asked) ? Math.Max(before, asked) : before, body.HeldBytes);
                    break;
            }
            Assert.Equal(bodies.Sum(one => one.HeldBytes), budget.HeldBytes);
            Assert.InRange(budget.HeldBytes, 0, budget.BytesMax);
        }
        Assert.True(budget.Refusals > 100);
        Array.ForEach(bodies, one => one.Dispose());
        Assert.Equal(0, budget.HeldBytes);
    }

    [Fact]
    public void Buffers_are_used_again_and_no_more_than_said_are_kept()
    {
        var buffers = new LargeBuffers(keptBytesMax: 100, garbageBytesMax: long.MaxValue);
        byte[] first = buffers.Rent(60), second = buffers.Rent(60), other = buffers.Rent(30);
        Assert.NotSame(first, second);
        buffers.Return(first);
        buffers.Return(second);
        buffers.Return(other);
        Assert.Equal(90, buffers.KeptBytes);
        Assert.Same(first, buffers.Rent(60));
        Assert.NotSame(second, buffers.Rent(60));
        Assert.Equal(30, buffers.KeptBytes);
    }

    [Fact]
    public async Task What_is_kept_until_a_task_ends_is_given_back_then()
    {
        var budget = new BodyBudget(least);
        var body = new BodyMemory(budget, "client");
        Assert.True(body.TryHold(1000));
        var use = new TaskCompletionSource();
        body.KeepUntil(use.Task);
        body.Dispose();
        Assert.Equal(1000, budget.HeldBytes);
        use.SetCanceled();
        for (int tries = 0; budget.HeldBytes > 0; tries++)
        {
            Assert.True(tries < 6_000, "it was not given back");
            await Task.Delay(10);
        }
    }

    [Fact]
    public void A_budget_that_the_largest_body_does_not_fit_into_is_refused()
    {
        Assert.Throws<ArgumentException>(
            () => new BodyBudget(least with { BodyMemoryBytesMax = least.BodyMemoryBytesLeast - 1 }));
        Assert.True(new BodyBudget(new ServiceOptions()).BytesMax >= new ServiceOptions().BodyMemoryBytesLeast);
    }

    [Fact]
    public void Rows_take_no_more_than_is_held_for_them() => Assert.All(Bodies, body =>
    {
        BodyFormat format = body.Type == "text/csv" ? BodyFormat.Csv : BodyFormat.Json;
        byte[] bytes = Encoding.UTF8.GetBytes(body.Text);
        ReadResult read = new EventReader(least).Read(bytes, format, TimeUnit.Seconds);
        Assert.True(read.Fault is null && read.Errors.Count == 0);
        long held = BodyCost.OfReading(bytes, format, least);
        Assert.InRange(read.Rows.Bytes, 1, held);
        Assert.InRange(BodyCost.OfWhole(bytes.Length, format, least), 1, BodyCost.OfLargest(least));
        Assert.InRange(held, 1, BodyCost.OfLargest(least));
    });

    [Fact]
    public async Task The_largest_bodies_go_through_with_the_least_budget_however_they_are_sent()
    {
        ServiceFixture service = new() { Options = least };
        await service.InitializeAsync();
        try
        {
            foreach ((string text, string type) in Bodies)
            {
                foreach (string encoding in (string[])["", "chunked", "gzip", "br", "zstd"])
                {
                    byte[] body = Encode(Encoding.UTF8.GetBytes(text), encoding);
                    Assert.Equal(200, await PostAsync(service, body, type, encoding));
                }
            }
            BodyBudget budget = service.Services.GetRequiredService<BodyBudget>();
            Assert.Equal(0, budget.Refusals);
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    /// <summary>Bodies at the limits: long names, the shortest rows, and few rows in much space.</summary>
    private static (string Text, string Type)[] Bodies =>
    [
        (Encoding.ASCII.GetString(BodyMemoryTests.Rows(least.RowsMax, least.BodyBytesMax)), "text/csv"),
        ("time,source\n" + Repeat("1,a\n", least.RowsMax), "text/csv"),
        ("[" + Repeat(ShortObject + ",", least.RowsMax)[..^1] + "]", "application/json"),
        ("[" + Repeat(ShortObject + new string(' ', 80) + ",", least.RowsMax)[..^1] + "]", "application/json"),
    ];

    private static string Repeat(string row, int times) =>
        new StringBuilder(row.Length * times).Insert(0, row, times).ToString();

    private static ServiceOptions Least(ServiceOptions options) =>
        options with { BodyMemoryBytesMax = options.BodyMemoryBytesLeast };

    private static byte[] Encode(byte[] body, string encoding)
    {
        using var encoded = new MemoryStream();
        using (Stream to = encoding switch
        {
            "gzip" => new GZipStream(encoded, CompressionLevel.Fastest),
            "br" => new BrotliStream(encoded, CompressionLevel.Fastest),
            "zstd" => new CompressionStream(encoded),
            _ => encoded,
        })
        {
            to.Write(body);
        }
        return encoded.ToArray();
    }

    private static async Task<int> PostAsync(ServiceFixture service, byte[] body, string type, string encoding)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/networks/largest/events?unit=s")
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Headers.TransferEncodingChunked = encoding.Length > 0;
        if (encoding is not ("" or "chunked"))
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }
        using HttpResponseMessage answer = await service.Client.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
