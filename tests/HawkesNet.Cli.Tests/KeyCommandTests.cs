using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace HawkesNet.Cli.Tests;

/// <summary>Keys and the refusal to be open, with the program as it is run.</summary>
public sealed class KeyCommandTests : IDisposable
{
    private const string AdminKey = "a-key-for-tests-with-forty-three-characters";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Serve_refuses_to_be_open_to_other_machines_without_a_key()
    {
        (int code, string output, string messages) = await RunAsync(
            "serve", "--urls", "http://0.0.0.0:0", "--data", folder.FullName);
        Assert.Equal((2, ""), (code, output));
        string last = messages.TrimEnd().Split('\n')[^1];
        Assert.StartsWith("hawkesnet: http://0.0.0.0:", last, StringComparison.Ordinal);
        Assert.Contains("refusing to start", last, StringComparison.Ordinal);
        Assert.Contains("--insecure-open", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_refuses_an_admin_key_that_can_be_guessed()
    {
        (int code, _, string messages) = await RunInAsync(
            new() { ["HAWKESNET_ADMIN_KEY"] = "secret" }, "serve", "--data", folder.FullName);
        Assert.Equal(2, code);
        Assert.Contains("at least 32 characters", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_refuses_less_memory_for_bodies_than_the_largest_needs()
    {
        (int code, _, string messages) = await RunAsync("serve", "--body-memory", "100", "--data", folder.FullName);
        Assert.Equal(2, code);
        Assert.Contains("--body-memory must be at least 1", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_added_listed_and_revoked_while_the_service_runs_on_their_store()
    {
        int port = FreePort();
        string secretFile = Path.Combine(folder.FullName, "admin-key");
        await File.WriteAllTextAsync(secretFile, AdminKey + "\n");
        using Process service = Start(
            new() { ["HAWKESNET_ADMIN_KEY_FILE"] = secretFile },
            "serve", "--urls", $"http://0.0.0.0:{port}", "--data", folder.FullName);
        try
        {
            _ = service.StandardOutput.ReadToEndAsync();
            Task<string> messages = service.StandardError.ReadToEndAsync();
            using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
            await UntilAsync(() => StatusAsync(client, "healthz", null), 200, service);
            Assert.Equal(401, await StatusAsync(client, "v1/networks", null));
            Assert.Equal(200, await StatusAsync(client, "v1/networks", AdminKey));

            (int code, string key, _) = await RunAsync("keys", "add", "--name", "reader", "--scopes", "read",
                "--networks", "*", "--expires", "90d", "--data", folder.FullName);
            key = key.Trim();
            Assert.Equal(0, code);
            Assert.StartsWith("hnk_", key, StringComparison.Ordinal);
            await UntilAsync(() => StatusAsync(client, "v1/networks", key), 200, service);

            (_, string list, _) = await RunAsync("keys", "list", "--json", "--data", folder.FullName);
            JsonElement listed = JsonDocument.Parse(list).RootElement.GetProperty("keys")[0];
            Assert.Equal("reader", listed.GetProperty("name").GetString());
            Assert.DoesNotContain(key, list, StringComparison.Ordinal);

            Assert.Equal(0, (await RunAsync(
                "keys", "revoke", listed.GetProperty("id").GetString()!, "--data", folder.FullName)).Code);
            await UntilAsync(() => StatusAsync(client, "v1/networks", key), 401, service);
            service.Kill();
            await service.WaitForExitAsync();
            Assert.DoesNotContain(key, await messages, StringComparison.Ordinal);
        }
        finally
        {
            if (!service.HasExited)
            {
                service.Kill();
            }
            await service.WaitForExitAsync();
        }
    }

    [Theory]
    [InlineData("--scopes", "root")]
    [InlineData("--networks", "a b")]
    [InlineData("--expires", "2001-01-01T00:00:00Z")]
    public async Task A_key_that_means_nothing_is_wrong_usage(string option, string value)
    {
        Dictionary<string, string> options = new() { ["--scopes"] = "read", ["--networks"] = "*", [option] = value };
        (int code, string output, string messages) = await RunAsync(
            [
            "keys", "add", "--name", "a", "--data", folder.FullName,
            .. options.SelectMany(one => new[] { one.Key, one.Value }),
        ]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(option, messages, StringComparison.Ordinal);
    }

    private static async Task UntilAsync(Func<Task<int>> status, int wanted, Process service)
    {
        int last = 0;
        for (int i = 0; i < 2400 && !service.HasExited; i++)
        {
            last = await status();
            if (last == wanted)
            {
                return;
            }
            await Task.Delay(50);
        }
        Assert.Fail($"the service answered {last}, never {wanted}");
    }

    private static async Task<int> StatusAsync(HttpClient client, string address, string? key)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private static Task<(int Code, string Output, string Messages)> RunAsync(params string[] arguments) =>
        RunInAsync([], arguments);

    private static async Task<(int Code, string Output, string Messages)> RunInAsync(
        Dictionary<string, string> environment, params string[] arguments)
    {
        using Process process = Start(environment, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> messages = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await messages);
    }

    private static Process Start(Dictionary<string, string> environment, params string[] arguments)
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
        foreach ((string name, string value) in environment)
        {
            command.Environment[name] = value;
        }
        return Process.Start(command)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
