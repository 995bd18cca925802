using System.Security.Cryptography;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Privacy;

/// <summary>How far the removal of an actor is.</summary>
internal enum RemovalState
{
    /// <summary>The log is being rewritten, then learned.</summary>
    Running,

    /// <summary>The model is that of a log without the actor.</summary>
    Done,

    /// <summary>The log is as it was.</summary>
    Failed,
}

/// <summary>The removal of one actor from a network.</summary>
/// <param name="Id">Its number, to ask for it.</param>
/// <param name="Network">The network.</param>
/// <param name="Actor">The actor.</param>
internal sealed record Removal(string Id, string Network, string Actor)
{
    /// <summary>How far it is.</summary>
    public RemovalState State { get; init; }

    /// <summary>Events that were taken out of the log.</summary>
    public long Removed { get; init; }

    /// <summary>Why it failed; null: it did not.</summary>
    public string? Reason { get; init; }
}

/// <summary>Removals of actors that run or ran since the service started, one at a time in each network.
/// Thread-safe.</summary>
internal sealed class Removals(NetworkRegistry networks, ILogger<Removals> logger)
{
    private const int Kept = 100;
    private const int IdBytes = 12;
    private readonly Lock gate = new();
    private readonly List<Removal> all = [];

    /// <summary>A removal, or null: there is none of this number in this network.</summary>
    public Removal? Find(string network, string id)
    {
        lock (gate)
        {
            return all.Find(one => one.Id == id && one.Network == network);
        }
    }

    /// <summary>Starts a removal; the one of the same actor that runs already; null: one of another actor
    /// runs.</summary>
    public Removal? Start(string network, string actor)
    {
        Removal started;
        lock (gate)
        {
            if (all.Find(one => one.Network == network && one.State == RemovalState.Running) is { } running)
            {
                return running.Actor == actor ? running : null;
            }
            string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
            started = new Removal(id, network, actor);
            all.Add(started);
            if (all.Count > Kept)
            {
                all.RemoveAt(all.FindIndex(one => one.State != RemovalState.Running));
            }
        }
        _ = Task.Run(() => RunAsync(started));
        return started;
    }

    private async Task RunAsync(Removal removal)
    {
        try
        {
            var rest = new LogWithoutActor(System.Text.Encoding.UTF8.GetBytes(removal.Actor));
            Network relearned = await networks.RewriteAsync(removal.Network, rest.Next).ConfigureAwait(false);
            await relearned.Recovered.ConfigureAwait(false);
            Note(removal with { State = RemovalState.Done, Removed = rest.Removed });
            // Who asked about the actor meanwhile was noted with its name.
            new AuditTable(networks.OpenStore()).ForgetSubject(removal.Network, removal.Actor);
        }
        catch (Exception e)
        {
            logger.RemovalFailed(removal.Network, e);
            if (Find(removal.Network, removal.Id) is { State: RemovalState.Done })
            {
                return;
            }
            Note(removal with { State = RemovalState.Failed, Reason = e.Message });
        }
    }

    private void Note(Removal removal)
    {
        lock (gate)
        {
            int at = all.FindIndex(one => one.Id == removal.Id);
            if (at >= 0)
            {
                all[at] = removal;
            }
        }
    }
}
