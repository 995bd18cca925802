using System.Threading.Channels;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Access;

/// <summary>Writes down who did or read what. Entries wait in a bounded queue and are stored many at once; a request
/// waits where it is full, so none is dropped. Thread-safe.</summary>
internal sealed class AuditLog(
    NetworkRegistry registry, ServiceOptions options, TimeProvider clock, ILogger<AuditLog> logger) : BackgroundService
{
    private const int WaitingMax = 10_000;
    private const int TogetherMax = 1_000;
    private const int SubjectCharactersMax = 256;
    private static readonly TimeSpan retryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<AuditEntry> waiting = Channel.CreateBounded<AuditEntry>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    /// <summary>Notes an answered request, if its address is one that is noted.</summary>
    internal async ValueTask NoteAsync(HttpContext context, Caller caller)
    {
        Endpoint? endpoint = context.GetEndpoint();
        AuditRule? rule = endpoint?.Metadata.GetMetadata<AuditRule>();
        if (rule is null || (rule.IsRead && caller == Caller.Open))
        {
            return;
        }
        RouteValueDictionary route = context.Request.RouteValues;
        string? subject = SubjectOf(context);
        await waiting.Writer.WriteAsync(new AuditEntry
        {
            AtUnixMs = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Caller = caller.Id,
            Action = endpoint!.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "?",
            Network = route.TryGetValue("network", out object? network) ? (string?)network : null,
            Subject = subject?[..Math.Min(subject.Length, SubjectCharactersMax)],
            Status = context.Response.StatusCode,
        });
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<AuditEntry> entries = [];
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (entries.Count < TogetherMax && waiting.Reader.TryRead(out AuditEntry? entry))
            {
                entries.Add(entry);
            }
            try
            {
                new AuditTable(registry.OpenStore()).Add(entries, options.AuditEntriesKept);
                entries.Clear();
            }
            catch (StoreUnavailableException e)
            {
                logger.AuditWaits(entries.Count, e.Message);
                await Task.Delay(retryDelay, clock, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    // A handler knows the actor, and by what pseudonym; a name of a network with pseudonyms must not come in here.
    private static string? SubjectOf(HttpContext context) =>
        context.Items.TryGetValue(AuditRule.SubjectItem, out object? known) ? (string?)known
        : context.Request.RouteValues.TryGetValue("cluster", out object? cluster) ? (string?)cluster
        : context.GetEndpoint()?.Metadata.GetMetadata<AuditRule>() is { IsOfActor: false }
            && context.Request.RouteValues.TryGetValue("id", out object? id) ? (string?)id
        : null;
}

/// <summary>Marks an address whose requests are noted in the audit log.</summary>
/// <param name="IsRead">Whether it reads; reads are not noted where the service is open, since all are
/// nobody's.</param>
/// <param name="IsOfActor">Whether an id in its address is that of an actor.</param>
internal sealed record AuditRule(bool IsRead, bool IsOfActor)
{
    /// <summary>Where a handler says which actor it is about.</summary>
    internal const string SubjectItem = "audit subject";
}
