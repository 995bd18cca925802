using HawkesNet.Model;
using HawkesNet.Model.Excitation;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>What one event sets off where.</summary>
/// <param name="Mechanism">repeat, reply, burst, relay or join.</param>
/// <param name="SourceCluster">Cluster of who responds; null: the mechanism does not tell them apart.</param>
/// <param name="TargetCluster">Cluster of whom the response is addressed to; null: not told apart.</param>
/// <param name="Offspring">Expected number of events set off directly by one event. For all types together it has no
/// interval.</param>
public sealed record ExcitationCellAnswer(
    string Mechanism, int? SourceCluster, int? TargetCluster, EstimateAnswer Offspring);

/// <summary>The excitation between clusters, mechanism by mechanism.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="TriggerType">Type of the event that sets off; null: any.</param>
/// <param name="Type">Type of the events set off; null: all together.</param>
/// <param name="Types">The types there are, at most 1,000; the unnamed type is "".</param>
/// <param name="Cells">By mechanism and clusters.</param>
public sealed record ExcitationMapAnswer(
    AsOf AsOf, string? TriggerType, string? Type, IReadOnlyList<string> Types,
    IReadOnlyList<ExcitationCellAnswer> Cells);

/// <summary>The excitation of the whole network, cluster by cluster.</summary>
internal static class ExcitationApi
{
    private const int TypesListedMax = 1_000;

    /// <summary>Excitation cluster by cluster</summary>
    /// <remarks>
    /// Expected offspring of one event by mechanism and by the clusters of the response: repeat and reply look at its
    /// source and target, burst and relay at its source, join at its target. Of all types together, or of one type set
    /// off by another: name both types or none. Also as text/csv and as an Arrow stream.
    /// </remarks>
    internal static IResult GetExcitation(
        string network, string? triggerType, string? type, string? asOf, NetworkRegistry networks,
        HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        int? trigger = query.TypeOrAll(triggerType, "triggerType");
        int? response = query.TypeOrAll(type);
        if (triggerType is null != type is null)
        {
            query.Refuse(type is null ? "type" : "triggerType", "Name both triggerType and type, or neither.");
        }
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        return query.JsonOrTable(
            new ExcitationMapAnswer(
                AsOf.Of(model), triggerType, type,
                [.. Enumerable.Range(0, Math.Min(TypesListedMax, model.View.TypeCount)).Select(model.TypeName)],
                [.. Cells(model.View, trigger, response)]),
            Table);
    }

    private static IEnumerable<ExcitationCellAnswer> Cells(ModelView view, int? triggerType, int? type) =>
        from m in Enumerable.Range(0, Mechanisms.Count)
        let mechanism = (Mechanism)m
        let looksAtSource = mechanism is not Mechanism.Join
        let looksAtTarget = mechanism is Mechanism.Repeat or Mechanism.Reply or Mechanism.Join
        from source in Enumerable.Range(0, looksAtSource ? view.ClusterCount : 1)
        from target in Enumerable.Range(0, looksAtTarget ? view.ClusterCount : 1)
        select new ExcitationCellAnswer(
            Mechanisms.Name(mechanism), looksAtSource ? source : null, looksAtTarget ? target : null,
            triggerType is { } setsOff && type is { } isSetOff
                ? EstimateAnswer.Of(view.Offspring(mechanism, source, target, setsOff, isSetOff))
                : new EstimateAnswer(Rates.Finite(view.OffspringMean(mechanism, source, target)), null, null));

    private static AnswerTable Table(ExcitationMapAnswer answer)
    {
        var table = new AnswerTable(
        [
            .. TableColumn.Texts("mechanism"),
            .. TableColumn.Wholes("sourceCluster", "targetCluster"),
            .. TableColumn.Numbers("offspring", "low", "high"),
        ]);
        foreach (ExcitationCellAnswer cell in answer.Cells)
        {
            table.Row(cell.Mechanism, cell.SourceCluster, cell.TargetCluster, cell.Offspring.Mean, cell.Offspring.Low,
                cell.Offspring.High);
        }
        return table;
    }
}
