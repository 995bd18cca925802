using System.Text.Json;

namespace HawkesNet.Cli.Tests;

/// <summary>The short form of <c>hawkesnet fuzz</c>.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("77")]
    public async Task Generated_input_is_read_as_the_plain_parsers_read_it_and_breaks_nothing(string seed)
    {
        (int code, string output, string messages) = await ProgramTests.RunAsync(
            "fuzz", "--seconds", "5", "--seed", seed, "--json");
        Assert.True(code == 0, output + messages);
        JsonElement[] counts = [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
        Assert.Equal(9, counts.Length);
        Assert.All(counts, count =>
        {
            Assert.True(count.GetProperty("cases").GetInt64() > 0);
            Assert.Equal(0, count.GetProperty("wrong").GetInt64());
            Assert.Equal(0, count.GetProperty("crashes").GetInt64());
        });
    }
}
