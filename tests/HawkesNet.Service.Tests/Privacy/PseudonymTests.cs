using System.Data.Common;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Xunit;

namespace HawkesNet.Service.Tests.Privacy;

/// <summary>Networks whose log knows no names, and names that can be erased.</summary>
public sealed class PseudonymTests : IAsyncLifetime
{
    private const string Base = "/v1/networks/ward";
    private const string Name = "Zacharias Unmistakable";
    private readonly ServiceFixture service = new();

    public async Task InitializeAsync()
    {
        await service.InitializeAsync();
        Assert.Equal(201, (await service.SendAsync(HttpMethod.Put, Base, """{"pseudonyms":true}""")).Status);
        await PostAsync(first: 1);
    }

    public Task DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task No_name_stands_in_the_log_the_snapshots_or_an_answer()
    {
        Assert.Equal(201, (await service.SendAsync(HttpMethod.Post, Base + "/snapshots")).Status);
        using (DbConnection connection = service.Registry.OpenStore().Connect())
        {
            foreach (string column in new[] { "content FROM event_batch", "content FROM snapshot_part" })
            {
                byte[][] blobs = [.. connection.Query<byte[]>("SELECT " + column)];
                Assert.NotEmpty(blobs);
                Assert.All(blobs, blob => Assert.False(Holds(blob, Name)));
                Assert.Contains(blobs, blob => Holds(blob, "p-"));
            }
        }
        foreach (string address in new[] { "/actors", "/links", "/surprises", "/influence", "/events/e1/causes" })
        {
            Answer answer = await service.SendAsync(HttpMethod.Get, Base + address);
            Assert.Equal(200, answer.Status);
            Assert.DoesNotContain("Zacharias", answer.Text);
        }
    }

    [Fact]
    public async Task Questions_take_the_name_or_the_pseudonym()
    {
        Answer byName = await service.SendAsync(HttpMethod.Get, $"{Base}/actors/{Uri.EscapeDataString(Name)}");
        string pseudonym = (string)byName.Json!["actor"]!["id"]!;
        Assert.Matches("^p-[0-9a-f]{32}$", pseudonym);
        Answer byPseudonym = await service.SendAsync(HttpMethod.Get, $"{Base}/actors/{pseudonym}");
        Assert.Equal(byName.Text, byPseudonym.Text);
        Assert.Equal(404, (await service.SendAsync(HttpMethod.Get, Base + "/actors/nobody")).Status);
        Answer name = await service.SendAsync(HttpMethod.Get, $"{Base}/actors/{pseudonym}/name");
        Assert.Equal(Name, (string)name.Json!["name"]!);
    }

    [Fact]
    public async Task Networks_have_pseudonyms_of_their_own()
    {
        await service.SendAsync(HttpMethod.Put, "/v1/networks/other", """{"pseudonyms":true}""");
        await service.PostAsync("/v1/networks/other/events?unit=s&ack=applied", Rows(1), "text/csv");
        Assert.Empty((await PseudonymsAsync(Base)).Intersect(await PseudonymsAsync("/v1/networks/other")));
    }

    [Fact]
    public async Task An_erased_name_is_nowhere_in_the_store_and_does_not_come_back()
    {
        Assert.True(await IsInStoreAsync(Name));
        string address = $"{Base}/actors/{Uri.EscapeDataString(Name)}";
        Answer erased = await service.SendAsync(HttpMethod.Delete, address);
        Assert.Equal(200, erased.Status);
        Assert.True((bool)erased.Json!["nameErased"]!);
        Assert.NotEmpty(erased.Json["remains"]!.AsArray());
        Assert.False(await IsInStoreAsync(Name));

        await PostAsync(first: 100);
        Assert.False(await IsInStoreAsync(Name));
        string pseudonym = (string)erased.Json["actor"]!;
        Answer name = await service.SendAsync(HttpMethod.Get, $"{Base}/actors/{pseudonym}/name");
        Assert.Null(name.Json!["name"]);
        Answer actor = await service.SendAsync(HttpMethod.Get, $"{Base}/actors/{pseudonym}");
        Assert.Equal(10, (int)actor.Json!["actor"]!["sent"]!);
        Assert.False((bool)(await service.SendAsync(HttpMethod.Delete, address)).Json!["nameErased"]!);
    }

    [Fact]
    public async Task The_audit_log_holds_pseudonyms_and_forgets_them_with_the_name()
    {
        string admin = await service.MakeKeyAsync("admin", "*");
        string address = $"{Base}/actors/{Uri.EscapeDataString(Name)}";
        string pseudonym = (string)(await service.SendAsync(HttpMethod.Get, address, admin, json: null))
            .Json!["actor"]!["id"]!;
        await service.SendAsync(
            HttpMethod.Get, $"{Base}/intensity?source={Uri.EscapeDataString(Name)}", admin, json: null);
        string text = await AuditAsync(admin, "GetIntensity");
        Assert.Contains(pseudonym, text);
        Assert.DoesNotContain("Zacharias", text);
    }

    [Fact]
    public async Task Names_that_stand_in_the_log_cannot_be_erased_and_it_is_said()
    {
        await service.PostAsync("/v1/networks/plain/events?unit=s&ack=applied", Rows(1), "text/csv");
        Answer refused = await service.SendAsync(HttpMethod.Delete, "/v1/networks/plain/actors/ann");
        Assert.Equal((422, "noPseudonyms"), (refused.Status, (string)refused.Json!["code"]!));
    }

    [Fact]
    public async Task A_deleted_network_leaves_no_name_and_no_secret()
    {
        Assert.Equal(204, (await service.SendAsync(HttpMethod.Delete, Base)).Status);
        using DbConnection connection = service.Registry.OpenStore().Connect();
        Assert.Equal(0, connection.ExecuteScalar<long>(
            "SELECT (SELECT COUNT(*) FROM actor_name) + (SELECT COUNT(*) FROM pseudonym_secret)"));
    }

    private async Task PostAsync(int first)
    {
        Answer posted = await service.PostAsync(Base + "/events?unit=s&ack=applied", Rows(first), "text/csv");
        Assert.Equal((200, 10), (posted.Status, (int)posted.Number("accepted")));
    }

    private async Task<string[]> PseudonymsAsync(string network) =>
        [.. (await service.SendAsync(HttpMethod.Get, network + "/actors")).Json!["actors"]!.AsArray()
            .Select(actor => (string)actor!["id"]!)];

    private async Task<string> AuditAsync(string admin, string newest)
    {
        for (int i = 0; i < 12_000; i++)
        {
            Answer answer = await service.SendAsync(HttpMethod.Get, "/v1/audit", admin, json: null);
            JsonArray entries = answer.Json!["entries"]!.AsArray();
            if (entries.Count > 0 && (string?)entries[0]!["action"] == newest)
            {
                return answer.Text;
            }
            await Task.Delay(10);
        }
        throw new InvalidOperationException($"{newest} was never noted");
    }

    private async Task<bool> IsInStoreAsync(string text)
    {
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(service.StorePath)!, "hawkesnet.db*"))
        {
            using FileStream open = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using MemoryStream copy = new();
            await open.CopyToAsync(copy);
            if (Holds(copy.ToArray(), text))
            {
                return true;
            }
        }
        return false;
    }

    private static bool Holds(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    private static string Rows(int first) => "time,source,target,id\n" + string.Concat(
        Enumerable.Range(first, 10).Select(i => i % 2 == 0
            ? $"{i},ann,{Name},e{i}\n"
            : $"{i},{Name},ann,e{i}\n"));
}
