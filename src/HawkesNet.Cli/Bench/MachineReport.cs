using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HawkesNet.Cli.Bench;

/// <summary>Where and with what something was measured: figures say nothing without it.</summary>
internal sealed record MachineReport
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const string LoadFile = "/proc/loadavg";

    /// <summary>Name of the processor, where the system tells.</summary>
    public required string Processor { get; init; }

    /// <summary>Processors this program may use.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Bits of the widest vectors that the machine adds in one instruction.</summary>
    public int VectorBits { get; init; } = Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 64;

    /// <summary>Memory that the runtime may use.</summary>
    public long MemoryMebibytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20;

    /// <summary>Runtime, operating system and architecture.</summary>
    public string Runtime { get; init; } =
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, "
        + $"{RuntimeInformation.OSArchitecture}";

    /// <summary>Version of this program, with the commit where the build knew it.</summary>
    public string Version { get; init; } = typeof(MachineReport).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Processes that ran or waited to run, averaged over a minute, as it was read; null: the system does not
    /// tell. This program is one of them.</summary>
    public double? LoadBefore { get; init; } = Load();

    /// <summary>The same at the end.</summary>
    public double? LoadAfter { get; init; }

    /// <summary>This machine, now.</summary>
    public static MachineReport Now() => new() { Processor = FindProcessor() };

    /// <summary>With the load at the end.</summary>
    public MachineReport AtEnd() => this with { LoadAfter = Load() };

    /// <summary>For a title.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor}, {Cores} cores, {VectorBits}-bit vectors, {Runtime}, hawkesnet {Version}; "
        + $"load {LoadBefore:F1} before, {LoadAfter:F1} after");

    private static double? Load() => File.Exists(LoadFile)
        ? double.Parse(File.ReadAllText(LoadFile).Split(' ')[0], CultureInfo.InvariantCulture)
        : null;

    private static string FindProcessor() => !File.Exists(ProcessorFile)
        ? "unknown processor"
        : File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1].Trim() ?? "unknown processor";
}
