using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using HawkesNet.Cli.Crash;
using HawkesNet.Cli.Http;

namespace HawkesNet.Cli.Load;

/// <summary>Sizes of a load test.</summary>
internal sealed record LoadSizes
{
    /// <summary>Seconds of each load that lasts.</summary>
    public required int Seconds { get; init; }

    /// <summary>Connections that do nothing.</summary>
    public required int Idle { get; init; }

    /// <summary>Connections that send a byte a second.</summary>
    public required int Slow { get; init; }

    /// <summary>Connections that post bodies of 20 MiB.</summary>
    public required int Large { get; init; }

    /// <summary>Actors named by one client.</summary>
    public required long NewActors { get; init; }

    /// <summary>Bytes of a bomb after decompression.</summary>
    public required long BombBytes { get; init; }

    /// <summary>How long traffic goes on at 70 % of the peak; zero: not at all.</summary>
    public required TimeSpan Soak { get; init; }

    /// <summary>Rows a second of that traffic; null: 70 % of the peak.</summary>
    public required double? SoakRowsPerSecond { get; init; }
}

/// <summary>Hostile and heavy load against a service in a process of its own, with a client that behaves beside
/// it.</summary>
internal sealed class LoadTest(LoadSizes sizes)
{
    private const int FlatOutConnections = 8;
    private const double Overload = 3;
    private const double SoakShare = 0.7;
    private const int BombRounds = 3;
    private static readonly TimeSpan watchPause = TimeSpan.FromMilliseconds(50);
    private readonly List<LoadResult> results = [];

    /// <summary>Runs every load; a result for each.</summary>
    public async Task<IReadOnlyList<LoadResult>> RunAsync(string folder, CancellationToken cancel)
    {
        using var service = new ChildService(new StorePlace(folder), snapshotEvents: null);
        using var client = new ServiceClient(service.Address);
        await service.StartAsync(client, cancel);
        using var good = new GoodClient(service.Address);
        // Compiles what the good client needs, so that its first answers are not measured.
        await good.DuringAsync(() => Task.Delay(TimeSpan.FromSeconds(3), cancel));
        Uri address = service.Address;
        TimeSpan length = TimeSpan.FromSeconds(sizes.Seconds);
        await MeasureAsync("nothing else", service, good, async result =>
        {
            await Task.Delay(length, cancel);
            result.Outcome = "the client that behaves, alone";
        });
        await MeasureAsync("bombs", service, good,
            result => Bombs.RunAsync(address, sizes.BombBytes, BombRounds, result));
        await MeasureAsync("idle connections", service, good,
            result => Sockets.IdleAsync(address, sizes.Idle, length, result));
        await MeasureAsync("slow clients", service, good, result => Sockets.SlowAsync(address, sizes.Slow, result));
        await MeasureAsync("new actors", service, good,
            result => NewActors.RunAsync(address, sizes.NewActors, result));
        using var traffic = new Traffic(service.Address, "heavy");
        await traffic.CreateAsync();
        double peak = await PeakAsync(traffic, service, good, length);
        await OverloadAsync(traffic, service, good, peak, length, cancel);
        if (sizes.Soak > TimeSpan.Zero)
        {
            double rows = sizes.SoakRowsPerSecond ?? SoakShare * peak;
            await MeasureAsync("soak", service, good,
                result => Soak.RunAsync(service, rows, sizes.Soak, result, cancel));
        }
        RequireRunning(service);
        await service.KillAsync();
        await LargeBodiesAsync(Path.Combine(folder, "large"), length, cancel);
        return results;
    }

    /// <summary>A service of its own, which tells its clients apart by their keys and has little memory for
    /// bodies.</summary>
    private async Task LargeBodiesAsync(string folder, TimeSpan length, CancellationToken cancel)
    {
        string key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        using var service = new ChildService(new StorePlace(folder), snapshotEvents: null)
        {
            AdminKey = key,
            More = LargeBodies.Arguments,
        };
        using var client = new ServiceClient(service.Address);
        await service.StartAsync(client, cancel);
        using var load = new LargeBodies(service.Address, key);
        using var good = new GoodClient(service.Address, await load.MakeKeyAsync());
        await load.PrepareAsync();
        await good.DuringAsync(() => Task.Delay(TimeSpan.FromSeconds(3), cancel));
        await MeasureAsync("large bodies", service, good, result => load.RunAsync(sizes.Large, length, result));
        if (results[^1].Good!.Refused > 0)
        {
            results[^1].Break("the client that behaves was refused");
        }
        RequireRunning(service);
    }

    private void RequireRunning(ChildService service)
    {
        if (!service.IsRunning)
        {
            results[^1].Break("the service ended");
        }
    }

    private async Task<double> PeakAsync(Traffic traffic, ChildService service, GoodClient good, TimeSpan length)
    {
        double peak = 0;
        await MeasureAsync("flat out", service, good, async result =>
        {
            await traffic.FlatOutAsync(FlatOutConnections, length / 2);
            peak = await traffic.FlatOutAsync(FlatOutConnections, length);
            result.Outcome = string.Create(CultureInfo.InvariantCulture,
                $"{peak:N0} rows/s over {FlatOutConnections} connections: the peak; {traffic.Late:N0} rows late");
            Judge(traffic, result);
        });
        return peak;
    }

    private Task OverloadAsync(
        Traffic traffic, ChildService service, GoodClient good, double peak, TimeSpan length,
        CancellationToken cancel) =>
        MeasureAsync("overload, 3 x peak", service, good, async result =>
        {
            traffic.Clear();
            double goodput = await traffic.PacedAsync(Overload * peak, length, cancel);
            string statuses = string.Join(", ", traffic.Statuses.OrderBy(one => one.Key)
                .Select(one => $"{one.Value:N0} x {one.Key}"));
            result.Outcome = string.Create(CultureInfo.InvariantCulture,
                $"goodput {goodput:N0} rows/s, {goodput / peak:P0} of the peak; bodies {statuses}; "
                + $"{traffic.Late:N0} rows late; {traffic.NotSent:N0} bodies not sent, as too many waited");
            Judge(traffic, result);
            double again = await traffic.FlatOutAsync(FlatOutConnections, length);
            result.Outcome += string.Create(CultureInfo.InvariantCulture, $"; flat out again {again:N0} rows/s");
        });

    /// <summary>Every refusal is 429 or 503 and says when to come again.</summary>
    private static void Judge(Traffic traffic, LoadResult result)
    {
        foreach (int status in traffic.Statuses.Keys.Where(status => status is not (200 or 429 or 503)))
        {
            result.Break($"answered {status}");
        }
        if (traffic.WithoutRetryAfter > 0)
        {
            result.Break($"{traffic.WithoutRetryAfter} refusals without Retry-After");
        }
    }

    private async Task MeasureAsync(
        string name, ChildService service, GoodClient good, Func<LoadResult, Task> load)
    {
        var result = new LoadResult { Load = name };
        results.Add(result);
        using var stop = new CancellationTokenSource();
        Task watching = WatchAsync(service, result, stop.Token);
        long started = Stopwatch.GetTimestamp();
        TimeSpan before = service.ProcessorTime;
        result.Good = await good.DuringAsync(() => load(result));
        result.Processors = (service.ProcessorTime - before) / Stopwatch.GetElapsedTime(started);
        await stop.CancelAsync();
        await watching;
        Output.Say($"{name}: {result.Outcome}");
    }

    private static async Task WatchAsync(ChildService service, LoadResult result, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && service.IsRunning)
        {
            result.PeakMemoryBytes = Math.Max(result.PeakMemoryBytes, service.MemoryBytes);
            await Task.Delay(watchPause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
