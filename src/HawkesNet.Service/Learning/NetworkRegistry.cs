using System.Collections.Immutable;
using System.Text.Json;
using HawkesNet.Model.Inference;
using HawkesNet.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Learning;

/// <summary>All networks of the service: found, created with durable settings, recovered at start, deleted.
/// Thread-safe.</summary>
/// <remarks>A hosted service: it opens the store and its networks at start, and closes them, each with a last snapshot,
/// at stop.</remarks>
public sealed class NetworkRegistry(ServiceOptions options, TimeProvider clock, ILoggerFactory loggers)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim changing = new(1);
    private readonly ILogger logger = loggers.CreateLogger<NetworkRegistry>();
    private ImmutableSortedDictionary<string, Network> networks =
        ImmutableSortedDictionary.Create<string, Network>(StringComparer.Ordinal);

    private Store? store;
    private LeaseTable? leases;
    private LeaseKeeper? keeper;

    /// <summary>All networks, by name.</summary>
    public IReadOnlyList<Network> All => [.. Volatile.Read(ref networks).Values];

    /// <summary>Whether every network has caught up with its log since the start.</summary>
    public bool IsRecovered =>
        Volatile.Read(ref store) is not null
        && Volatile.Read(ref networks).Values.All(one => one.IsHeldElsewhere || one.Recovered.IsCompleted);

    /// <summary>Where the learners' dense work is done.</summary>
    public LearningDevice Device => options.Device;

    internal TimeSpan SilenceBeforeFlush { get; init; } = Ingest.LogWriter.SilenceBeforeFlush;

    /// <summary>Time that a replaced log in doubt holds up other changes of the networks.</summary>
    internal TimeSpan DoubtAwaited { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A network, or null.</summary>
    public Network? Find(string name) => Volatile.Read(ref networks).GetValueOrDefault(name);

    /// <summary>Creates a network, or returns the one that exists (created: false).</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="NetworkLimitException">There are as many networks as the service may hold.</exception>
    /// <exception cref="StoreUnavailableException">The store refused.</exception>
    public async Task<(Network Network, bool Created)> GetOrCreateAsync(
        string name, NetworkSettings settings, CancellationToken cancel)
    {
        if (Find(name) is Network found)
        {
            return (found, false);
        }
        settings.Validate();
        await changing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (Find(name) is Network other)
            {
                return (other, false);
            }
            if (networks.Count >= options.NetworksMax)
            {
                throw new NetworkLimitException(options.NetworksMax);
            }
            var table = new NetworkTable(OpenStore());
            StoredNetwork? stored = table.Create(name, JsonSerializer.Serialize(settings), clock.GetUtcNow());
            // Another service on the same database may just have made it.
            StoredNetwork known = stored ?? table.Find(name)
                ?? throw new StoreUnavailableException("The network was just deleted.");
            return (Open(known), stored is not null);
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Deletes a network with its log and snapshots; false: there is none.</summary>
    /// <exception cref="StoreUnavailableException">The store refused; the network is closed until the next
    /// start.</exception>
    /// <exception cref="HeldElsewhereException">Another service holds it.</exception>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancel)
    {
        await changing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (Find(name) is not Network network)
            {
                return false;
            }
            if (network.IsHeldElsewhere)
            {
                throw new HeldElsewhereException(name);
            }
            Volatile.Write(ref networks, networks.Remove(name));
            await Task.Run(
                () =>
                {
                    network.Stop(false, keepsLease: true);
                    network.Replacement.Abandon();
                    new NetworkTable(OpenStore()).Delete(network.NetworkId, network.Lease);
                },
                CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Writes the log of a network anew, row by row, and starts to learn it from its beginning. Meanwhile
    /// bodies are refused for now, and questions answered from the old model until the new log is in place.</summary>
    /// <returns>The network with the new log.</returns>
    /// <exception cref="StoreUnavailableException">The store refused; the network goes on with the old log.</exception>
    /// <exception cref="HeldElsewhereException">Another service holds it.</exception>
    internal async Task<Network> RewriteAsync(string name, Func<LogBatch, LogBatch> rewrite)
    {
        Network old;
        await changing.WaitAsync().ConfigureAwait(false);
        try
        {
            old = Find(name) ?? throw new StoreUnavailableException("The network was deleted.");
            if (old.IsHeldElsewhere)
            {
                throw new HeldElsewhereException(name);
            }
            old.Stop(false, keepsLease: true);
            StoredNetwork? stored = old.Stored;
            try
            {
                stored = old.Replacement.Run(rewrite, clock.GetUtcNow());
            }
            catch (StoreUnavailableException)
            {
                // When the connection broke during the last commit, that may have taken place after all.
                stored = await SettledAsync(old, DoubtAwaited).ConfigureAwait(false);
                if (stored?.NetworkId == old.NetworkId)
                {
                    throw;
                }
            }
            finally
            {
                // With the new log, or again with the old one; the place is never empty, lest a post make it anew.
                Open(stored ?? old.Stored);
            }
            if (stored is not null)
            {
                return Find(name)!;
            }
        }
        finally
        {
            changing.Release();
        }
        return await RewrittenAfterAllAsync(old).ConfigureAwait(false);
    }

    /// <summary>The network with the new log, once the database says that it has one. Until then the old one waits for
    /// the store, as after any loss of it, and other networks can be made and deleted.</summary>
    /// <exception cref="StoreUnavailableException">It has the old log, or the service was stopped.</exception>
    private async Task<Network> RewrittenAfterAllAsync(Network old)
    {
        StoredNetwork? stored = await SettledAsync(old, TimeSpan.MaxValue).ConfigureAwait(false);
        if (stored is null || stored.NetworkId == old.NetworkId)
        {
            throw new StoreUnavailableException("The store was away; the log is as it was.");
        }
        while (true)
        {
            try
            {
                TakeInOthersChanges();
            }
            catch (StoreUnavailableException) when (Volatile.Read(ref store) is not null)
            {
                // It is away again.
            }
            if (Find(old.Name) is not { } found)
            {
                throw new StoreUnavailableException("The network was deleted, or the service stopped.");
            }
            if (found.NetworkId != old.NetworkId)
            {
                return found;
            }
            await Task.Delay(StorePause, clock).ConfigureAwait(false);
        }
    }

    /// <summary>Opens the store, and starts the recovery of every network in it. A PostgreSQL server that does not
    /// answer yet is waited for.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be opened.</exception>
    /// <exception cref="StoreSettingsException">The connection string cannot be read.</exception>
    /// <exception cref="SchemaMismatchException">It was made by another build.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        logger.LearnsOn(Device.Name);
        Device.Failed += NoteDeviceFailure;
        Store opened = options.PostgresConnection is string connection
            ? await OpenPostgresAsync(connection, cancellationToken).ConfigureAwait(false)
            : Store.OpenSqlite(options.DataDirectory);
        leases = opened.IsPostgres ? new LeaseTable(opened, options.LeaseLength) : null;
        foreach (StoredNetwork stored in new NetworkTable(opened).List())
        {
            Open(stored, opened);
        }
        Volatile.Write(ref store, opened);
        keeper = leases is null ? null : new LeaseKeeper(leases, this, logger);
    }

    /// <summary>Closes every network: commits what waits, learns it, and takes a last snapshot.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(() => Close(true), CancellationToken.None);

    /// <summary>Closes what is still open, without snapshots.</summary>
    public void Dispose()
    {
        Close(false);
        changing.Dispose();
    }

    /// <summary>Closes every network; without snapshots, the next start replays as after a crash.</summary>
    internal void Close(bool takeSnapshots)
    {
        Device.Failed -= NoteDeviceFailure;
        Interlocked.Exchange(ref keeper, null)?.Dispose();
        Parallel.ForEach(All, network => network.Stop(takeSnapshots));
        Volatile.Write(ref networks, networks.Clear());
        Interlocked.Exchange(ref leases, null)?.Dispose();
        Interlocked.Exchange(ref store, null)?.Dispose();
    }

    /// <summary>Opens the networks that other services on the same database have made, and closes those they have
    /// deleted.</summary>
    /// <exception cref="StoreUnavailableException">The store refused.</exception>
    internal void TakeInOthersChanges()
    {
        if (Volatile.Read(ref store) is not Store opened || !changing.Wait(0))
        {
            return; // Whatever changes the networks now, the next look sees the rest.
        }
        try
        {
            Dictionary<string, StoredNetwork> stored = new NetworkTable(opened).List().ToDictionary(one => one.Name);
            foreach (Network network in All)
            {
                if (stored.GetValueOrDefault(network.Name)?.NetworkId != network.NetworkId)
                {
                    Volatile.Write(ref networks, networks.Remove(network.Name));
                    network.Stop(false);
                }
            }
            foreach (StoredNetwork one in stored.Values.Where(one => Find(one.Name) is null))
            {
                Open(one, opened);
            }
        }
        finally
        {
            changing.Release();
        }
    }

    private async Task<Store> OpenPostgresAsync(string connection, CancellationToken cancel)
    {
        long started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                var opened = Store.OpenPostgres(connection);
                if (opened.UnsafeSettings() is { Length: > 0 } settings)
                {
                    logger.StoreNotDurable(settings);
                }
                return opened;
            }
            catch (StoreUnavailableException e) when (e.IsPassing
                && clock.GetElapsedTime(started) < options.StoreWaitMax)
            {
                logger.StoreAwaited((options.StoreWaitMax - clock.GetElapsedTime(started)).TotalSeconds, e.Message);
                await Task.Delay(StorePause, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>How a network is stored now; null: the store has not said in that time.</summary>
    /// <exception cref="StoreUnavailableException">The service was stopped.</exception>
    private async Task<StoredNetwork?> SettledAsync(Network network, TimeSpan awaited)
    {
        long started = clock.GetTimestamp();
        do
        {
            OpenStore();
            try
            {
                return network.Replacement.Settled();
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(StorePause, clock).ConfigureAwait(false);
            }
        }
        while (clock.GetElapsedTime(started) < awaited);
        return null;
    }

    private void NoteDeviceFailure(string reason) => logger.DeviceFailed(Device.Name, reason);

    /// <summary>The store.</summary>
    /// <exception cref="StoreUnavailableException">The service is not started.</exception>
    internal Store OpenStore() =>
        Volatile.Read(ref store) ?? throw new StoreUnavailableException("The service is not started.");

    private Network Open(StoredNetwork stored, Store? from = null)
    {
        NetworkSettings settings = JsonSerializer.Deserialize<NetworkSettings>(stored.Settings)
            ?? throw new SchemaMismatchException($"Network {stored.Name} has no settings.");
        var network = new Network(from ?? OpenStore(), leases, stored, settings, options, clock, logger)
        {
            SilenceBeforeFlush = SilenceBeforeFlush,
        };
        network.Start();
        Volatile.Write(ref networks, networks.SetItem(stored.Name, network));
        return network;
    }
}

/// <summary>The service holds as many networks as it may.</summary>
public sealed class NetworkLimitException(int networksMax)
    : Exception($"The service holds its most of {networksMax} networks.");
