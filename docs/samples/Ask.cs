// Post a CSV file of payments and ask about it, with a client made from docs/openapi.json (see README.md beside this).
//   dotnet run -- http://127.0.0.1:8080 payments.csv
using System.Globalization;
using System.Net.Http.Headers;
using HawkesNet.Client;

using var http = new HttpClient { BaseAddress = new Uri(args[0].TrimEnd('/') + "/") };
if (Environment.GetEnvironmentVariable("HAWKESNET_KEY") is { Length: > 0 } key)
{
    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
}
var service = new HawkesNetClient(http);
const string Network = "payments";

IEnumerable<NewEvent> events = File.ReadLines(args[1]).Skip(1).Select(line => line.Split(',')).Select(field =>
    new NewEvent
    {
        Time = DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(field[0], CultureInfo.InvariantCulture)).ToString("O"),
        Source = field[1],
        Target = field[2],
        Type = field[3],
    });
IngestAnswer posted = await service.PostEventsAsync(Network, events, backfill: true, ack: "applied");
Say($"stored {posted.Accepted}, duplicates {posted.Duplicates}, rejected {posted.Rejected}");

DiagnosticsAnswer fit = await service.GetDiagnosticsAsync(Network);
Say($"fit {fit.Verdict.Fit}, branching ratio {fit.BranchingRatio:F3}");

LinksAnswer links = await service.GetLinksAsync(Network, horizon: "1h", top: 3);
foreach (LinkAnswer link in links.Links)
{
    Say($"{link.Source} pays {link.Target} within an hour: probability {link.Probability:F3}");
}

LinkAnswer first = links.Links.First();
IntensityAnswer now = await service.GetIntensityAsync(Network, first.Source, first.Target);
IEnumerable<string> causes = now.Causes.Select(cause =>
    string.Create(CultureInfo.InvariantCulture, $"{cause.Cause} {cause.PerSecond.Mean * 3600:F3}"));
Say($"now {now.PerSecond.Mean * 3600:F3} an hour, of it {string.Join(", ", causes)}");

InfluencesAnswer influence = await service.GetInfluenceAsync(Network, top: 3);
foreach (InfluenceAnswer actor in influence.Actors)
{
    Say($"{actor.Actor} set off {actor.DirectOffspring:F1} payments of others directly");
}

ClustersAnswer clusters = await service.GetClustersAsync(Network);
foreach (ClusterAnswer cluster in clusters.Clusters)
{
    Say($"cluster {cluster.Cluster}: {cluster.Size} accounts, {cluster.Sent} sent");
}

try
{
    await service.GetActorAsync(Network, "nobody");
}
catch (ApiException<ProblemAnswer> problem)
{
    Say($"{problem.Result.Code}: {problem.Result.Detail}");
}

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
