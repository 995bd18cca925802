using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace HawkesNet.Service.Tests.Query;

public sealed partial class SwaggerTests(ServiceFixture host) : IClassFixture<ServiceFixture>, IAsyncLifetime
{
    private const string RenewVariable = "HAWKESNET_RENEW_OPENAPI";
    private string text = null!;
    private JsonNode description = null!;

    public async Task InitializeAsync()
    {
        text = await host.Client.GetStringAsync("/swagger/v1/swagger.json");
        description = JsonNode.Parse(text)!;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void The_description_is_the_approved_one()
    {
        string path = Path.Combine(Root(), "docs", "openapi.json");
        string current = text.ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable(RenewVariable) == "1")
        {
            File.WriteAllText(path, current);
        }
        Assert.True(
            File.ReadAllText(path) == current,
            $"docs/openapi.json is not the interface's description: run the tests with {RenewVariable}=1, look at the "
            + "change and commit it.");
    }

    [Fact]
    public void Every_operation_has_a_summary_a_description_an_example_and_a_problem()
    {
        Assert.NotEmpty(Operations());
        Assert.All(Operations(), operation =>
        {
            Assert.NotEmpty(Text(operation, "operationId"));
            Assert.NotEmpty(Text(operation, "summary"));
            Assert.NotEmpty(Text(operation, "description"));
            Assert.All(Contents(operation), content => Assert.NotNull(content.Media["example"]));
            Assert.True(
                operation["responses"]!["204"] is not null || Contents(operation).Any(c => c.Status[0] == '2'));
            bool takesNothing = operation["parameters"] is null && operation["requestBody"] is null;
            Assert.True(
                takesNothing || Contents(operation).Any(c => c.MediaType == "application/problem+json"),
                Text(operation, "operationId"));
            foreach (JsonNode? media in operation["requestBody"]?["content"]?.AsObject().Select(c => c.Value) ?? [])
            {
                Assert.NotNull(media!["example"]);
            }
        });
    }

    [Fact]
    public void Every_parameter_has_a_description_and_an_example() =>
        Assert.All(
            Operations().SelectMany(o => o["parameters"]?.AsArray() ?? []),
            parameter =>
            {
                string description = parameter!["description"]!.GetValue<string>();
                Assert.NotEmpty(description);
                Assert.True(
                    parameter["example"] is not null
                    || description.Contains("For example `", StringComparison.Ordinal));
            });

    [Fact]
    public void Every_example_has_the_shape_of_its_answer() =>
        Assert.All(
            Operations().SelectMany(Contents).Where(c => c.MediaType == "application/json"),
            content => AssertShape(content.Media["schema"]!, content.Media["example"], content.MediaType));

    [Fact]
    public void Every_field_of_an_answer_is_described() =>
        Assert.All(
            description["components"]!["schemas"]!.AsObject(),
            schema => Assert.All(
                schema.Value!["properties"]?.AsObject() ?? [],
                field => Assert.NotEmpty(Text(field.Value!, "description"))));

    [Fact]
    public void The_guide_lists_every_problem()
    {
        string guide = File.ReadAllText(Path.Combine(Root(), "docs", "api.md"));
        string[] rows = [.. Text(description["info"]!, "description").Split('\n').Where(l => l.StartsWith("| `"))];
        Assert.NotEmpty(rows);
        Assert.All(rows.Where(row => !row.StartsWith("| `type`")), row => Assert.Contains(row, guide));
    }

    [Fact]
    public async Task The_page_needs_nothing_from_elsewhere()
    {
        string page = await host.Client.GetStringAsync("/swagger/index.html");
        string[] assets = [.. Asset().Matches(page).Select(m => m.Groups[1].Value)];
        Assert.Contains("./swagger-ui-bundle.js", assets);
        foreach (string asset in assets)
        {
            Assert.DoesNotContain("//", asset, StringComparison.Ordinal);
            using HttpResponseMessage answer = await host.Client.GetAsync("/swagger/" + asset);
            Assert.True(answer.IsSuccessStatusCode, asset);
        }
    }

    private IEnumerable<JsonNode> Operations() =>
        description["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(o => o.Value!);

    private static IEnumerable<(string Status, string MediaType, JsonNode Media)> Contents(JsonNode operation) =>
        from response in operation["responses"]!.AsObject()
        from content in response.Value!["content"]?.AsObject() ?? []
        select (response.Key, content.Key, content.Value!);

    private static string Text(JsonNode node, string member) => node[member]?.GetValue<string>() ?? "";

    private void AssertShape(JsonNode schema, JsonNode? example, string at)
    {
        JsonNode resolved = Resolve(schema);
        if (example is null)
        {
            Assert.True(schema["nullable"]?.GetValue<bool>() ?? false, at + " is null");
        }
        else if (resolved["items"] is { } items)
        {
            Assert.All(example.AsArray(), item => AssertShape(items, item, at + "[]"));
        }
        else if (resolved["properties"] is JsonObject properties)
        {
            JsonObject fields = example.AsObject();
            Assert.Equal(properties.Select(p => p.Key).Order(), fields.Select(f => f.Key).Order());
            Assert.All(fields, field => AssertShape(properties[field.Key]!, field.Value, $"{at}.{field.Key}"));
        }
    }

    private JsonNode Resolve(JsonNode schema)
    {
        string? reference = (schema["allOf"]?[0] ?? schema)["$ref"]?.GetValue<string>();
        return reference is null
            ? schema
            : description["components"]!["schemas"]![reference["#/components/schemas/".Length..]]!;
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "HawkesNet.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new InvalidOperationException("HawkesNet.sln is in no folder above the tests");
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Asset();
}
