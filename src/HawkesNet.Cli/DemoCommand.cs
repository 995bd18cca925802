using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using HawkesNet.Cli.Demo;
using HawkesNet.Cli.Http;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet demo`: a service of its own, real events through HTTP, and what was learned from them.</summary>
[Description("Start a service with a temporary store, stream real e-mails through it, print what it learned.")]
internal sealed class DemoCommand : AsyncCommand<DemoCommand.Settings>
{
    private const string Network = "enron";

    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--exit")]
        [Description("Stop at the end. Default: the service stays up until Ctrl-C.")]
        public bool Exit { get; init; }
    }

    public override async Task<int> ExecuteAsync(
        CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(cancellationToken);
        CancellationToken cancel = interruption.Token;
        long started = Stopwatch.GetTimestamp();
        await using LocalService service = await LocalService.StartAsync(cancel: cancel);
        using var client = new ServiceClient(service.Address);
        Output.Say($"The service listens on {service.Address}, its store is a temporary folder.");
        Output.Say("4,000 e-mails among 142 people at Enron (BSD-3-Clause, IdeasLabUT/CHIP-Network-Model).");
        Output.Say("The file counts time in units of 0.06 day; here it runs in seconds from 2001-01-01T00:00:00Z.");

        TimeSpan startUp = Stopwatch.GetElapsedTime(started);
        long streamed = Stopwatch.GetTimestamp();
        PostTotals totals = await StreamAsync(client, cancel);
        TimeSpan streaming = Stopwatch.GetElapsedTime(streamed);
        if (totals.Accepted != totals.Rows)
        {
            Output.Say($"Only {totals.Accepted} of {totals.Rows} events were accepted: {totals.FirstRefusal?.Detail}");
            return 1;
        }
        long asked = Stopwatch.GetTimestamp();
        await new DemoReport(client, Network).PrintAsync(cancel);
        PrintTimes(totals, startUp, streaming, Stopwatch.GetElapsedTime(asked));
        if (settings.Exit)
        {
            Output.Say("Without --exit the service stays up, with its page to look at.");
            return 0;
        }
        Output.Results.WriteLine($"Page: {service.Address}   Interactive documentation: {service.Address}swagger");
        Output.Say("The service stays up; Ctrl-C stops it and deletes its store.");
        await Task.Delay(Timeout.Infinite, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        return 0;
    }

    private static async Task<PostTotals> StreamAsync(ServiceClient client, CancellationToken cancel)
    {
        IReadOnlyList<EventBody> bodies = DemoStream.Bodies();
        var totals = new PostTotals();
        await ProgressLine.RunAsync("stream", bodies.Sum(b => b.Rows), async report =>
        {
            foreach (EventBody body in bodies)
            {
                // The last body waits until the learner has seen it, so that the questions after it speak of all
                // events.
                string ack = body == bodies[^1] ? "&ack=applied" : "";
                long sent = Stopwatch.GetTimestamp();
                PostAnswer answer = await client.PostEventsAsync(
                    Network, body.Text, "text/csv", "unit=ns&backfill=true" + ack, cancel);
                totals.Add(body.Rows, answer, Stopwatch.GetElapsedTime(sent));
                report(totals.Rows);
            }
        });
        return totals;
    }

    private static void PrintTimes(PostTotals totals, TimeSpan startUp, TimeSpan streaming, TimeSpan answers) =>
        Output.Results.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Start {startUp.TotalSeconds:F1} s; {totals.Rows:N0} events streamed, made durable and learned in "
            + $"{streaming.TotalSeconds:F1} s ({totals.Rows / streaming.TotalSeconds:N0} per second); "
            + $"answers {answers.TotalSeconds:F1} s."));
}
