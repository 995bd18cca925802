using System.Text.Json.Nodes;

namespace HawkesNet.Docs.Tests;

/// <summary>The commands of every document run and print what it shows.</summary>
public sealed class DocumentTests
{
    /// <summary>Blocks that are not run, each with its reason: their document and first line.</summary>
    private static readonly string[] notRun =
    [
        // Itself what runs these tests.
        "README.md: ./check.sh",
        // check.sh publishes the same.
        "docs/operations.md: dotnet publish src/HawkesNet.Cli -c Release -o hawkesnet",
        // The id is that of a key which a reader has.
        "docs/operations.md: hawkesnet keys revoke 4f0c9a1b7e2d --data ./data",
        // An issuer of tokens is not there; TokenTests has one of its own.
        "docs/operations.md: hawkesnet serve --urls http://0.0.0.0:8080 --jwt-authority https://issuer.example/ "
            + "--jwt-audience hawkesnet",
        // Minutes to hours; VerificationTests runs smaller settings.
        "docs/verification.md: hawkesnet verify                                     # every row, seeds 1 to 5",
        // Downloads the runtime of another platform.
        "docs/performance.md: dotnet publish src/HawkesNet.Cli -c Release -r linux-x64 --self-contained \\",
        // Needs a CUDA device.
        "docs/performance.md: hawkesnet-linux/hawkesnet bench --filter gpu --json",
        // A stream without end; StreamTests reads it.
        "docs/api.md: curl -N \"$BASE/stream?source=ann&target=bob\"",
        // Needs an admin key; AccessTests makes keys so.
        "docs/api.md: curl -X POST http://127.0.0.1:8080/v1/keys -H \"Authorization: Bearer $ADMIN\" "
            + "-H 'Content-Type: application/json' \\",
        // The tests make the same client with the library of the same name.
        "docs/samples/README.md: nswag openapi2csclient /input:docs/openapi.json /output:Client.cs \\",
    ];

    private static string[] Documents =>
    [
        "README.md",
        .. Directory.EnumerateFiles(Path.Combine(Place.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Place.Root, path)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Documents with commands to run.</summary>
    public static TheoryData<string> DocumentsWithCommands => [.. Documents.Where(document =>
        DocumentBlock.Of(document).Any(block => block.HoldsCommands && block.IsRun))];

    [Theory]
    [MemberData(nameof(DocumentsWithCommands))]
    public async Task Every_command_runs_and_prints_what_the_document_shows(string document)
    {
        using var terminal = new Terminal();
        DocumentBlock[] blocks = [.. DocumentBlock.Of(document)];
        for (int i = 0; i < blocks.Length; i++)
        {
            DocumentBlock block = blocks[i];
            foreach ((string command, IReadOnlyList<string>? output) in
                block.HoldsCommands && block.IsRun ? block.Commands() : [])
            {
                (int code, string text) = await terminal.RunAsync(command);
                string place = $"{document}:{block.Line}: {command}\n";
                Assert.True(code == 0, $"{place}ended with {code}: {text}");
                if (output is not null)
                {
                    string? missing = Expectation.Missing(output, text);
                    Assert.True(missing is null, $"{place}does not print: {missing}\n\nit prints:\n{text}");
                }
            }
            if (block is { Language: "sh", IsRun: true } && i + 1 < blocks.Length)
            {
                await LooksLikeAsync(blocks[i + 1], block, terminal);
            }
        }
    }

    [Fact]
    public void What_is_not_run_is_known() =>
        Assert.Equal(
            notRun.Order(StringComparer.Ordinal),
            Documents.SelectMany(DocumentBlock.Of).Where(block => block.HoldsCommands && !block.IsRun)
                .Select(block => $"{block.Document}: {block.Lines[0]}").Order(StringComparer.Ordinal));

    [Fact]
    public void No_command_stands_outside_of_a_block() =>
        Assert.All(Documents, document => Assert.DoesNotContain(
            File.ReadAllLines(Path.Combine(Place.Root, document)),
            line => line.StartsWith("    hawkesnet ", StringComparison.Ordinal)
                || line.StartsWith("    dotnet ", StringComparison.Ordinal)
                || line.StartsWith("    curl ", StringComparison.Ordinal)));

    // An answer shown right below a command has the members, or the columns, of the one that came.
    private static async Task LooksLikeAsync(DocumentBlock answer, DocumentBlock command, Terminal terminal)
    {
        bool isBelow = answer.Line <= command.Line + command.Lines.Count + 3;
        if (!isBelow || answer.Language is not ("json" or "csv"))
        {
            return;
        }
        (_, string text) = await terminal.RunAsync(command.Commands().Last().Command);
        string place = $"{command.Document}:{command.Line}: ";
        string body = text[Math.Max(0, text.IndexOfAny(['{', 'a']))..];
        if (answer.Language == "csv")
        {
            Assert.StartsWith(answer.Lines[0], text.TrimStart(), StringComparison.Ordinal);
            return;
        }
        JsonNode? shown = JsonNode.Parse(string.Join('\n', answer.Lines));
        JsonNode? answered = JsonNode.Parse(text[text.IndexOf('{')..]);
        Assert.True(
            !Expectation.MissingMembers(shown, answered).Any(),
            place + string.Join(", ", Expectation.MissingMembers(shown, answered)) + " not in " + body);
    }
}
