namespace HawkesNet.Cli.Verify;

/// <summary>All protocols, in the order of the report.</summary>
internal static class Protocols
{
    /// <summary>Every row.</summary>
    public static IReadOnlyList<Protocol> All { get; } =
    [
        .. MixtureProtocols.All, .. TieProtocols.All, .. RelationalProtocols.All, .. DelayProtocols.All,
        .. SimulationProtocols.All,
    ];

    /// <summary>The rows a list of names asks for: exact names, or letters for all of a kind.</summary>
    /// <param name="names">Names separated by commas; empty: all.</param>
    /// <param name="unknown">The first name that is none, or null.</param>
    public static IReadOnlyList<Protocol> Find(string names, out string? unknown)
    {
        string[] wanted = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        unknown = wanted.FirstOrDefault(name => !All.Any(protocol => IsNamed(protocol, name)));
        return [.. All.Where(protocol => wanted.Length == 0 || wanted.Any(name => IsNamed(protocol, name)))];
    }

    private static bool IsNamed(Protocol protocol, string name) =>
        protocol.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
        || (name.Length == 1 && protocol.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase));
}
