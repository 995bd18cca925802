using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using Prometheus;

namespace HawkesNet.Service;

/// <summary>Every metric of the service, with its unit. Labels hold network names and fixed words, never an actor or
/// event id. Thread-safe.</summary>
public sealed class Telemetry
{
    private static readonly string[] PerNetwork = ["network"];
    private static readonly string[] PerNetworkAndOutcome = ["network", "outcome"];
    private static readonly string[] PerNetworkAndReason = ["network", "reason"];

    private readonly Counter rows;
    private readonly Counter pooledRows;
    private readonly Counter refusedBodies;
    private readonly Counter bodyBytes;
    private readonly Gauge bodyMemory;
    private readonly Gauge bodyMemoryMax;
    private readonly Counter bodyMemoryRefusals;
    private readonly Histogram readSeconds;
    private readonly Histogram appendSeconds;
    private readonly Counter deviceEvaluations;
    private readonly Gauge deviceFailed;
    private readonly Gauge networks;
    private readonly Gauge[] perNetwork;
    private readonly Gauge lastPosition;
    private readonly Gauge appliedPosition;
    private readonly Gauge lag;
    private readonly Gauge heldBack;
    private readonly Gauge queued;
    private readonly Gauge watermark;
    private readonly Gauge actors;
    private readonly Gauge learnerFailed;
    private readonly Gauge held;

    /// <summary>Registers the metrics in a registry of their own.</summary>
    public Telemetry()
    {
        MetricFactory metrics = Prometheus.Metrics.WithCustomRegistry(Registry);
        Metrics = metrics;
        DotNetStats.Register(Registry);
        rows = metrics.CreateCounter("hawkesnet_ingest_rows_total",
            "Rows received, by network and outcome: accepted, duplicate, late, rejected. Unit: rows.",
            PerNetworkAndOutcome);
        pooledRows = metrics.CreateCounter("hawkesnet_ingest_pooled_rows_total",
            "Rows stored with an actor or type pooled as (other), since the network holds its most. Unit: rows.",
            PerNetwork);
        refusedBodies = metrics.CreateCounter("hawkesnet_ingest_refused_bodies_total",
            "Bodies refused for now, by network and reason: queueFull, storeUnavailable, heldElsewhere. Unit: bodies.",
            PerNetworkAndReason);
        bodyBytes = metrics.CreateCounter("hawkesnet_ingest_body_bytes_total",
            "Bytes of bodies after decompression. Unit: bytes.");
        bodyMemory = metrics.CreateGauge("hawkesnet_ingest_body_memory_bytes",
            "Memory held for bodies that are received, read or waiting to be committed. Unit: bytes.");
        bodyMemoryMax = metrics.CreateGauge("hawkesnet_ingest_body_memory_limit_bytes",
            "Memory that all bodies together may hold. Unit: bytes.");
        bodyMemoryRefusals = metrics.CreateCounter("hawkesnet_ingest_body_memory_refusals_total",
            "Bodies refused since those under way hold the memory there is for them. Unit: bodies.");
        readSeconds = metrics.CreateHistogram("hawkesnet_ingest_read_seconds",
            "Time to read the rows of a body. Unit: seconds.", Seconds());
        appendSeconds = metrics.CreateHistogram("hawkesnet_ingest_append_seconds",
            "Time from rows read to rows durable, or applied where asked. Unit: seconds.", Seconds());
        deviceEvaluations = metrics.CreateCounter("hawkesnet_device_evaluations_total",
            "Evaluations of a window of events that an accelerator has done. Unit: evaluations.");
        deviceFailed = metrics.CreateGauge("hawkesnet_device_failed",
            "1 when the accelerator failed and its work is done on the processor, else 0.");
        networks = metrics.CreateGauge("hawkesnet_networks", "Networks held. Unit: networks.");
        lastPosition = PerNetworkGauge("hawkesnet_log_position", "Log position of the last stored row. Unit: events.");
        appliedPosition = PerNetworkGauge("hawkesnet_learner_position", "Events the learner has seen. Unit: events.");
        lag = PerNetworkGauge("hawkesnet_learner_lag_events",
            "Rows stored and not yet taken in by the learner. Unit: events.");
        heldBack = PerNetworkGauge("hawkesnet_reorder_window_events",
            "Events waiting in the reorder window. Unit: events.");
        queued = PerNetworkGauge("hawkesnet_log_queue_events", "Rows waiting to be committed. Unit: events.");
        watermark = PerNetworkGauge("hawkesnet_watermark_seconds",
            "Events before this time are late. Unit: seconds since 1970.");
        actors = PerNetworkGauge("hawkesnet_model_actors", "Actors the model knows. Unit: actors.");
        learnerFailed = PerNetworkGauge("hawkesnet_learner_failed", "1 when the learner stopped on an error, else 0.");
        held = PerNetworkGauge("hawkesnet_network_held",
            "1 when this service holds the network, 0 when another on the same database does.");
        perNetwork = [lastPosition, appliedPosition, lag, heldBack, queued, watermark, actors, learnerFailed];

        Gauge PerNetworkGauge(string name, string help) => metrics.CreateGauge(name, help, PerNetwork);
    }

    /// <summary>Where the metrics are registered, for <c>/metrics</c>.</summary>
    public CollectorRegistry Registry { get; } = Prometheus.Metrics.NewCustomRegistry();

    /// <summary>Makes further metrics there: those of HTTP requests, by route, method and status, never by
    /// address.</summary>
    public MetricFactory Metrics { get; }

    /// <summary>Reads the counts of networks and bodies each time the metrics are asked for.</summary>
    internal void Watch(NetworkRegistry registry, BodyBudget bodies) => Registry.AddBeforeCollectCallback(() =>
    {
        bodyMemory.Set(bodies.HeldBytes);
        bodyMemoryMax.Set(bodies.BytesMax);
        bodyMemoryRefusals.IncTo(bodies.Refusals);
        deviceEvaluations.IncTo(registry.Device.Evaluations);
        deviceFailed.Set(registry.Device.Failure is null ? 0 : 1);
        networks.Set(registry.All.Count);
        foreach (Network network in registry.All)
        {
            held.WithLabels(network.Name).Set(network.IsHeldElsewhere ? 0 : 1);
            if (network.IsHeldElsewhere)
            {
                // Its holder gives its figures; zeros here would say that it is empty.
                ForgetGauges(network.Name);
                continue;
            }
            NetworkStatus status = network.Status;
            lastPosition.WithLabels(network.Name).Set(status.LastPosition);
            appliedPosition.WithLabels(network.Name).Set(status.AppliedPosition);
            lag.WithLabels(network.Name).Set(status.LagEvents);
            heldBack.WithLabels(network.Name).Set(status.HeldBack);
            queued.WithLabels(network.Name).Set(status.QueuedEvents);
            watermark.WithLabels(network.Name).Set((status.WatermarkTicks ?? 0) / 1e9);
            actors.WithLabels(network.Name).Set(network.Model.View.ActorCount);
            learnerFailed.WithLabels(network.Name).Set(status.LearnerError is null ? 0 : 1);
        }
    });

    /// <summary>Drops the figures of a network that was deleted.</summary>
    public void Forget(string network)
    {
        ForgetGauges(network);
        held.RemoveLabelled(network);
        foreach (string[] labels in rows.GetAllLabelValues().Where(labels => labels[0] == network).ToList())
        {
            rows.RemoveLabelled(labels);
        }
        foreach (string[] labels in refusedBodies.GetAllLabelValues().Where(labels => labels[0] == network).ToList())
        {
            refusedBodies.RemoveLabelled(labels);
        }
        pooledRows.RemoveLabelled(network);
    }

    /// <summary>Counts rows the reader refused.</summary>
    public void CountRejected(string network, int rejected) => Count(network, "rejected", rejected);

    /// <summary>Counts what became of the rows that were appended.</summary>
    public void CountAppended(string network, AppendResult result)
    {
        if (result.Outcome == AppendOutcome.Committed)
        {
            Count(network, "accepted", result.Accepted);
            Count(network, "duplicate", result.Duplicates);
            Count(network, "late", result.Late);
            if (result.Pooled > 0)
            {
                pooledRows.WithLabels(network).Inc(result.Pooled);
            }
        }
        if (ReasonOf(result.Outcome) is { } reason)
        {
            refusedBodies.WithLabels(network, reason).Inc();
        }
        Count(network, "rejected", result.Refused.Count);
    }

    /// <summary>Notes the size of a body and how long reading its rows took.</summary>
    public void NoteRead(int bytes, TimeSpan elapsed)
    {
        bodyBytes.Inc(bytes);
        readSeconds.Observe(elapsed.TotalSeconds);
    }

    /// <summary>Notes how long a body's rows took to become durable.</summary>
    public void NoteAppend(TimeSpan elapsed) => appendSeconds.Observe(elapsed.TotalSeconds);

    private void Count(string network, string outcome, int count)
    {
        if (count > 0)
        {
            rows.WithLabels(network, outcome).Inc(count);
        }
    }

    private void ForgetGauges(string network)
    {
        foreach (Gauge gauge in perNetwork)
        {
            gauge.RemoveLabelled(network);
        }
    }

    private static string? ReasonOf(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.QueueFull => "queueFull",
        AppendOutcome.StoreUnavailable => "storeUnavailable",
        AppendOutcome.HeldElsewhere => "heldElsewhere",
        _ => null,
    };

    private static HistogramConfiguration Seconds() =>
        new() { Buckets = Histogram.ExponentialBuckets(start: 0.0001, factor: 2.5, count: 14) };
}
