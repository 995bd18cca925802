using System.Text.Json;

namespace HawkesNet.Cli.Tests;

/// <summary>The short form of <c>hawkesnet loadtest</c>: every answer under load is one that is promised.</summary>
public sealed class LoadTests
{
    [Fact]
    public async Task Hostile_and_heavy_load_is_answered_as_promised()
    {
        // A pace of its own for the steady traffic: the peak of a few seconds says little on a machine with other work.
        (int code, string output, string messages) = await ProgramTests.RunAsync(
            "loadtest", "--seconds", "2", "--idle", "300", "--slow", "8", "--large", "6", "--new-actors", "120000",
            "--bomb-mib", "64", "--soak-seconds", "4", "--soak-rows", "20000", "--json");
        Assert.True(code == 0, output + messages);
        JsonElement[] results = [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
        Assert.Equal(
            [
                "nothing else", "bombs", "idle connections", "slow clients", "new actors", "flat out",
                "overload, 3 x peak", "soak", "large bodies",
            ],
            results.Select(one => one.GetProperty("load").GetString()));
        Assert.All(results, one =>
        {
            Assert.Equal(0, one.GetProperty("broken").GetArrayLength());
            Assert.True(one.GetProperty("good").GetProperty("answers").GetInt32() > 0);
            Assert.True(one.GetProperty("peakMemoryBytes").GetInt64() > 0);
        });
    }
}
