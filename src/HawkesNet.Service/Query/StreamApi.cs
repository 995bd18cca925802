using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using HawkesNet.Model.Prediction;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace HawkesNet.Service.Query;

/// <summary>Server-sent events: a network's diagnostics and one watched intensity, as its model moves on.</summary>
internal static class StreamApi
{
    private const int RetrySeconds = 10;

    // A reader sees at most two states a second and never waits for old ones: what it was too slow for is left out.
    private static readonly TimeSpan look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan silenceMax = TimeSpan.FromSeconds(10);

    // Readers come back by themselves; so a key that was withdrawn does not read on.
    private static readonly TimeSpan lifeMax = TimeSpan.FromMinutes(15);

    /// <summary>Diagnostics and a watched intensity, as they change</summary>
    /// <remarks>
    /// Server-sent events: `diagnostics` as GET /diagnostics answers, and, where a source is named, `intensity` as GET
    /// /intensity does; both for each new state, at most two a second, and at least every ten seconds. The stream ends
    /// after fifteen minutes: connect again. There are at most streamsMax of them; beyond: 503.
    /// </remarks>
    internal static IResult GetStream(
        string network, string? source, string? target, string? type, NetworkRegistry networks, StreamSlots slots,
        TimeProvider clock, IHostApplicationLifetime lifetime, HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf: null, request) { IsTagged = false };
        int? sourceActor = query.ActorOrAll("source", source);
        int? targetActor = query.ActorOrAll("target", target);
        int? typeIndex = query.TypeOrAll(type);
        if (source is null && (target ?? type) is not null)
        {
            query.Refuse("source", "A target or type is watched together with its source.");
        }
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        if (!slots.TryTake())
        {
            return Problems.TryLater(
                StatusCodes.Status503ServiceUnavailable, "tooManyStreams", "The service holds its most open streams.",
                RetrySeconds);
        }
        HttpContext context = request.HttpContext;
        var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.OnCompleted(() =>
        {
            stop.Dispose();
            slots.Release();
            return Task.CompletedTask;
        });
        // A proxy that collects the answer before it passes it on would make a stream useless.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        Func<PublishedModel, IntensityAnswer>? watched = sourceActor is { } actor
            ? model => Watched(model, actor, targetActor, typeIndex)
            : null;
        Network followed = query.Network!;
        return TypedResults.ServerSentEvents(
            Follow(followed, networks, watched, clock, stop.Token));
    }

    private static async IAsyncEnumerable<SseItem<string>> Follow(
        Network network, NetworkRegistry networks, Func<PublishedModel, IntensityAnswer>? watched, TimeProvider clock,
        [EnumeratorCancellation] CancellationToken stop)
    {
        long start = clock.GetTimestamp(), sent = start;
        (long Version, NetworkStatus? Status) last = (-1, null);
        while (!stop.IsCancellationRequested && networks.Find(network.Name) == network
            && clock.GetElapsedTime(start) < lifeMax)
        {
            PublishedModel model = network.Model;
            (long Version, NetworkStatus Status) now = (model.Version, network.Status);
            if (now != last || clock.GetElapsedTime(sent) >= silenceMax)
            {
                yield return Item(
                    "diagnostics", DiagnosticsAnswer.Of(model, now.Status, networks.Device), model.Version);
                if (watched is not null)
                {
                    yield return Item("intensity", watched(model), model.Version);
                }
                sent = clock.GetTimestamp();
                last = now;
            }
            await Task.Delay(look, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static SseItem<string> Item<T>(string kind, T answer, long version) =>
        new(JsonSerializer.Serialize(answer, AnswerJson.Options), kind)
        {
            EventId = version.ToString(CultureInfo.InvariantCulture),
        };

    private static IntensityAnswer Watched(PublishedModel model, int source, int? target, int? type) =>
        IntensityAnswer.Of(
            model, Intensity.At(model.View, source, target, type, model.View.TimeTicks), source, target, type,
            model.View.TimeTicks);
}
