using HawkesNet.Storage;

namespace HawkesNet.Service.Access;

/// <summary>A key to be made, checked.</summary>
public sealed record NewKey
{
    private const int NameCharactersMax = 100;

    private NewKey(string name, Scopes scopes, NetworkRights networks, DateTimeOffset? expires)
    {
        Name = name;
        Scopes = scopes;
        Networks = networks;
        Expires = expires;
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>What it allows.</summary>
    public Scopes Scopes { get; }

    /// <summary>With which networks.</summary>
    public NetworkRights Networks { get; }

    /// <summary>From when on it is refused; null: never.</summary>
    public DateTimeOffset? Expires { get; }

    /// <summary>Checks what is wanted; on a fault, <paramref name="fault"/> says which.</summary>
    /// <param name="name">What people call it, 1 to 100 characters.</param>
    /// <param name="scopes">ingest, read, admin.</param>
    /// <param name="networks">Names, or beginnings of names with an asterisk.</param>
    /// <param name="expires">From when on it is refused; null: never.</param>
    /// <param name="now">The time.</param>
    /// <param name="fault">What is wrong: the parameter and the reason.</param>
    public static NewKey? TryRead(
        string? name, IReadOnlyList<string>? scopes, IReadOnlyList<string>? networks, DateTimeOffset? expires,
        DateTimeOffset now, out (string Parameter, string Detail) fault)
    {
        Scopes?[] read = [.. (scopes ?? []).Select(ScopeWords.Find)];
        NetworkRights? rights = networks is { Count: > 0 } ? NetworkRights.Parse(networks) : null;
        fault = string.IsNullOrWhiteSpace(name) || name.Length > NameCharactersMax || name.Any(char.IsControl)
                ? ("name", $"A name of 1 to {NameCharactersMax} characters is needed.")
            : read.Length == 0 || read.Contains(null)
                ? ("scopes", "One or more of ingest, read and admin are needed.")
            : rights is null
                ? ("networks", "Names of networks, or beginnings of names with an asterisk, are needed; * is all.")
            : expires <= now ? ("expiresAt", "It must lie in the future.")
            : default;
        return fault.Parameter is null
            ? new NewKey(name!, read.Aggregate(Scopes.None, (all, one) => all | one!.Value), rights!, expires)
            : null;
    }

    /// <summary>Makes it: the key itself, which is shown once and kept nowhere, and what is kept of it.</summary>
    public (string Key, StoredKey Stored) Make(DateTimeOffset now)
    {
        (string id, string key, byte[] sha256) = KeySecret.Create();
        return (key, new StoredKey
        {
            KeyId = id,
            Name = Name,
            SecretSha256 = sha256,
            Scopes = string.Join(',', ScopeWords.Of(Scopes)),
            Networks = string.Join(',', Networks.Patterns),
            CreatedUnixMs = now.ToUnixTimeMilliseconds(),
            ExpiresUnixMs = Expires?.ToUnixTimeMilliseconds(),
        });
    }
}
