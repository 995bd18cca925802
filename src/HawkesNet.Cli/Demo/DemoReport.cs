using System.Globalization;
using HawkesNet.Cli.Http;
using Spectre.Console;

namespace HawkesNet.Cli.Demo;

/// <summary>Asks the service what it has learned and prints it for a newcomer.</summary>
internal sealed class DemoReport(ServiceClient client, string network)
{
    private const double SecondsPerDay = 86_400;
    private const int Shown = 8;
    private const int DyadsShown = 4;

    private string Root => $"v1/networks/{network}";

    /// <summary>Prints everything.</summary>
    public async Task PrintAsync(CancellationToken cancel)
    {
        PrintFit(await client.GetAsync<DiagnosticsPart>($"{Root}/diagnostics", cancel));
        await PrintActorsAsync(await client.GetAsync<ActorsPart>($"{Root}/actors?limit=1000", cancel), cancel);
        PrintInfluence(await client.GetAsync<InfluencesPart>($"{Root}/influence?top={Shown}", cancel));
        LinksPart links = await client.GetAsync<LinksPart>($"{Root}/links?horizon=P1D&top={Shown}", cancel);
        PrintLinks(links);
        await PrintIntensitiesAsync([.. links.Links.Take(DyadsShown)], cancel);
    }

    private static void PrintFit(DiagnosticsPart fit)
    {
        const string title = "How well does the model fit? Each e-mail was scored before it was learned.";
        double? gain = fit.PrequentialScore - fit.PoissonScore;
        Output.Print(title, Output.Table("figure", "value")
            .Row("events learned", Text(fit.Events, "N0"))
            .Row("score, nats per event (time in seconds; higher is better)", Text(fit.PrequentialScore, "F3"))
            .Row("the same for one constant rate per dyad", Text(fit.PoissonScore, "F3"))
            .Row("so each e-mail was on average expected more strongly by a factor of",
                Text(gain is { } nats ? Math.Exp(nats) : null, "F1"))
            .Row("KS distance of rescaled waiting times (0 is perfect)", Text(fit.KsDistance, "F3"))
            .Row("branching ratio (events set off by one event; below 1 is stable)", Text(fit.BranchingRatio, "F3"))
            .Row("clusters in use", Text(fit.EffectiveClusters, "F1"))
            .Row("verdict", $"{fit.Verdict.Fit}, {fit.Verdict.Stability}"));
        foreach (string reason in fit.Verdict.Reasons)
        {
            Output.Results.WriteLine($"  - {reason}");
        }
    }

    private async Task PrintActorsAsync(ActorsPart actors, CancellationToken cancel)
    {
        Table table = Output.Table("actor", "sent", "received", "expected now, per day (90 % interval)");
        foreach (ActorPart actor in actors.Actors.OrderByDescending(a => a.Sent).Take(Shown))
        {
            string path = $"{Root}/actors/{Uri.EscapeDataString(actor.Id)}";
            OneActorPart one = await client.GetAsync<OneActorPart>(path, cancel);
            table.Row(actor.Id, Text(actor.Sent, "N0"), Text(actor.Received, "N0"), PerDay(one.IntensityPerSecond));
        }
        Output.Print($"Most active of {actors.Total} actors, with what each is expected to send", table);
    }

    private static void PrintInfluence(InfluencesPart influences)
    {
        Table table = Output.Table("actor", "directly", "with the whole cascade");
        foreach (InfluencePart actor in influences.Actors)
        {
            table.Row(actor.Actor, Text(actor.DirectOffspring, "F1"), Text(actor.CascadeOffspring, "F1"));
        }
        Output.Print("Most influential actors: how many e-mails of others theirs have set off", table);
    }

    private static void PrintLinks(LinksPart links)
    {
        Table table = Output.Table("source → target", "P(at least one)", "expected e-mails");
        foreach (LinkPart link in links.Links)
        {
            table.Row($"{link.Source} → {link.Target}", Text(link.Probability, "P1"), Text(link.ExpectedCount, "F2"));
        }
        Output.Print($"Most probable next dyads, {links.From} to {links.To}", table);
    }

    private async Task PrintIntensitiesAsync(IReadOnlyList<LinkPart> dyads, CancellationToken cancel)
    {
        Table table = Output.Table("source → target", "intensity", "largest causes");
        foreach (LinkPart dyad in dyads)
        {
            string query = $"source={Uri.EscapeDataString(dyad.Source)}&target={Uri.EscapeDataString(dyad.Target)}";
            IntensityPart intensity = await client.GetAsync<IntensityPart>($"{Root}/intensity?{query}", cancel);
            IEnumerable<string> causes = intensity.Causes
                .OrderByDescending(c => c.PerSecond.Mean)
                .Take(2)
                .Select(c => $"{c.Cause} {Text(c.PerSecond.Mean / intensity.PerSecond.Mean, "P0")}");
            table.Row($"{dyad.Source} → {dyad.Target}", PerDay(intensity.PerSecond), string.Join(", ", causes));
        }
        Output.Print("Predicted intensity right after the last event, e-mails per day (90 % interval)", table);
    }

    private static string PerDay(Interval perSecond) =>
        $"{Text(perSecond.Mean * SecondsPerDay, "F2")} "
        + $"({Text(perSecond.Low * SecondsPerDay, "F2")} to {Text(perSecond.High * SecondsPerDay, "F2")})";

    private static string Text(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
