using System.Text;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Service.Privacy;
using HawkesNet.Service.Tests.Learning;
using HawkesNet.Storage;
using HawkesNet.Storage.Tests;
using Xunit;

namespace HawkesNet.Service.Tests.Privacy;

/// <summary>The removal of an actor, held against a network that never had it.</summary>
public sealed class RemovalTests
{
    private const string Base = "/v1/networks/plain";
    private const string Name = "Zacharias Unmistakable";

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task What_is_left_is_to_the_last_bit_a_network_that_never_had_the_actor(StoreKind kind)
    {
        TestEvent[][] bodies = Bodies("a7");
        using var network = new TestNetwork(kind);
        await PostAsync(network, bodies);
        await network.Network.TakeSnapshotAsync(default);
        using var never = new TestNetwork(kind);
        await PostAsync(never, [.. bodies.Select(body => body.Where(one => !IsOf(one, "a7")).ToArray())]);

        var rest = new LogWithoutActor("a7"u8.ToArray());
        Network relearned = await network.Registry.RewriteAsync("test", rest.Next);
        Assert.Equal(bodies.Sum(body => body.Count(one => IsOf(one, "a7"))), rest.Removed);
        string digest = await relearned.ModelDigest(default);
        Assert.Equal(await never.DigestAsync(), digest);
        Assert.Equal(never.Network.Status, relearned.Status);
        Assert.Empty(relearned.ListSnapshots());

        network.Crash();
        Assert.Equal(digest, await network.DigestAsync());
        TestEvent[] sentAgain = [.. bodies[3].Where(one => !IsOf(one, "a7"))];
        AppendResult again = await network.AppendAsync(TestNetwork.How(), sentAgain);
        AppendResult expected = await never.AppendAsync(TestNetwork.How(), sentAgain);
        Assert.Equal((expected.Accepted, expected.Duplicates, expected.Late),
            (again.Accepted, again.Duplicates, again.Late));
        Assert.Equal(await never.FlushedDigestAsync(), await network.FlushedDigestAsync());
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_retry_with_an_idempotency_key_is_still_known(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        TestEvent[] body = [.. TestEvent.Stream(100, 3)];
        await network.AppendAsync(TestNetwork.How(key: "k"), body);
        Network relearned = await network.Registry.RewriteAsync("test", new LogWithoutActor("a1"u8.ToArray()).Next);
        AppendResult again = await relearned.AppendAsync(
            TestNetwork.Rows(body), TestNetwork.How(key: "k"), CancellationToken.None);
        Assert.Equal(AppendOutcome.Repeated, again.Outcome);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_removal_that_fails_leaves_the_network_as_it_was(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        await PostAsync(network, Bodies("a7"));
        string before = await network.DigestAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => network.Registry.RewriteAsync(
            "test", row => row.Sequence == 2 ? throw new InvalidOperationException("cut short") : row));
        Network after = network.Registry.Find("test")!;
        Assert.Equal(before, await after.ModelDigest(default));
        Assert.Equal(AppendOutcome.Committed, (await after.AppendAsync(
            TestNetwork.Rows(new TestEvent(1, "new")), TestNetwork.How(), CancellationToken.None)).Outcome);
        Assert.Equal(["test"], new NetworkTable(network.Registry.OpenStore()).List().Select(one => one.Name));
        network.Crash();
        await network.DigestAsync();
        Assert.Null(new NetworkTable(network.Registry.OpenStore()).Find("test (unfinished)"));
    }

    [Fact]
    public async Task A_name_that_stood_in_the_log_is_nowhere_in_the_store_afterwards()
    {
        ServiceFixture service = new();
        await service.InitializeAsync();
        try
        {
            await service.PostAsync(Base + "/events?unit=s&ack=applied", Rows(), "text/csv");
            await service.SendAsync(HttpMethod.Post, Base + "/snapshots");
            string address = $"{Base}/actors/{Uri.EscapeDataString(Name)}";
            Assert.Equal(422, (await service.SendAsync(HttpMethod.Delete, address)).Status);
            Answer asked = await service.SendAsync(HttpMethod.Delete, address + "?refit=true");
            Assert.Equal(202, asked.Status);
            Assert.NotEmpty(asked.Json!["remains"]!.AsArray());
            Answer done = await WaitAsync(service, (string)asked.Json["id"]!);
            Assert.Equal(("done", 20), ((string)done.Json!["state"]!, (int)done.Json["removedEvents"]!));
            Assert.Equal(404, (await service.SendAsync(HttpMethod.Get, address)).Status);
            Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, Base + "/actors/ann")).Status);
            Assert.Equal(20, (int)(await service.SendAsync(HttpMethod.Get, Base)).Json!["counts"]!["accepted"]!);
            foreach (string file in Directory.GetFiles(Path.GetDirectoryName(service.StorePath)!, "hawkesnet.db*"))
            {
                using FileStream open = new(
                    file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using MemoryStream copy = new();
                await open.CopyToAsync(copy);
                Assert.True(copy.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Name)) < 0, file);
            }
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task Wrong_questions_about_removals_are_refused()
    {
        ServiceFixture service = new() { Options = new ServiceOptions() };
        await service.InitializeAsync();
        try
        {
            await service.PostAsync(Base + "/events?unit=s&ack=applied", Rows(), "text/csv");
            Answer unknown = await service.SendAsync(HttpMethod.Delete, Base + "/actors/nobody?refit=true");
            Assert.Equal(404, unknown.Status);
            Answer wrong = await service.SendAsync(HttpMethod.Delete, Base + "/actors/ann?refit=perhaps");
            Assert.Equal((400, "badParameter"), (wrong.Status, (string)wrong.Json!["code"]!));
            Answer none = await service.SendAsync(HttpMethod.Get, Base + "/removals/00");
            Assert.Equal((404, "noSuchRemoval"), (none.Status, (string)none.Json!["code"]!));
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    /// <summary>Bodies in which one actor's events run ahead here and there, so that others come late only because of
    /// it.</summary>
    private static TestEvent[][] Bodies(string ahead) =>
    [
        .. TestEvent.Stream(1200, 5, actors: 20).Select((one, i) => i % 97 == 5
                ? one with { Source = ahead, TimeTicks = one.TimeTicks + (7 * TestNetwork.Second) }
                : one)
            .Chunk(60),
    ];

    private static async Task PostAsync(TestNetwork network, TestEvent[][] bodies)
    {
        for (int i = 0; i < bodies.Length; i++)
        {
            await network.AppendAsync(TestNetwork.How(applied: i % 5 == 4), bodies[i]);
        }
    }

    private static bool IsOf(TestEvent one, string actor) => one.Source == actor || one.Target == actor;

    private static string Rows() => "time,source,target,id\n" + string.Concat(Enumerable.Range(1, 40).Select(
        i => i % 2 == 0 ? $"{i},ann,bob,e{i}\n" : i % 4 == 1 ? $"{i},{Name},ann,e{i}\n" : $"{i},bob,{Name},e{i}\n"));

    private static async Task<Answer> WaitAsync(ServiceFixture service, string removal)
    {
        for (int i = 0; i < 12_000; i++)
        {
            Answer answer = await service.SendAsync(HttpMethod.Get, $"{Base}/removals/{removal}");
            if ((string)answer.Json!["state"]! != "running")
            {
                return answer;
            }
            await Task.Delay(10);
        }
        throw new InvalidOperationException("the removal never ended");
    }
}
