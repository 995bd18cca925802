namespace HawkesNet.Service.Learning;

/// <summary>All networks of the service: found, created with durable settings, recovered at start, deleted. Thread-safe.</summary>
public sealed class NetworkRegistry
{
    /// <summary>All networks, by name.</summary>
    public IReadOnlyList<Network> All => throw new NotSupportedException();

    /// <summary>Whether every network has caught up with its log since the start.</summary>
    public bool IsRecovered => throw new NotSupportedException();

    /// <summary>A network, or null.</summary>
    public Network? Find(string name) => throw new NotSupportedException();

    /// <summary>Creates a network, or returns the one that exists (created: false).</summary>
    public Task<(Network Network, bool Created)> GetOrCreateAsync(
        string name, NetworkSettings settings, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>Deletes a network with its log and snapshots; false: there is none.</summary>
    public Task<bool> DeleteAsync(string name, CancellationToken cancel) => throw new NotSupportedException();
}
