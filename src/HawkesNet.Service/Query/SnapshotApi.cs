using System.Globalization;
using HawkesNet.Model;
using HawkesNet.Model.Posterior;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>A snapshot kept.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Position">Last log position its state includes.</param>
/// <param name="Bytes">Its size in bytes.</param>
/// <param name="TakenAt">When it was taken, RFC 3339.</param>
public sealed record SnapshotAnswer(long Version, long Position, long Bytes, string TakenAt)
{
    internal static SnapshotAnswer Of(StoredSnapshot stored) => new(
        stored.Version, stored.Position, stored.ByteCount, TimeText.Format(stored.TakenUnixMs * 1_000_000));
}

/// <summary>The snapshots kept.</summary>
/// <param name="AsOf">The newest state.</param>
/// <param name="Snapshots">The snapshots, newest first.</param>
public sealed record SnapshotsAnswer(AsOf AsOf, IReadOnlyList<SnapshotAnswer> Snapshots);

/// <summary>A snapshot that was taken and is durable.</summary>
/// <param name="AsOf">The newest state when the request came; the snapshot holds this one or a later one.</param>
/// <param name="Snapshot">Its version.</param>
public sealed record SnapshotTakenAnswer(AsOf AsOf, long Snapshot);

/// <summary>The baseline of a cluster and type.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Type">The event type; the unnamed type is "".</param>
/// <param name="PerSecond">Events per second of all its actors together, with nothing to set them off.</param>
public sealed record BaselineAnswer(int Cluster, string Type, EstimateAnswer PerSecond);

/// <summary>What one event sets off.</summary>
/// <param name="Mechanism">repeat, reply, burst, relay or join.</param>
/// <param name="TriggerCluster">Cluster of the actor whose event sets off.</param>
/// <param name="ResponderCluster">Cluster of the actor who responds.</param>
/// <param name="TriggerType">Type of the event that sets off.</param>
/// <param name="Type">Type of the events set off.</param>
/// <param name="Offspring">Expected number of events set off directly by one event.</param>
public sealed record ExcitationAnswer(
    string Mechanism, int TriggerCluster, int ResponderCluster, string TriggerType, string Type,
    EstimateAnswer Offspring);

/// <summary>One component of a triggering kernel: a density over delays.</summary>
/// <param name="Shape">exponential, or hump.</param>
/// <param name="DecayPerSecond">Its decay, per second; its reciprocal is a delay in seconds.</param>
/// <param name="Weight">Its share of the kernel; the shares sum to one.</param>
public sealed record KernelComponentAnswer(string Shape, double? DecayPerSecond, double? Weight);

/// <summary>How soon responses follow.</summary>
/// <param name="Mechanism">repeat, reply, burst, relay or join.</param>
/// <param name="Components">The components of its kernel.</param>
public sealed record KernelAnswer(string Mechanism, IReadOnlyList<KernelComponentAnswer> Components);

/// <summary>How the target of an event is chosen.</summary>
/// <param name="Cause">What caused the event.</param>
/// <param name="Way">A way to choose: habit, closure, popularity or floor.</param>
/// <param name="Weight">Share of the way.</param>
public sealed record ChoiceAnswer(string Cause, string Way, double? Weight);

/// <summary>The parameters of one state.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Snapshot">The snapshot that holds it; null: the newest state, asked as current.</param>
/// <param name="Baselines">Baselines by cluster and type.</param>
/// <param name="Excitations">Expected offspring by mechanism, clusters and types.</param>
/// <param name="Kernels">Triggering kernels by mechanism.</param>
/// <param name="Choices">How targets are chosen, by cause.</param>
/// <param name="MarkExponent">How much weights count: twice the weight sets off 2 to this power times as many
/// events.</param>
public sealed record ParametersAnswer(
    AsOf AsOf, long? Snapshot, IReadOnlyList<BaselineAnswer> Baselines,
    IReadOnlyList<ExcitationAnswer> Excitations, IReadOnlyList<KernelAnswer> Kernels,
    IReadOnlyList<ChoiceAnswer> Choices, double? MarkExponent)
{
    internal static ParametersAnswer Of(PublishedModel model, long? snapshot)
    {
        PosteriorSummary summary = model.View.Summarize();
        return new ParametersAnswer(
            AsOf.Of(model) with { Version = snapshot is null ? model.Version : null },
            snapshot,
            [.. summary.Baselines.Select(b => new BaselineAnswer(
                b.Cluster, model.TypeName(b.Type), EstimateAnswer.PerSecond(b.PerTick)))],
            [.. summary.Excitations.Select(e => new ExcitationAnswer(
                e.Mechanism, e.TriggerCluster, e.ResponderCluster, model.TypeName(e.TriggerType),
                model.TypeName(e.Type), EstimateAnswer.Of(e.Offspring)))],
            [.. summary.Kernels.Select(Kernel)],
            [.. summary.Choices.Select(c => new ChoiceAnswer(c.Cause, c.Way, Rates.Finite(c.Weight)))],
            Rates.Finite(summary.MarkExponent));
    }

    private static KernelAnswer Kernel(KernelSummary kernel) => new(
        kernel.Mechanism,
        [.. Enumerable.Range(0, kernel.DecaysPerTick.Count).Select(i => new KernelComponentAnswer(
            kernel.Shapes[i], Rates.PerSecond(kernel.DecaysPerTick[i]), Rates.Finite(kernel.Weights[i])))]);
}

/// <summary>Snapshots, and the parameters they hold.</summary>
internal static class SnapshotApi
{
    /// <summary>The name that stands for the newest state where a snapshot's version is asked.</summary>
    internal const string Current = "current";

    private const int RetrySeconds = 5;

    /// <summary>Take a snapshot now</summary>
    /// <remarks>
    /// Answered when the snapshot is durable. The service takes snapshots by itself too.
    /// </remarks>
    internal static Task<IResult> PostSnapshot(
        string network, NetworkRegistry networks, HttpContext context, CancellationToken cancel) =>
        Answer(networks, network, async found =>
        {
            AsOf asOf = AsOf.Of(found.Model);
            long version = await found.TakeSnapshotAsync(cancel);
            context.Response.Headers.Location = $"{context.Request.PathBase}{context.Request.Path}/{version}";
            return Results.Json(
                new SnapshotTakenAnswer(asOf, version), AnswerJson.Options, statusCode: StatusCodes.Status201Created);
        });

    /// <summary>The snapshots kept</summary>
    /// <remarks>
    /// The newest first. How many are kept is among the limits. Also as text/csv and as an Arrow stream.
    /// </remarks>
    internal static Task<IResult> GetSnapshots(string network, NetworkRegistry networks, HttpRequest request) =>
        Answer(networks, network, found => Task.FromResult(AnswerTable.OrJson(
            request,
            new SnapshotsAnswer(AsOf.Of(found.Model), [.. found.ListSnapshots().Select(SnapshotAnswer.Of)]),
            SnapshotTable.OfList)));

    /// <summary>The parameters of a state</summary>
    /// <remarks>
    /// Baselines, expected offspring, kernels and ways of target choice, with 90 % intervals. "current" is the newest
    /// state. Also as text/csv and as an Arrow stream: one row for each number.
    /// </remarks>
    internal static Task<IResult> GetSnapshot(
        string network, string version, NetworkRegistry networks, HttpRequest request) =>
        Answer(networks, network, found => Task.FromResult(
            version == Current ? OfNewest(networks, network, request) : OfSnapshot(found, version, request)));

    private static IResult OfNewest(NetworkRegistry networks, string network, HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf: null, request);
        return query.IsSettled(out IResult? settled)
            ? settled!
            : query.JsonOrTable(ParametersAnswer.Of(query.Model!, snapshot: null), SnapshotTable.OfParameters);
    }

    private static IResult OfSnapshot(Network network, string version, HttpRequest request)
    {
        if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || network.ReadSnapshot(number) is not { } model)
        {
            return QueryProblems.UnknownSnapshot(version);
        }
        return model.View.IsReady
            ? AnswerTable.OrJson(request, ParametersAnswer.Of(model, number), SnapshotTable.OfParameters)
            : QueryProblems.NotReady(network.Name, model.View.Position);
    }

    private static async Task<IResult> Answer(
        NetworkRegistry networks, string network, Func<Network, Task<IResult>> answer)
    {
        if (networks.Find(network) is not { } found)
        {
            return Problems.NoSuchNetwork(network);
        }
        if (found.IsHeldElsewhere)
        {
            return Problems.HeldElsewhere(network);
        }
        try
        {
            return await answer(found);
        }
        catch (StoreUnavailableException)
        {
            return Problems.TryLater(
                StatusCodes.Status503ServiceUnavailable, "storeUnavailable", "The store does not answer now.",
                RetrySeconds);
        }
        catch (LearnerStoppedException e)
        {
            return Problems.TryLater(
                StatusCodes.Status503ServiceUnavailable, "learnerStopped", e.Message, RetrySeconds);
        }
    }
}
