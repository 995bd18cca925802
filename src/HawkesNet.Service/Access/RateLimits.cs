using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Access;

/// <summary>How much each key may ask for: requests and rows in a second, and requests at once. Thread-safe.</summary>
/// <remarks>Where the service is open to other machines, an address takes the place of a key. Where it is open to this
/// machine only, there is no limit.</remarks>
internal sealed class RateLimits(ServiceOptions options, TimeProvider clock)
{
    private const int SharesMax = 10_000;
    private const double SlackSeconds = 2;
    private const string Crowd = "crowd";
    private readonly ConcurrentDictionary<string, Share> shares = new(StringComparer.Ordinal);

    /// <summary>Lets a request begin, or says why not; the caller disposes what is given.</summary>
    internal (Share? Share, IResult? Problem) Enter(Caller caller, HttpContext context)
    {
        string? id = caller != Caller.Open ? caller.Id
            : options.IsInsecureOpen ? "address:" + context.Connection.RemoteIpAddress
            : null;
        if (id is null)
        {
            return (null, null);
        }
        Share share = Find(id);
        if (share.Requests?.Take(1) is { } wait)
        {
            return (null, TooMuch("requests", options.RequestsPerSecondMax, wait));
        }
        if (share.Begin() > options.RequestsAtOnceMax)
        {
            share.Dispose();
            return (null, Problems.TryLater(StatusCodes.Status429TooManyRequests, "tooManyAtOnce",
                $"A key may have {options.RequestsAtOnceMax} requests at once.", retryAfterSeconds: 1));
        }
        return (share, null);
    }

    /// <summary>Counts the rows of a request that has begun; null: they may come.</summary>
    internal IResult? RefusalOfRows(HttpContext context, int rows) =>
        context.Features.Get<Share>()?.Rows?.Take(rows) is { } wait
            ? TooMuch("events", options.EventsPerSecondMax, wait)
            : null;

    private static IResult TooMuch(string what, double? perSecond, TimeSpan wait) => Problems.TryLater(
        StatusCodes.Status429TooManyRequests, "rateExceeded",
        string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"A key may send {perSecond} {what} a second; nothing of this request was taken."),
        retryAfterSeconds: Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)));

    // Keys are few, but addresses are not: idle shares are forgotten, and beyond the most all newcomers share one.
    private Share Find(string id)
    {
        if (shares.TryGetValue(id, out Share? share))
        {
            return share;
        }
        if (shares.Count >= SharesMax)
        {
            foreach ((string other, Share idle) in shares)
            {
                if (idle.IsIdle)
                {
                    shares.TryRemove(other, out _);
                }
            }
        }
        return shares.GetOrAdd(shares.Count >= SharesMax ? Crowd : id, _ => new Share(
            options.RequestsPerSecondMax is { } requests ? new TokenBucket(requests, SlackSeconds, clock) : null,
            options.EventsPerSecondMax is { } events ? new TokenBucket(events, SlackSeconds, clock) : null));
    }

    /// <summary>What one key has used. Disposing it ends one request.</summary>
    internal sealed class Share(TokenBucket? requests, TokenBucket? rows) : IDisposable
    {
        private int running;

        internal TokenBucket? Requests { get; } = requests;

        internal TokenBucket? Rows { get; } = rows;

        internal bool IsIdle =>
            Volatile.Read(ref running) == 0 && Requests?.IsFull != false && Rows?.IsFull != false;

        public void Dispose() => Interlocked.Decrement(ref running);

        internal int Begin() => Interlocked.Increment(ref running);
    }
}
