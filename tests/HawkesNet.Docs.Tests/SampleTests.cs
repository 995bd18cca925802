using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace HawkesNet.Docs.Tests;

/// <summary>The samples, each run against the real program with the same payments; what they print is what the service
/// answers.</summary>
public sealed class SampleTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-samples-");
    private readonly string address = $"http://127.0.0.1:{Place.FreePort()}";
    private readonly HttpClient http = new();
    private Process? service;

    private string Payments => Path.Combine(folder.FullName, "payments.csv");

    public async Task InitializeAsync()
    {
        await RunAsync("dotnet", Place.Program, "simulate", "--spec", Path.Combine(Place.Samples, "payments.json"),
            "--seed", "1", "--events", "6000", "--out", Payments);
        service = Start("dotnet", Place.Program, "serve", "--urls", address, "--data", folder.FullName);
        service.BeginOutputReadLine();
        service.BeginErrorReadLine();
        for (int i = 0; !await IsReadyAsync(); i++)
        {
            Assert.True(i < 1800 && !service.HasExited, "the service does not start");
            await Task.Delay(100);
        }
    }

    public async Task DisposeAsync()
    {
        service!.Kill(entireProcessTree: true);
        await service.WaitForExitAsync();
        service.Dispose();
        http.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_client_made_from_the_description_does_what_the_sample_says()
    {
        string sample = await File.ReadAllTextAsync(Path.Combine(Place.Samples, "Ask.cs"));
        Assembly program = GeneratedClient.Compile(await GeneratedClient.GenerateAsync(), sample);
        TextWriter console = Console.Out;
        using var written = new StringWriter();
        Console.SetOut(written);
        try
        {
            await (Task)program.EntryPoint!.DeclaringType!
                .GetMethod("<Main>$", BindingFlags.Static | BindingFlags.NonPublic)!
                .Invoke(null, [new[] { address, Payments }])!;
        }
        finally
        {
            Console.SetOut(console);
        }
        string text = written.ToString();
        await SaysWhatTheServiceAnswersAsync(text);
        Assert.Contains("noSuchActor: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sample_in_python_prints_what_the_service_answers()
    {
        if (Place.Has("python3"))
        {
            await SaysWhatTheServiceAnswersAsync(
                await RunAsync("python3", Path.Combine(Place.Samples, "ask.py"), address, Payments));
            string problem = await RunAsync(
                1, "python3", Path.Combine(Place.Samples, "ask.py"), address, Path.Combine(Place.Samples, "ask.R"));
            Assert.Contains("The body was refused: ", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_sample_in_curl_prints_the_answers_themselves()
    {
        string text = await RunAsync("sh", Path.Combine(Place.Samples, "ask.sh"), address, Payments);
        Assert.Contains("\"accepted\":6000", text, StringComparison.Ordinal);
        foreach (string table in new[] { "links?horizon=1h&top=3", "influence?top=3", "clusters" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{address}/v1/networks/payments/{table}");
            request.Headers.Accept.ParseAdd("text/csv");
            using HttpResponseMessage answer = await http.SendAsync(request);
            Assert.Contains(await answer.Content.ReadAsStringAsync(), text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_sample_in_r_prints_the_tables_where_r_is_there()
    {
        Assert.True(File.Exists(Path.Combine(Place.Samples, "ask.R")));
        if (Place.Has("Rscript"))
        {
            await RunAsync("sh", Path.Combine(Place.Samples, "ask.sh"), address, Payments);
            string text = await RunAsync("Rscript", Path.Combine(Place.Samples, "ask.R"), address);
            JsonNode link = (await AskAsync("links?horizon=1h&top=1"))["links"]![0]!;
            Assert.Contains((string)link["source"]!, text, StringComparison.Ordinal);
        }
    }

    private async Task SaysWhatTheServiceAnswersAsync(string text)
    {
        Assert.Contains("stored 6000, duplicates 0, rejected 0", text, StringComparison.Ordinal);
        JsonNode fit = await AskAsync("diagnostics");
        Says(text, $"fit {fit["verdict"]!["fit"]}, branching ratio {(double)fit["branchingRatio"]!:F3}");
        JsonArray links = (await AskAsync("links?horizon=1h&top=3"))["links"]!.AsArray();
        Assert.Equal(3, links.Count);
        foreach (JsonNode? link in links)
        {
            double probability = (double)link!["probability"]!;
            Says(text, $"{link["source"]} pays {link["target"]} within an hour: probability {probability:F3}");
        }
        JsonNode now = await AskAsync($"intensity?source={links[0]!["source"]}&target={links[0]!["target"]}");
        Says(text, $"now {(double)now["perSecond"]!["mean"]! * 3600:F3} an hour, of it baseline ");
        foreach (JsonNode? actor in (await AskAsync("influence?top=3"))["actors"]!.AsArray())
        {
            Says(text, $"{actor!["actor"]} set off {(double)actor["directOffspring"]!:F1} payments of others directly");
        }
        foreach (JsonNode? cluster in (await AskAsync("clusters"))["clusters"]!.AsArray())
        {
            Says(text, $"cluster {cluster!["cluster"]}: {cluster["size"]} accounts, {cluster["sent"]} sent");
        }
    }

    private static void Says(string text, FormattableString line) =>
        Assert.Contains(line.ToString(CultureInfo.InvariantCulture), text, StringComparison.Ordinal);

    private async Task<JsonNode> AskAsync(string question) =>
        JsonNode.Parse(await http.GetStringAsync($"{address}/v1/networks/payments/{question}"))!;

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(address + "/readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Task<string> RunAsync(string program, params string[] arguments) =>
        RunAsync(0, program, arguments);

    private static async Task<string> RunAsync(int code, string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> messages = process.StandardError.ReadToEndAsync();
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == code, $"{program} ended with {process.ExitCode}: {text}{await messages}");
        return text + await messages;
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
