using System.Text.Json;

namespace HawkesNet.Fuzzing.Tests;

/// <summary>A short run of the guided fuzzing, and its control.</summary>
public sealed class GuidedFuzzTests
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web);

    [Fact]
    public async Task Inputs_led_by_coverage_are_read_as_the_plain_readers_read_them_and_break_nothing()
    {
        TargetResult[] results = await RunAsync("--cases", "4000", "--seconds", "600", "--seed", "3");
        Assert.Equal(10, results.Length);
        Assert.All(results, one =>
        {
            Assert.True(one.Cases >= 4000 && one.Edges > 20 && one.Inputs > 1, one.ToString());
            Assert.True(one.Wrong + one.Crashes == 0, string.Join('\n', one.Notes));
        });
    }

    [Fact]
    public async Task Guidance_finds_a_planted_defect_that_as_many_unguided_cases_do_not_find()
    {
        string[] cases = ["--planted", "--cases", "600000", "--seconds", "600", "--seed", "3"];
        Assert.True((await RunAsync(cases))[0].Crashes > 0);
        Assert.Equal(0, (await RunAsync([.. cases, "--unguided"]))[0].Crashes);
    }

    private static async Task<TargetResult[]> RunAsync(params string[] arguments)
    {
        using var copy = new Instrumentation();
        (_, string output) = await copy.RunAsync([.. arguments, "--json", "--instrumented"]);
        return JsonSerializer.Deserialize<TargetResult[]>(output, json)!;
    }
}
