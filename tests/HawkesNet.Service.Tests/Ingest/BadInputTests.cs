using System.Text;
using System.Text.Json.Nodes;
using HawkesNet.Service.Learning;
using Xunit;

namespace HawkesNet.Service.Tests.Ingest;

/// <summary>Every bad input gets its own clear answer and leaves the model as it was; the table of them is a
/// document.</summary>
public sealed class BadInputTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const string Document = "docs/bad-input.md";

    private const string Head = """
        # Bad input and its answers

        What the service answers to input it cannot take: status, code of the first error, the line and the pointer to
        what is wrong, and the explanation. None of it changes the log or the model. This table is written from the
        answers of the running service and checked by a test; `HAWKESNET_RENEW_BAD_INPUT=1 dotnet test
        tests/HawkesNet.Service.Tests` writes it anew.

        In NDJSON the bad row is the second line, after a good one, and the body is posted with `?atomic=true`; without
        it the good row is stored and the answer is 200 with the same entry in `errors`. `line` counts from 1: lines of
        NDJSON and CSV (the header counts), elements of a JSON array. `pointer` is a JSON pointer, in an array with the
        element's index from 0, or the name of a CSV column; empty means the whole row.

        | what is wrong | input | sent as | status | code | line | pointer | detail |
        |---|---|---|---|---|---|---|---|

        """;

    [Fact]
    public async Task Bad_input_gets_its_answer_and_leaves_the_model_untouched()
    {
        Answer first = await service.PostAsync(
            "/v1/networks/bad/events?unit=s&ack=applied", "time,source\n1,a\n2,b\n", "text/csv");
        Assert.Equal(200, first.Status);
        Network network = service.Registry.Find("bad")!;
        string digest = await network.ModelDigest(CancellationToken.None);
        NetworkStatus status = network.Status;
        StringBuilder table = new(Head);
        foreach (BadInput input in BadInput.All)
        {
            Answer answer = await service.PostAsync(
                "/v1/networks/bad/events" + input.Query, input.Body, input.ContentType, input.Encoding);
            JsonNode? error = answer.Json?["errors"]?[0];
            JsonNode source = error ?? answer.Json!;
            Assert.True(
                (input.Status, input.Code, input.Line, input.Pointer)
                == (answer.Status, (string?)source["code"], (int?)error?["line"], (string?)error?["pointer"]),
                $"{input.Name}: {answer.Status} {answer.Text}");
            AssertIsProblem(answer, input);
            table.Append(TableRow(input, (string)source["detail"]!));
            Assert.Equal(digest, await network.ModelDigest(CancellationToken.None));
            Assert.Equal(status, network.Status);
        }
        Approve(table.ToString());
    }

    [Fact]
    public async Task Without_atomic_the_good_rows_of_a_bad_body_are_stored_and_the_bad_ones_reported()
    {
        Answer answer = await service.PostAsync("/v1/networks/partly/events?unit=s",
            "{\"time\":1,\"source\":\"a\"}\nnonsense\n{\"time\":2,\"source\":\"b\"}\n{}\n");
        Assert.Equal(200, answer.Status);
        Assert.Equal((2, 2), (answer.Number("accepted"), answer.Number("rejected")));
        Assert.Equal([2, 4], answer.Json!["errors"]!.AsArray().Select(error => (int)error!["line"]!));
    }

    private static void AssertIsProblem(Answer answer, BadInput input)
    {
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.StartsWith(Problems.TypePrefix, (string)answer.Json!["type"]!);
        Assert.Equal(input.Status, (int)answer.Json["status"]!);
        Assert.False((bool)answer.Json["retryable"]!);
        Assert.NotEmpty((string)answer.Json["title"]!);
        if (input.Status == 415)
        {
            Assert.Contains("application/x-ndjson", answer.Json["accepted"]!.AsArray().Select(type => (string)type!));
        }
    }

    private static string TableRow(BadInput input, string detail)
    {
        string query = input.Query.Replace("?atomic=true", "").TrimStart('?', '&');
        string?[] sent = [input.ContentType, input.Encoding, query];
        string sentAs = string.Join(' ', sent.Where(part => !string.IsNullOrEmpty(part)));
        return $"| {input.Name} | {Code(input.Shown)} | {sentAs} | {input.Status} | {input.Code} | {input.Line} | "
            + $"{Code(input.Pointer ?? "")} | {detail.Replace("|", "\\|")} |\n";
    }

    private static string Code(string text) =>
        text.Length == 0 ? "" : $"`{text.TrimEnd('\n').Replace("\r", "\\r").Replace("\n", "\\n").Replace("|", "\\|")}`";

    private static void Approve(string table)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "HawkesNet.sln")))
        {
            root = root.Parent;
        }
        string path = Path.Combine(root!.FullName, Document);
        if (Environment.GetEnvironmentVariable("HAWKESNET_RENEW_BAD_INPUT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, table);
        }
        Assert.True(File.Exists(path) && File.ReadAllText(path) == table,
            $"{Document} does not say what the service answers; write it anew with HAWKESNET_RENEW_BAD_INPUT=1.");
    }
}
