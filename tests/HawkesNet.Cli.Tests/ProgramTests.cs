using System.Diagnostics;
using System.Text.Json;
using HawkesNet.Cli.Crash;
using HawkesNet.Cli.Http;

namespace HawkesNet.Cli.Tests;

/// <summary>The program as it is run: arguments in, exit code and output out.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Help_lists_every_command()
    {
        (int code, string output, _) = await RunAsync("--help");
        Assert.Equal(0, code);
        foreach (string command in new[] { "serve", "demo", "evaluate", "simulate", "replay", "verify", "bench",
            "crashtest", "disktest", "damagetest", "fuzz", "loadtest",
            "backup" })
        {
            Assert.Contains(command, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Wrong_usage_and_bad_input_exit_with_2_and_say_why_on_standard_error()
    {
        (int code, string output, string messages) = await RunAsync("evaluate");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("FILE", messages, StringComparison.Ordinal);

        string file = Write("bad.csv", "time,source,target\n1,a,b\nsoon,a,b\n");
        (code, output, messages) = await RunAsync("evaluate", file);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("bad.csv:3: time 'soon'", messages, StringComparison.Ordinal);

        string spec = Write("bad.json", "{\"actors\": 5,\n\"clusterz\": 1}");
        (code, _, messages) = await RunAsync(
            "simulate", "--spec", spec, "--events", "10", "--out", Path.Combine(folder.FullName, "x.csv"));
        Assert.Equal(2, code);
        Assert.Contains("bad.json:2: ", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulated_events_can_be_evaluated_and_equal_seeds_give_equal_files()
    {
        string spec = Write("spec.json", """
            {"actors": 20, "baselinePerUnit": [[0.02]], "choice": {"habitStrength": 2},
             "mechanisms": [{"mechanism": "reply", "offspring": [[0.4]],
                             "kernel": {"components": [{"decayPerUnit": 2, "weight": 1, "humpDecayPerUnit": 5}]}}]}
            """);
        string first = Path.Combine(folder.FullName, "first.csv");
        string second = Path.Combine(folder.FullName, "second.csv");
        string truth = Path.Combine(folder.FullName, "truth.json");
        string[] command = ["simulate", "--spec", spec, "--seed", "9", "--events", "800"];
        Assert.Equal(0, (await RunAsync([.. command, "--out", first, "--truth", truth])).Code);
        Assert.Equal(0, (await RunAsync([.. command, "--out", second])).Code);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        JsonElement known = JsonDocument.Parse(File.ReadAllText(truth)).RootElement;
        Assert.Equal(800, known.GetProperty("causeEvents").GetArrayLength());

        string posterior = Path.Combine(folder.FullName, "posterior.json");
        (int code, string output, _) = await RunAsync("evaluate", first, "--json", "--posterior", posterior);
        Assert.Equal(0, code);
        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(800, report.GetProperty("trainEvents").GetInt32());
        Assert.True(double.IsFinite(report.GetProperty("prequentialTrain").GetDouble()));
        JsonElement learned = JsonDocument.Parse(File.ReadAllText(posterior)).RootElement;
        Assert.True(learned.GetProperty("excitation").GetArrayLength() >= 5);
        Assert.True(learned.GetProperty("kernels").GetArrayLength() >= 5);
    }

    [Fact]
    public async Task Replay_posts_every_row_of_a_file_once()
    {
        await using LocalService service = await LocalService.StartAsync();
        string rows = string.Concat(Enumerable.Range(0, 2500).Select(
            i => $"{1_000_000_000 + i},\"a,{i % 7}\",b{i % 5}\n"));
        string file = Write("events.csv", "time,source,target\n" + rows);
        string[] command = ["replay", file, "--url", service.Address.ToString(), "--network", "replayed"];
        Assert.Equal(2, (await RunAsync(command)).Code);
        (int code, string output, _) = await RunAsync([.. command, "--unit", "s", "--json"]);
        Assert.Equal(0, code);
        JsonElement totals = JsonDocument.Parse(output).RootElement;
        Assert.Equal(2500, totals.GetProperty("accepted").GetInt32());
        Assert.Equal(0, totals.GetProperty("late").GetInt32() + totals.GetProperty("rejected").GetInt32());
        Assert.Equal(2500, service.Networks.Find("replayed")!.Status.LastPosition);
    }

    [Fact]
    public async Task Demo_streams_the_bundled_file_and_prints_what_it_learned()
    {
        (int code, string output, string messages) = await RunAsync("demo", "--exit");
        Assert.Equal(0, code);
        Assert.Contains("4,000 of 4,000 events", messages, StringComparison.Ordinal);
        foreach (string part in new[] { "How well does the model fit", "Most active", "Most influential",
            "Most probable next dyads", "Predicted intensity", "4,000 events streamed" })
        {
            Assert.Contains(part, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_service_killed_twice_under_load_loses_nothing_and_learns_the_same_model()
    {
        (int code, string output, string messages) = await RunAsync(
            "crashtest", "--kills", "2", "--seed", "5", "--json");
        Assert.True(code == 0, output + messages);
        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(2, report.GetProperty("kills").GetInt32());
        Assert.True(report.GetProperty("acknowledged").GetInt64() > 0);
        Assert.Equal(
            report.GetProperty("uninterruptedDigest").GetString(), report.GetProperty("recoveredDigest").GetString());
    }

    [Fact]
    public async Task A_database_that_does_not_answer_at_the_start_ends_the_service_with_a_clear_message()
    {
        (int code, string output, string messages) = await RunAsync(
            "serve", "--postgres", "Host=127.0.0.1;Port=1;Database=none", "--store-wait", "0");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("hawkesnet: The store refused: Failed to connect", messages, StringComparison.Ordinal);
        Assert.DoesNotContain("   at HawkesNet", messages, StringComparison.Ordinal);
        (code, _, messages) = await RunAsync("serve", "--postgres", "Hots=127.0.0.1");
        Assert.Equal(2, code);
        Assert.Contains("connection string cannot be read", messages, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("crashtest", "--database-faults", "--postgres", "Host=x")).Code);
    }

    [PostgresFact]
    public async Task A_service_whose_database_is_taken_away_in_every_way_loses_nothing_and_goes_on()
    {
        (int code, string output, string messages) = await RunAsync(
            "crashtest", "--database-faults", "--kills", "6", "--json");
        Assert.True(code == 0, output + messages);
        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal("postgres", report.GetProperty("store").GetString());
        Assert.Equal(6, report.GetProperty("databaseFaults").EnumerateObject().Count());
    }

    [Fact]
    public async Task Bench_prints_one_object_and_refuses_an_unknown_section()
    {
        (int code, string output, _) = await RunAsync("bench", "--filter", "log-append-grouped", "--json");
        Assert.Equal(0, code);
        JsonElement result = JsonDocument.Parse(output).RootElement.GetProperty("results")[0];
        Assert.True(result.GetProperty("eventsPerSecond").GetDouble() > 0);
        Assert.Equal(2, (await RunAsync("bench", "--filter", "nothing")).Code);
    }

    [Fact]
    public async Task Verify_prints_one_object_and_refuses_unknown_rows_and_seeds()
    {
        (int code, string output, string messages) = await RunAsync(
            "verify", "--protocol", "D1", "--seeds", "1", "--json");
        Assert.True(code == 0, output + messages);
        JsonElement row = JsonDocument.Parse(output).RootElement.GetProperty("protocols")[0];
        Assert.Equal("D1", row.GetProperty("protocol").GetString());
        Assert.InRange(row.GetProperty("seeds")[0].GetProperty("gainSecondHalf").GetDouble(), -0.003, 0.002);
        Assert.Equal(2, (await RunAsync("verify", "--protocol", "Z9")).Code);
        Assert.Equal(2, (await RunAsync("verify", "--seeds", "5..1")).Code);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    internal static async Task<(int Code, string Output, string Messages)> RunAsync(params string[] arguments)
    {
        var command = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        command.ArgumentList.Add(typeof(Output).Assembly.Location);
        foreach (string argument in arguments)
        {
            command.ArgumentList.Add(argument);
        }
        using Process process = Process.Start(command)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> messages = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await messages);
    }
}

/// <summary>A test that needs a PostgreSQL server; skipped where there is none, unless CI promises one.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() =>
        Skip = PostgresServer.ProgramFolder is null && Environment.GetEnvironmentVariable("CI") != "true"
            ? "PostgreSQL is not installed here: no initdb was found"
            : null;
}
