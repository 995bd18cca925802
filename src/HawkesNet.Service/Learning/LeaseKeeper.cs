using HawkesNet.Storage;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Learning;

/// <summary>One thread that renews the leases of a service on PostgreSQL, tells the networks which were lost, and finds
/// networks that other services made or deleted.</summary>
internal sealed class LeaseKeeper : IDisposable
{
    private readonly LeaseTable leases;
    private readonly NetworkRegistry networks;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Thread thread;

    internal LeaseKeeper(LeaseTable leases, NetworkRegistry networks, ILogger logger)
    {
        this.leases = leases;
        this.networks = networks;
        this.logger = logger;
        thread = new Thread(Run) { Name = "lease keeper", IsBackground = true };
        thread.Start();
    }

    /// <summary>Ends the thread; leases still held are given back by their networks.</summary>
    public void Dispose()
    {
        stopping.Cancel();
        thread.Join();
        stopping.Dispose();
    }

    private void Run()
    {
        // A failed renewal is tried again sooner, since another service may see the session gone.
        TimeSpan wait = leases.Length / 3;
        while (!stopping.Token.WaitHandle.WaitOne(wait))
        {
            try
            {
                Renew();
                networks.TakeInOthersChanges();
                wait = leases.Length / 3;
            }
            catch (StoreUnavailableException e)
            {
                logger.RenewalFailed(e.Message);
                wait = leases.Length / 12;
            }
        }
    }

    private void Renew()
    {
        (Network Network, long Token)[] before = [.. networks.All.Select(network => (network, network.LeaseToken))];
        Dictionary<long, long> renewed = leases.Renew();
        foreach ((Network network, long token) in before)
        {
            network.NoteRenewed(token, renewed);
        }
    }
}
