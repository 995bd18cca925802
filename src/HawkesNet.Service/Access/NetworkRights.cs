using HawkesNet.Service.Networks;

namespace HawkesNet.Service.Access;

/// <summary>Networks by name, or by how their names begin: <c>office</c>, <c>ward-*</c>, or <c>*</c> for all.
/// Immutable.</summary>
public sealed class NetworkRights
{
    private readonly string[] patterns;

    private NetworkRights(string[] patterns) => this.patterns = patterns;

    /// <summary>Every network, those to come included.</summary>
    public static NetworkRights Every { get; } = new(["*"]);

    /// <summary>No network.</summary>
    public static NetworkRights None { get; } = new([]);

    /// <summary>Names and beginnings of names.</summary>
    public IReadOnlyList<string> Patterns => patterns;

    /// <summary>Whether every network is included.</summary>
    public bool IsEvery => Array.Exists(patterns, pattern => pattern == "*");

    /// <summary>Reads names and beginnings of names; null: one of them can be neither.</summary>
    public static NetworkRights? Parse(IEnumerable<string> patterns)
    {
        string[] read = [.. patterns.Select(pattern => pattern.Trim()).Distinct(StringComparer.Ordinal)];
        return Array.TrueForAll(read, IsPattern) ? new NetworkRights(read) : null;
    }

    /// <summary>Whether a network of this name is included.</summary>
    public bool Include(string network) => Array.Exists(patterns, pattern => pattern.EndsWith('*')
        ? network.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
        : network == pattern);

    private static bool IsPattern(string pattern)
    {
        string name = pattern.EndsWith('*') ? pattern[..^1] + "x" : pattern;
        return name.Length <= NetworkName.CharactersMax && NetworkName.IsValid(name);
    }
}
