using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HawkesNet.Service.Tests.Operations;

/// <summary>One operation of <c>docs/openapi.json</c>, and which answers it promises.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, with names in braces.</param>
/// <param name="Statuses">The statuses it promises.</param>
/// <param name="QueryParameters">Names of its query parameters.</param>
/// <param name="HasBody">Whether it takes a body.</param>
internal sealed partial record DescribedOperation(
    string Name, string Method, string Path, IReadOnlySet<int> Statuses, IReadOnlyList<string> QueryParameters,
    bool HasBody)
{
    private static readonly IReadOnlyDictionary<string, int> codes = ReadCodes();

    // What any address may answer, besides what it promises itself.
    private static readonly IReadOnlySet<string> ofEveryAddress =
        new HashSet<string> { "noSuchAddress", "methodNotAllowed", "badRequest", "hostNotAllowed" };

    /// <summary>All of them; streams are left out, since they have no end.</summary>
    public static IReadOnlyList<DescribedOperation> All { get; } = [.. Read()];

    /// <summary>An address that exists; for what would end the network of the tests one that does not.</summary>
    public string Address => Fill(_ => null);

    private bool Changes => Method is "DELETE" or "PUT";

    /// <summary>Addresses with each name in turn replaced.</summary>
    public IEnumerable<string> AddressesWith(string value) => Names().Matches(Path)
        .Select(match => match.Value).Select(name => Fill(one => one == name ? value : null));

    /// <summary>The query parameters it needs, without one of them.</summary>
    public string OthersThan(string name) => string.Concat(
        new[] { ("source", "a"), ("unit", "s") }.Where(one => one.Item1 != name && QueryParameters.Contains(one.Item1))
            .Select(one => $"{one.Item1}={one.Item2}&"));

    /// <summary>A request; header and body as they are said.</summary>
    public byte[] Request(string address, string? header = null, string? method = null, byte[]? body = null)
    {
        body ??= HasBody ? "{}"u8.ToArray() : [];
        var head = new StringBuilder($"{method ?? Method} {address} HTTP/1.1\r\n");
        head.Append(header?.StartsWith("Host:", StringComparison.Ordinal) == true ? "" : "Host: localhost\r\n");
        head.Append(HasBody && header?.Contains("Content-Type:", StringComparison.Ordinal) != true
            ? "Content-Type: application/json\r\n"
            : "");
        head.Append(header is null ? "" : header + "\r\n");
        head.Append(body.Length > 0 || HasBody ? $"Content-Length: {body.Length}\r\n" : "").Append("\r\n");
        return [.. Encoding.UTF8.GetBytes(head.ToString()), .. body];
    }

    /// <summary>What is wrong with an answer; null: it is as described.</summary>
    public string? Accepts(RawAnswer? answer)
    {
        if (answer is null)
        {
            return "no answer";
        }
        if (answer.Status < 400)
        {
            return Statuses.Contains(answer.Status) || Method is "HEAD" ? null : $"{answer.Status} is not described";
        }
        if (Method == "HEAD")
        {
            return answer.Status is 404 or 405 ? null : $"{answer.Status} to HEAD";
        }
        if (answer.ProblemCode is not { } code || !codes.TryGetValue(code, out int status))
        {
            return $"{answer.Status} without a problem that is described: {answer.Body}";
        }
        return status == answer.Status && (Statuses.Contains(status) || ofEveryAddress.Contains(code))
            ? null
            : $"{answer.Status} {code} is not described";
    }

    private static IEnumerable<DescribedOperation> Read() =>
        from path in JsonNode.Parse(File.ReadAllText(Document("openapi.json")))!["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where !path.Key.EndsWith("/stream", StringComparison.Ordinal)
        select new DescribedOperation(
            (string)operation.Value!["operationId"]!, operation.Key.ToUpperInvariant(), path.Key,
            operation.Value["responses"]!.AsObject()
                .Select(one => int.Parse(one.Key, CultureInfo.InvariantCulture)).ToHashSet(),
            [.. (operation.Value["parameters"]?.AsArray() ?? []).Where(one => (string)one!["in"]! == "query")
                .Select(one => (string)one!["name"]!)],
            operation.Value["requestBody"] is not null);

    private static Dictionary<string, int> ReadCodes() => Rows().Matches(File.ReadAllText(Document("api.md")))
        .ToDictionary(
            row => row.Groups[1].Value, row => int.Parse(row.Groups[2].ValueSpan, CultureInfo.InvariantCulture));

    private static string Document(string name, [CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "..", "docs", name);

    private string Fill(Func<string, string?> value) =>
        Names().Replace(Path, match => value(match.Value) ?? match.Value switch
        {
            "{network}" => Changes ? "scratch" : "office",
            "{id}" => Path.Contains("/events/", StringComparison.Ordinal) ? "m-1" : "a",
            "{version}" => "current",
            _ => "0",
        });

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Names();

    [GeneratedRegex(@"^\| `(\w+)` \| (\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
