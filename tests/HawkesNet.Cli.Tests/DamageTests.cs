using System.Text.Json;

namespace HawkesNet.Cli.Tests;

/// <summary>The short form of <c>hawkesnet damagetest</c>.</summary>
public sealed class DamageTests
{
    [Fact]
    public Task No_damaged_row_of_SQLite_is_read_wrongly() => RunAsync("--every", "37");

    [PostgresFact]
    public Task No_damaged_row_of_PostgreSQL_is_read_wrongly() => RunAsync("--every", "59", "--postgres");

    private static async Task RunAsync(params string[] options)
    {
        (int code, string output, string messages) = await ProgramTests.RunAsync(["damagetest", "--json", .. options]);
        Assert.True(code == 0, output + messages);
        JsonElement[] reports = [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
        Assert.Equal(
            ["log rows", "snapshots", "missing rows"], reports.Select(one => one.GetProperty("of").GetString()));
        Assert.All(reports, one => Assert.Equal(0, one.GetProperty("wrong").GetArrayLength()));
        Assert.True(reports[0].GetProperty("refused").GetInt32() > 100);
        Assert.True(reports[1].GetProperty("readFromElsewhere").GetInt32() > 50);
    }
}
