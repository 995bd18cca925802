using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace HawkesNet.Service.Tests.Operations;

/// <summary>What <c>deploy/</c> says about the service, held against the service.</summary>
public sealed partial class DeployTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly TimeSpan ShutdownMax = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_metric_of_the_alerts_and_the_dashboard_is_one_the_service_gives()
    {
        await service.PostAsync("/v1/networks/n/events?unit=s", "time,source\n1,a\n", "text/csv");
        HashSet<string> given = Given((await service.SendAsync(HttpMethod.Get, "/metrics")).Text);
        string[] used = [.. Alerts().Select(alert => alert.Expression).Concat(DashboardExpressions())
            .SelectMany(expression => Metric().Matches(expression)).Select(match => match.Value).Distinct()];
        Assert.Contains("hawkesnet_learner_lag_events", used);
        Assert.Contains("http_requests_received_total", used);
        Assert.Empty(used.Except(given));
    }

    [Fact]
    public void Every_alert_has_its_line_in_the_handbook_and_the_other_way_round()
    {
        string handbook = Read("docs/operations.md");
        string[] named = [.. AlertLine().Matches(handbook).Select(match => match.Groups[1].Value)];
        Assert.Equal(Alerts().Select(alert => alert.Name).Order(), named.Order());
        Assert.All(Alerts(), alert => Assert.Contains(alert.Severity, (string[])["critical", "warning", "info"]));
    }

    [Fact]
    public void Every_metric_of_the_service_stands_in_the_handbook()
    {
        string handbook = Read("docs/operations.md");
        string source = Read("src/HawkesNet.Service/Telemetry.cs");
        string[] metrics = [.. Metric().Matches(source).Select(match => match.Value).Distinct()];
        Assert.True(metrics.Length > 10);
        Assert.All(metrics, metric => Assert.Contains($"`{metric}`", handbook, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_panel_of_the_dashboard_says_what_it_shows_and_asks_something()
    {
        JsonNode dashboard = JsonNode.Parse(Read("deploy/grafana-dashboard.json"))!;
        JsonArray panels = dashboard["panels"]!.AsArray();
        Assert.Equal(panels.Count, panels.Select(panel => (int)panel!["id"]!).Distinct().Count());
        Assert.All(panels, panel =>
        {
            Assert.NotEqual("", (string)panel!["title"]!);
            Assert.NotEqual("", (string)panel["description"]!);
            Assert.NotEmpty(panel["targets"]!.AsArray());
        });
    }

    [Theory]
    [InlineData("sqlite.yaml", "StatefulSet")]
    [InlineData("postgresql.yaml", "Deployment")]
    public async Task Pods_run_without_rights_within_limits_and_are_asked_at_addresses_that_answer(
        string file, string kind)
    {
        YamlNode workload = Manifests(file).Single(one => Text(one["kind"]) == kind);
        YamlNode pod = workload["spec"]["template"]["spec"];
        Assert.Equal("true", Text(pod["securityContext"]["runAsNonRoot"]));
        Assert.NotEqual("0", Text(pod["securityContext"]["runAsUser"]));
        Assert.True(int.Parse(Text(pod["terminationGracePeriodSeconds"])) > ShutdownMax.TotalSeconds);
        YamlNode container = pod["containers"][0];
        Assert.Equal("false", Text(container["securityContext"]["allowPrivilegeEscalation"]));
        Assert.Equal("true", Text(container["securityContext"]["readOnlyRootFilesystem"]));
        Assert.Equal("ALL", Text(container["securityContext"]["capabilities"]["drop"][0]));
        Assert.NotEqual("", Text(container["resources"]["limits"]["memory"]));
        Assert.NotEqual("", Text(container["resources"]["requests"]["cpu"]));
        Assert.Equal("8080", Text(container["ports"][0]["containerPort"]));
        Assert.Contains($"image: {Text(container["image"])}", Read("docker-compose.yml"), StringComparison.Ordinal);
        foreach ((string probe, string path) in (ReadOnlySpan<(string, string)>)
            [("livenessProbe", "/healthz"), ("startupProbe", "/healthz"), ("readinessProbe", "/readyz")])
        {
            Assert.Equal(path, Text(container[probe]["httpGet"]["path"]));
        }
        Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, "/healthz")).Status);
        Assert.Equal(200, (await service.SendAsync(HttpMethod.Get, "/readyz")).Status);
    }

    [Theory]
    [InlineData("sqlite.yaml")]
    [InlineData("postgresql.yaml")]
    public void Secrets_of_pods_come_from_secrets_and_the_volume_is_mounted(string file)
    {
        YamlNode workload = Manifests(file).Single();
        YamlNode container = workload["spec"]["template"]["spec"]["containers"][0];
        Assert.All((YamlSequenceNode)container["env"],
            variable => Assert.NotEqual("", Text(variable["valueFrom"]["secretKeyRef"]["name"])));
        if (file == "sqlite.yaml")
        {
            Assert.Equal("1", Text(workload["spec"]["replicas"]));
            string claim = Text(workload["spec"]["volumeClaimTemplates"][0]["metadata"]["name"]);
            Assert.Contains(
                (YamlSequenceNode)container["volumeMounts"],
                mount => Text(mount["name"]) == claim && Text(mount["mountPath"]) == "/data");
        }
    }

    [Fact]
    public void The_service_of_the_manifests_selects_the_pods_of_both()
    {
        YamlNode address = Manifests("service.yaml").Single(one => Text(one["kind"]) == "Service");
        foreach (string file in (string[])["sqlite.yaml", "postgresql.yaml"])
        {
            YamlNode labels = Manifests(file).Single()["spec"]["template"]["metadata"]["labels"];
            Assert.Equal(Text(labels["app"]), Text(address["spec"]["selector"]["app"]));
        }
    }

    [Theory]
    [InlineData("docker-compose.yml")]
    [InlineData("deploy/prometheus.example.yml")]
    [InlineData("deploy/prometheus-alerts.yml")]
    [InlineData("deploy/prometheus-alerts.test.yml")]
    public void Files_of_YAML_can_be_read(string file) => Assert.NotEmpty(Documents(file));

    private static HashSet<string> Given(string metrics)
    {
        HashSet<string> names = ["up"];
        foreach (Match match in Kind().Matches(metrics))
        {
            string name = match.Groups[1].Value;
            names.Add(name);
            names.UnionWith(match.Groups[2].Value == "histogram"
                ? [name + "_bucket", name + "_sum", name + "_count"]
                : []);
        }
        return names;
    }

    private static IEnumerable<(string Name, string Expression, string Severity)> Alerts() =>
        from rule in (YamlSequenceNode)Documents("deploy/prometheus-alerts.yml").Single()["groups"][0]["rules"]
        select (Text(rule["alert"]), Text(rule["expr"]), Text(rule["labels"]["severity"]));

    private static IEnumerable<string> DashboardExpressions() =>
        from panel in JsonNode.Parse(Read("deploy/grafana-dashboard.json"))!["panels"]!.AsArray()
        from target in panel!["targets"]!.AsArray()
        select (string)target!["expr"]!;

    private static IEnumerable<YamlNode> Manifests(string file) => Documents("deploy/kubernetes/" + file);

    private static IEnumerable<YamlNode> Documents(string file)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(Read(file)));
        return stream.Documents.Select(document => document.RootNode);
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value ?? "";

    private static string Read(string file) => File.ReadAllText(Path.Combine(Root(), file));

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex(@"\b(?:hawkesnet|http|process|dotnet)_[a-z_]+[a-z]\b|\bup\b")]
    private static partial Regex Metric();

    [GeneratedRegex(@"^# TYPE (\S+) (\S+)", RegexOptions.Multiline)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^\| `(HawkesNet[A-Za-z]+)`", RegexOptions.Multiline)]
    private static partial Regex AlertLine();
}
