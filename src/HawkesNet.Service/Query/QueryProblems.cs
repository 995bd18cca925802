using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>Why a query is not answered, as RFC 9457 problems.</summary>
internal static class QueryProblems
{
    internal static IResult UnknownActor(string network, string parameter, string actor) => NotFound(
        "noSuchActor", "There is no such actor",
        $"The network '{network}' has learned of no actor '{actor}' ({parameter}).");

    internal static IResult UnknownType(string network, string type) => NotFound(
        "noSuchType", "There is no such event type",
        $"The network '{network}' has learned of no event type '{type}'.");

    internal static IResult UnknownEvent(string id) => NotFound(
        "noSuchEvent", "There is no such event",
        $"No event of the id '{id}' is remembered; only events posted with an id can be asked about.");

    internal static IResult LateEvent(string id) => Problems.Of(
        StatusCodes.Status422UnprocessableEntity, "eventLate", "The event was not learned",
        $"The event '{id}' came behind the watermark: it is stored, but was never learned.");

    internal static IResult EventNotLearned(string id) => Problems.Of(
        StatusCodes.Status409Conflict, "eventNotLearned", "The event is not learned yet",
        $"The event '{id}' is stored and waits in the reorder window, or for the next publication of the model.",
        retryable: true);

    internal static IResult HistoryTooLong(long position, int eventsMax) => Problems.Of(
        StatusCodes.Status422UnprocessableEntity, "historyTooLong", "The history is too long", string.Create(
            CultureInfo.InvariantCulture,
            $"The event stands at position {position} of the log; causes are sought up to position {eventsMax}."));

    internal static IResult UnknownCluster(string cluster, int count) => NotFound(
        "noSuchCluster", "There is no such cluster", string.Create(
            CultureInfo.InvariantCulture, $"There is no cluster '{cluster}'; they are numbered 0 to {count - 1}."));

    internal static IResult AsOfNotKept(long asked, long current) => NotFound(
        "asOfNotKept", "asOf not kept", string.Create(
            CultureInfo.InvariantCulture,
            $"The state of version {asked} is not kept; the newest is version {current}. Leave out asOf to ask it."));

    internal static IResult UnknownSnapshot(string version) => NotFound(
        "noSuchSnapshot", "There is no such snapshot",
        $"There is no snapshot '{version}'. GET .../snapshots lists those kept; 'current' is the newest state.");

    internal static IResult NotReady(string network, long learned) => Problems.Of(
        StatusCodes.Status409Conflict, "notReady", "The model has learned too little", string.Create(
            CultureInfo.InvariantCulture,
            $"The network '{network}' has learned {learned} events, of fewer than two different times. Post more "
            + $"events; those of the last seconds wait in the reorder window unless posted with ack=applied."),
        retryable: true);

    internal static IResult BeforeModel(string parameter, long askedTicks, long modelTicks) => Problems.Of(
        StatusCodes.Status422UnprocessableEntity, "beforeModel", "The time lies before the model's",
        $"{parameter} is {TimeText.Format(askedTicks)}, but the model stands at {TimeText.Format(modelTicks)} and "
        + "predicts only from there on.");

    internal static IResult BadParameters(IReadOnlyList<BadParameter> errors) => Problems.Of(
        StatusCodes.Status400BadRequest, "badParameter", "A query parameter is wrong",
        string.Join(' ', errors.Select(e => $"{e.Parameter}: {e.Detail}")), errors: errors);

    private static IResult NotFound(string code, string title, string detail) =>
        Problems.Of(StatusCodes.Status404NotFound, code, title, detail);
}
