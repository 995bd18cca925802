using System.Diagnostics;
using System.Reflection;
using SharpFuzz;

namespace HawkesNet.Fuzzing.Tests;

/// <summary>A copy of this program in which the readers count the edges they take: what is built and shipped is left as
/// it is.</summary>
internal sealed class Instrumentation : IDisposable
{
    private static readonly (string File, string Prefix)[] parts =
    [
        ("HawkesNet.Model.dll", "HawkesNet.Model."), ("HawkesNet.Storage.dll", "HawkesNet.Storage."),
        ("HawkesNet.Service.dll", "HawkesNet.Service."),
        ("HawkesNet.Fuzzing.Control.dll", "HawkesNet.Fuzzing.Control."),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("hawkesnet-fuzzing").FullName;

    /// <summary>Makes the copy.</summary>
    public Instrumentation()
    {
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory)
            .Where(file => Path.GetExtension(file) is ".dll" or ".json"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
        foreach ((string file, string prefix) in parts)
        {
            Fuzzer.Instrument(
                Path.Combine(folder, file), type => type.StartsWith(prefix, StringComparison.Ordinal), Options.Value);
        }
    }

    /// <summary>Runs the copy.</summary>
    /// <returns>Its exit code, and its standard output; standard error goes to this process's.</returns>
    public async Task<(int Code, string Output)> RunAsync(IEnumerable<string> arguments)
    {
        var command = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        command.ArgumentList.Add(Path.Combine(folder, $"{Assembly.GetExecutingAssembly().GetName().Name}.dll"));
        foreach (string argument in arguments)
        {
            command.ArgumentList.Add(argument);
        }
        using Process process = Process.Start(command) ?? throw new InvalidOperationException("dotnet did not start");
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <summary>Deletes the copy.</summary>
    public void Dispose() => Directory.Delete(folder, recursive: true);
}
