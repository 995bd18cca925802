using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace HawkesNet.Docs.Tests;

/// <summary>A shell in a folder of its own, with the built program on its path, in which the commands of a document run
/// one after the other.</summary>
/// <remarks>A command that serves goes on behind the others, as in a second terminal. The port 8080 of documents is a
/// free one.</remarks>
internal sealed class Terminal : IDisposable
{
    private const string DocumentPort = "8080";
    private const string FromSource = "dotnet run -c Release --project src/HawkesNet.Cli -- ";
    private static readonly TimeSpan timeoutMax = TimeSpan.FromMinutes(4);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-docs-");
    private readonly string port = Place.FreePort().ToString(CultureInfo.InvariantCulture);
    private readonly Process shell;
    private int commandCount;

    public Terminal()
    {
        string bin = folder.CreateSubdirectory("bin").FullName;
        string program = Path.Combine(bin, "hawkesnet");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet exec '{Place.Program}' \"$@\"\n");
        string work = folder.CreateSubdirectory("work").FullName;
        Directory.CreateSymbolicLink(Path.Combine(work, "docs"), Path.Combine(Place.Root, "docs"));
        var start = new ProcessStartInfo("bash", ["--norc", "-s"])
        {
            WorkingDirectory = work,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = bin + ":" + Environment.GetEnvironmentVariable("PATH");
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment.Remove("HAWKESNET_KEY");
        shell = Process.Start(start)!;
        shell.StandardInput.WriteLine($"exec 2>&1; export COLUMNS=120; chmod +x '{program}'");
        // The meter of curl is for people who wait.
        shell.StandardInput.WriteLine("curl() { command curl -sS \"$@\"; }");
    }

    /// <summary>Runs a command and gives its exit code and what it printed on both ways.</summary>
    public async Task<(int Code, string Text)> RunAsync(string command)
    {
        bool serves = IsServing(command);
        string changed = Localize(command);
        string end = $"end-of-command-{++commandCount}";
        string run = serves ? $"({changed}) >serve.log 2>&1 &\n{WaitUntilReady}" : $"{{ {changed}\n}} </dev/null";
        await shell.StandardInput.WriteLineAsync($"{run}\necho; echo \"{end} $?\"");
        await shell.StandardInput.FlushAsync();
        var text = new StringBuilder();
        using var timeout = new CancellationTokenSource(timeoutMax);
        while (await shell.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            if (line.StartsWith(end, StringComparison.Ordinal))
            {
                string printed = text.ToString();
                printed = printed.EndsWith("\n\n", StringComparison.Ordinal) ? printed[..^1] : printed;
                return (int.Parse(line[(end.Length + 1)..], CultureInfo.InvariantCulture),
                    printed.Replace(":" + port, ":" + DocumentPort, StringComparison.Ordinal));
            }
            text.Append(line).Append('\n');
        }
        throw new InvalidOperationException($"the shell ended at '{command}': {text}");
    }

    public void Dispose()
    {
        shell.StandardInput.WriteLine("kill $(jobs -p) 2>/dev/null; wait; exit");
        shell.StandardInput.Close();
        if (!shell.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            shell.Kill(entireProcessTree: true);
            shell.WaitForExit();
        }
        shell.Dispose();
        folder.Delete(recursive: true);
    }

    private string WaitUntilReady =>
        $"for i in $(seq 1800); do curl -fs http://127.0.0.1:{port}/readyz >/dev/null && break; sleep 0.1; done; "
        + $"curl -fsS http://127.0.0.1:{port}/readyz >/dev/null";

    private static bool IsServing(string command) =>
        command.Replace(FromSource, "hawkesnet ", StringComparison.Ordinal)
            .StartsWith("hawkesnet serve ", StringComparison.Ordinal);

    // What was built is run as it is: a build within the tests would take it away from them.
    private string Localize(string command) => command
        .Replace(FromSource, "hawkesnet ", StringComparison.Ordinal)
        .Replace("hawkesnet serve ", "exec hawkesnet serve ", StringComparison.Ordinal)
        .Replace(":" + DocumentPort, ":" + port, StringComparison.Ordinal);
}
