using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace HawkesNet.Cli.Http;

/// <summary>Shows how far a long work is: a bar with rate and time left on a terminal, a line every few seconds
/// elsewhere.</summary>
internal static class ProgressLine
{
    private static readonly TimeSpan lineInterval = TimeSpan.FromSeconds(3);

    /// <summary>Does the work, which reports events done (never fewer than before); on standard error.</summary>
    public static async Task RunAsync(string title, long eventsTotal, Func<Action<long>, Task> work)
    {
        long started = Stopwatch.GetTimestamp();
        if (!Output.IsTerminal)
        {
            await RunWithLinesAsync(title, eventsTotal, started, work);
            return;
        }
        await Output.Messages.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(title), maxValue: eventsTotal);
                await work(done =>
                {
                    task.Value = done;
                    task.Description = Markup.Escape($"{title} {Rate(done, started)}");
                });
                task.Value = eventsTotal;
            });
    }

    private static async Task RunWithLinesAsync(
        string title, long eventsTotal, long started, Func<Action<long>, Task> work)
    {
        long lastLine = started;
        await work(done =>
        {
            long before = Interlocked.Read(ref lastLine);
            if (Stopwatch.GetElapsedTime(before) >= lineInterval
                && Interlocked.CompareExchange(ref lastLine, Stopwatch.GetTimestamp(), before) == before)
            {
                Output.Say(Line(title, done, eventsTotal, started));
            }
        });
        Output.Say(Line(title, eventsTotal, eventsTotal, started));
    }

    private static string Line(string title, long done, long eventsTotal, long started)
    {
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double left = done == 0 ? double.NaN : seconds * (eventsTotal - done) / done;
        string rest = done == eventsTotal ? "done" : double.IsNaN(left) ? "" : $"about {left:F0} s left";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{title}: {done:N0} of {eventsTotal:N0} events in {seconds:F1} s, {Rate(done, started)}, {rest}");
    }

    private static string Rate(long done, long started) => string.Create(
        CultureInfo.InvariantCulture,
        $"{done / Math.Max(1e-3, Stopwatch.GetElapsedTime(started).TotalSeconds):N0} events/s");
}
