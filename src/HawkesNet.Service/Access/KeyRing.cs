using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Access;

/// <summary>The keys in force, in memory; read from the store again every few seconds, so that keys added or revoked by
/// another process count soon. Thread-safe.</summary>
/// <remarks>At its start it refuses to serve anyone beyond this machine without any key or token.</remarks>
internal sealed class KeyRing(
    NetworkRegistry registry, ServiceOptions options, IReadOnlyList<string> urls, TimeProvider clock,
    ILogger<KeyRing> logger) : BackgroundService
{
    /// <summary>Id of the key given by the environment.</summary>
    internal const string EnvironmentId = "environment";

    private static readonly TimeSpan reloadInterval = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim changing = new(1);
    private Keys keys = new(FrozenDictionary<string, StoredKey>.Empty, Any: false);

    /// <summary>All keys, revoked ones too, in the order they were made.</summary>
    internal IReadOnlyList<StoredKey> All => [.. Volatile.Read(ref keys).ById.Values
        .OrderBy(key => key.CreatedUnixMs).ThenBy(key => key.KeyId, StringComparer.Ordinal)];

    /// <summary>Reads the keys, and makes sure that the service is not open to others by oversight.</summary>
    /// <exception cref="OpenToOthersException">It would be.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Reload();
        string? other = urls.FirstOrDefault(url => !IsOfThisMachine(url));
        if (other is not null && !options.IsInsecureOpen && !IsClosed)
        {
            throw new OpenToOthersException(other);
        }
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Whether a request needs no key: none was ever made, no other way to come in is set, and the request
    /// came over the loopback address, or the operator said that anyone may come.</summary>
    internal bool IsOpenTo(HttpContext context) => !IsClosed
        && (options.IsInsecureOpen || IsOfThisMachine(context.Connection.LocalIpAddress));

    /// <summary>The caller a key stands for; null: it is not in force.</summary>
    internal Caller? Find(string key)
    {
        if (!KeySecret.TrySplit(key, out string id, out string secret))
        {
            return FindOfEnvironment(key);
        }
        StoredKey? stored = Volatile.Read(ref keys).ById.GetValueOrDefault(id);
        bool isRight = CryptographicOperations.FixedTimeEquals(
            KeySecret.Hash(secret), stored?.SecretSha256 ?? new byte[SHA256.HashSizeInBytes]);
        return stored is not null && isRight && IsInForce(stored) ? CallerOf(stored) : FindOfEnvironment(key);
    }

    /// <summary>Makes a key; durable on return. Null: there are as many as there may be.</summary>
    /// <returns>The key, which is kept nowhere, and what is kept of it.</returns>
    internal async Task<(string Key, StoredKey Stored)?> AddAsync(NewKey wanted, CancellationToken cancel)
    {
        await changing.WaitAsync(cancel);
        try
        {
            if (Volatile.Read(ref keys).ById.Values.Count(IsInForce) >= options.KeysMax)
            {
                return null;
            }
            (string key, StoredKey stored) = wanted.Make(clock.GetUtcNow());
            new KeyTable(registry.OpenStore()).Add(stored);
            Reload();
            return (key, stored);
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Revokes a key for ever; false: there is none in force with this id.</summary>
    internal bool Revoke(string id)
    {
        bool isRevoked = new KeyTable(registry.OpenStore()).Revoke(id, clock.GetUtcNow());
        Reload();
        return isRevoked;
    }

    /// <summary>Whether a key is neither revoked nor expired.</summary>
    internal bool IsInForce(StoredKey key) => key.RevokedUnixMs is null
        && (key.ExpiresUnixMs ?? long.MaxValue) > clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Reads the keys again now.</summary>
    internal void Reload()
    {
        IReadOnlyList<StoredKey> stored = new KeyTable(registry.OpenStore()).List();
        Volatile.Write(ref keys, new Keys(stored.ToFrozenDictionary(key => key.KeyId), stored.Count > 0));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(reloadInterval, clock);
        while (await NextAsync(timer, stoppingToken).ConfigureAwait(false))
        {
            try
            {
                Reload();
            }
            catch (StoreUnavailableException e)
            {
                logger.KeysNotRead(e.Message);
            }
        }
    }

    // A service that ends before it has begun, as where its address is taken, reports a cancelled wait as a fault.
    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private bool IsClosed =>
        Volatile.Read(ref keys).Any || options.AdminKeySha256 is not null || options.Tokens is not null;

    private Caller? FindOfEnvironment(string key) =>
        options.AdminKeySha256 is { } expected
        && CryptographicOperations.FixedTimeEquals(KeySecret.Hash(key), expected)
            ? new Caller(EnvironmentId, Scopes.Admin, NetworkRights.Every)
            : null;

    private static Caller CallerOf(StoredKey stored)
    {
        Scopes scopes = Scopes.None;
        foreach (string word in stored.Scopes.Split(','))
        {
            scopes |= ScopeWords.Find(word) ?? Scopes.None;
        }
        return new Caller(stored.KeyId, scopes, NetworkRights.Parse(stored.Networks.Split(',')) ?? NetworkRights.None);
    }

    private static bool IsOfThisMachine(string url)
    {
        BindingAddress address = BindingAddress.Parse(url);
        return address.IsUnixPipe || address.IsNamedPipe
            || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));
    }

    // A connection over a socket file has no address.
    private static bool IsOfThisMachine(IPAddress? address) => address is null || IPAddress.IsLoopback(
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private sealed record Keys(FrozenDictionary<string, StoredKey> ById, bool Any);
}

/// <summary>The service would be open to others than this machine, and nobody said that it may.</summary>
public sealed class OpenToOthersException(string url) : Exception(
    $"{url} can be reached from other machines, and there is no key: refusing to start. Make one with 'hawkesnet keys "
    + "add', set HAWKESNET_ADMIN_KEY or HAWKESNET_ADMIN_KEY_FILE, or configure tokens with --jwt-authority or "
    + "--jwt-keys. To let anyone read and delete everything, say --insecure-open.");
