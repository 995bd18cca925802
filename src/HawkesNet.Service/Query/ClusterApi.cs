using System.Globalization;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Prediction;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>One cluster of actors.</summary>
/// <param name="Cluster">Its number.</param>
/// <param name="Placed">false: its actors have too few events yet to be placed.</param>
/// <param name="Size">Its actors.</param>
/// <param name="Sent">Events they sent.</param>
/// <param name="Received">Events addressed to them.</param>
/// <param name="BaselinePerSecond">Events per second of all of them together, with nothing to set them off.</param>
public sealed record ClusterAnswer(
    int Cluster, bool Placed, int Size, long Sent, long Received, EstimateAnswer BaselinePerSecond)
{
    internal static ClusterAnswer Of(ClusterSummary summary) => new(
        summary.Cluster, summary.IsPlaced, summary.Size, summary.Sent, summary.Received,
        EstimateAnswer.PerSecond(summary.BaselinePerTick));
}

/// <summary>One point of a triggering kernel.</summary>
/// <param name="DelaySeconds">Delay after the event that sets off.</param>
/// <param name="PerSecond">Expected events set off per second at that delay.</param>
public sealed record CurvePointAnswer(double? DelaySeconds, double? PerSecond);

/// <summary>How soon responses follow, as a curve by log-spaced delays.</summary>
/// <param name="Mechanism">repeat, reply, burst, relay or join.</param>
/// <param name="Points">Its points.</param>
public sealed record CurveAnswer(string Mechanism, IReadOnlyList<CurvePointAnswer> Points);

/// <summary>The clusters and the kernels they share.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Clusters">The clusters.</param>
/// <param name="Kernels">How soon responses follow; all clusters share the shape and differ in the number.</param>
public sealed record ClustersAnswer(
    AsOf AsOf, IReadOnlyList<ClusterAnswer> Clusters, IReadOnlyList<CurveAnswer> Kernels);

/// <summary>An actor of a cluster.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="Probability">Probability that it belongs there.</param>
public sealed record MemberAnswer(string Actor, double? Probability);

/// <summary>The baseline of one type.</summary>
/// <param name="Type">The event type; the unnamed type is "".</param>
/// <param name="PerSecond">Events per second of all the cluster's actors together.</param>
public sealed record TypeBaselineAnswer(string Type, EstimateAnswer PerSecond);

/// <summary>One cluster with its members and what passes between it and the others.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="Baselines">Its baseline by type.</param>
/// <param name="Excitations">Expected offspring where the cluster is on either side: for repeat and reply those of the
/// response's source and target; burst and relay look at the source's cluster only, join at the target's.</param>
/// <param name="Members">Its actors of this page, the surest first.</param>
/// <param name="NextCursor">The cursor of the next page; null: this is the last.</param>
public sealed record OneClusterAnswer(
    AsOf AsOf, ClusterAnswer Cluster, IReadOnlyList<TypeBaselineAnswer> Baselines,
    IReadOnlyList<ExcitationAnswer> Excitations, IReadOnlyList<MemberAnswer> Members, string? NextCursor);

/// <summary>The clusters of actors.</summary>
internal static class ClusterApi
{
    private const int ExcitationsMax = 2_000;

    /// <summary>The clusters of actors</summary>
    /// <remarks>
    /// Sizes, counts and baselines of the clusters, and the triggering kernels. Also as text/csv and as an Arrow
    /// stream, without the kernels.
    /// </remarks>
    internal static IResult GetClusters(string network, string? asOf, NetworkRegistry networks, HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        return query.JsonOrTable(
            new ClustersAnswer(
                AsOf.Of(model), [.. ClusterSummaries.Of(model.View).Select(ClusterAnswer.Of)],
                [.. ClusterSummaries.Kernels(model.View).Select(Curve)]),
            Table);
    }

    /// <summary>One cluster</summary>
    /// <remarks>
    /// Its members by probability, page by page, its baseline by type, and what its events and those of other
    /// clusters set off in one another, at most 2,000 entries. Also as text/csv and as an Arrow stream: the members;
    /// then the Link header has the next page.
    /// </remarks>
    internal static IResult GetCluster(
        string network, string cluster, string? limit, string? cursor, string? asOf, NetworkRegistry networks,
        HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        int count = query.Number("limit", limit, fallback: 100, min: 1, ActorApi.LimitMax);
        int first = query.Number("cursor", cursor, fallback: 0, min: 0, int.MaxValue);
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        if (!int.TryParse(cluster, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || number >= model.View.ClusterCount)
        {
            return QueryProblems.UnknownCluster(cluster, model.View.ClusterCount);
        }
        ClusterSummary summary = ClusterSummaries.Of(model.View)[number];
        long end = Math.Min(summary.Size, (long)first + count);
        string? next = end < summary.Size ? end.ToString(CultureInfo.InvariantCulture) : null;
        if (next is not null)
        {
            request.HttpContext.Response.Headers.Link = string.Create(
                CultureInfo.InvariantCulture,
                $"<{request.PathBase}{request.Path}?limit={count}&cursor={next}>; rel=\"next\"");
        }
        return query.JsonOrTable(
            new OneClusterAnswer(
                AsOf.Of(model), ClusterAnswer.Of(summary),
                [.. summary.BaselinesPerTick.Select((baseline, type) =>
                    new TypeBaselineAnswer(model.TypeName(type), EstimateAnswer.PerSecond(baseline)))],
                [.. Excitations(model, number).Take(ExcitationsMax)],
                [.. ClusterSummaries.Members(model.View, number, first, count).Select(member =>
                    new MemberAnswer(model.ActorName(member.Actor), Rates.Finite(member.Probability)))],
                next),
            Table);
    }

    private static IEnumerable<ExcitationAnswer> Excitations(PublishedModel model, int cluster) =>
        from m in Enumerable.Range(0, Mechanisms.Count)
        let mechanism = (Mechanism)m
        let isPair = mechanism is Mechanism.Repeat or Mechanism.Reply
        from source in Enumerable.Range(0, model.View.ClusterCount)
        from target in isPair ? Enumerable.Range(0, model.View.ClusterCount) : [source]
        where source == cluster || target == cluster
        from triggerType in Enumerable.Range(0, model.View.TypeCount)
        from type in Enumerable.Range(0, model.View.TypeCount)
        select new ExcitationAnswer(
            Mechanisms.Name(mechanism), source, target, model.TypeName(triggerType), model.TypeName(type),
            EstimateAnswer.Of(model.View.Offspring(mechanism, source, target, triggerType, type)));

    private static CurveAnswer Curve(KernelCurve curve) => new(
        Mechanisms.Name(curve.Mechanism),
        [.. curve.Points.Select(point => new CurvePointAnswer(
            Rates.Finite(point.DelayTicks / Rates.TicksPerSecond), Rates.PerSecond(point.OffspringPerTick)))]);

    private static AnswerTable Table(ClustersAnswer answer)
    {
        var table = new AnswerTable(
        [
            .. TableColumn.Wholes("cluster"),
            .. TableColumn.Flags("placed"),
            .. TableColumn.Wholes("size", "sent", "received"),
            .. TableColumn.Numbers("baselinePerSecond"),
        ]);
        foreach (ClusterAnswer one in answer.Clusters)
        {
            table.Row(one.Cluster, one.Placed, one.Size, one.Sent, one.Received,
                one.BaselinePerSecond.Mean);
        }
        return table;
    }

    private static AnswerTable Table(OneClusterAnswer answer)
    {
        var table = new AnswerTable([.. TableColumn.Texts("actor"), .. TableColumn.Numbers("probability")]);
        foreach (MemberAnswer member in answer.Members)
        {
            table.Row(member.Actor, member.Probability);
        }
        return table;
    }
}
