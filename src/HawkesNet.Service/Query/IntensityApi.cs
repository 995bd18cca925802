using HawkesNet.Model.Prediction;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>One cause's part of an intensity.</summary>
/// <param name="Cause">baseline, or the mechanism: repeat, reply, burst, relay, join.</param>
/// <param name="PerSecond">Its intensity in events per second.</param>
public sealed record CauseAnswer(string Cause, EstimateAnswer PerSecond);

/// <summary>An intensity at one instant, whole and by cause; the causes' means sum to the whole.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Source">The acting actor.</param>
/// <param name="Target">The actor acted on; null: summed over all targets.</param>
/// <param name="Type">The event type; null: summed over all types.</param>
/// <param name="At">The instant, RFC 3339. No event is assumed between the state's time and this.</param>
/// <param name="PerSecond">The intensity in events per second.</param>
/// <param name="Causes">The same by cause.</param>
public sealed record IntensityAnswer(
    AsOf AsOf, string Source, string? Target, string? Type, string At,
    EstimateAnswer PerSecond, IReadOnlyList<CauseAnswer> Causes)
{
    internal static IntensityAnswer Of(
        PublishedModel model, IntensityEstimate intensity, int source, int? target, int? type, long atTicks) => new(
        AsOf.Of(model), model.ActorName(source), target is { } actor ? model.ActorName(actor) : null,
        type is { } index ? model.TypeName(index) : null, TimeText.Format(atTicks),
        EstimateAnswer.PerSecond(intensity.PerTick),
        [.. intensity.Causes.Select(c => new CauseAnswer(c.Cause, EstimateAnswer.PerSecond(c.PerTick)))]);
}

/// <summary>One point of an intensity curve.</summary>
/// <param name="At">The instant, RFC 3339.</param>
/// <param name="PerSecond">The intensity in events per second.</param>
/// <param name="Causes">Mean intensity of each cause in events per second; they sum to the whole.</param>
public sealed record IntensityPoint(
    string At, EstimateAnswer PerSecond, IReadOnlyDictionary<string, double?> Causes);

/// <summary>An intensity over time, at equal steps from start to end, both included.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="Source">The acting actor.</param>
/// <param name="Target">The actor acted on; null: summed over all targets.</param>
/// <param name="Type">The event type; null: summed over all types.</param>
/// <param name="Points">The curve, in time order.</param>
public sealed record IntensityRangeAnswer(
    AsOf AsOf, string Source, string? Target, string? Type, IReadOnlyList<IntensityPoint> Points);

/// <summary>Predicted intensities.</summary>
internal static class IntensityApi
{
    internal const int PointsMax = 11_000;

    /// <summary>How intensely an actor acts at an instant</summary>
    /// <remarks>
    /// The expected number of events per second, with its 90 % interval and split by cause. Leave out target or type to
    /// sum over it.
    /// </remarks>
    internal static IResult GetIntensity(
        string network, string? source, string? target, string? type, string? at, string? unit, string? asOf,
        NetworkRegistry networks, HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        int sourceActor = query.Actor("source", source);
        int? targetActor = query.ActorOrAll("target", target);
        int? typeIndex = query.TypeOrAll(type);
        long atTicks = query.Time("at", at, unit);
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        IntensityEstimate intensity = Intensity.At(model.View, sourceActor, targetActor, typeIndex, atTicks);
        return query.Json(IntensityAnswer.Of(model, intensity, sourceActor, targetActor, typeIndex, atTicks));
    }

    /// <summary>An intensity as a curve over time</summary>
    /// <remarks>
    /// The intensity at equal steps from start to end, as it will run if nothing happens meanwhile. Also as text/csv
    /// and as an Arrow stream.
    /// </remarks>
    internal static IResult GetIntensityRange(
        string network, string? source, string? target, string? type, string? start, string? end, string? points,
        string? unit, string? asOf, NetworkRegistry networks, HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        int sourceActor = query.Actor("source", source);
        int? targetActor = query.ActorOrAll("target", target);
        int? typeIndex = query.TypeOrAll(type);
        long startTicks = query.Time("start", start, unit);
        long endTicks = end is null
            ? startTicks + query.Horizon("end", text: null, "1h", startTicks)
            : query.Time("end", end, unit);
        int count = query.Number("points", points, fallback: 200, min: 2, PointsMax);
        if (endTicks <= startTicks)
        {
            query.Refuse("end", "The end must be after the start.");
        }
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        var curve = new IntensityPoint[count];
        for (int i = 0; i < count; i++)
        {
            query.Cancel.ThrowIfCancellationRequested();
            long ticks = startTicks + (long)((Int128)(endTicks - startTicks) * i / (count - 1));
            curve[i] = Point(ticks, Intensity.At(model.View, sourceActor, targetActor, typeIndex, ticks));
        }
        return query.JsonOrTable(new IntensityRangeAnswer(AsOf.Of(model), source!, target, type, curve), Table);
    }

    private static IntensityPoint Point(long ticks, IntensityEstimate intensity) => new(
        TimeText.Format(ticks),
        EstimateAnswer.PerSecond(intensity.PerTick),
        intensity.Causes.ToDictionary(c => c.Cause, c => Rates.PerSecond(c.PerTick.Mean)));

    private static AnswerTable Table(IntensityRangeAnswer answer)
    {
        string[] causes = [.. answer.Points[0].Causes.Keys];
        var table = new AnswerTable(
        [
            .. TableColumn.Texts("at"),
            .. TableColumn.Numbers("meanPerSecond", "lowPerSecond", "highPerSecond"),
            .. TableColumn.Numbers(causes.Select(c => c + "PerSecond")),
        ]);
        foreach (IntensityPoint point in answer.Points)
        {
            table.Row([point.At, point.PerSecond.Mean, point.PerSecond.Low, point.PerSecond.High,
                .. causes.Select(c => (object?)point.Causes[c])]);
        }
        return table;
    }
}
