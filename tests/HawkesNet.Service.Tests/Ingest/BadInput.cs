using System.IO.Compression;
using ZstdSharp;

namespace HawkesNet.Service.Tests.Ingest;

/// <summary>One bad request and the answer it must get.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Shown">The input as the table shows it.</param>
/// <param name="Body">The body sent.</param>
/// <param name="Status">HTTP status of the answer.</param>
/// <param name="Code">Code of its first error, or of the problem where it lists none.</param>
/// <param name="Line">Line of its first error; null: it lists none.</param>
/// <param name="Pointer">Pointer of its first error; null: it lists none.</param>
internal sealed record BadInput(
    string Name, string Shown, byte[] Body, int Status, string Code, int? Line = null, string? Pointer = null)
{
    private const string Good = """{"time":"2026-03-01T12:00:00Z","source":"ann"}""";
    private const string Time = "\"time\":\"2026-03-01T12:00:00Z\"";
    private const string NdJson = "application/x-ndjson";
    private const string Json = "application/json";
    private const string Csv = "text/csv";
    private const int BombBytes = 200 * 1024 * 1024;
    private static readonly string Long = new('x', 300);

    public string ContentType { get; init; } = NdJson;

    public string Query { get; init; } = "?atomic=true";

    public string? Encoding { get; init; }

    /// <summary>Every case, in the order of the table.</summary>
    public static IReadOnlyList<BadInput> All { get; } =
        [.. JsonRows(), .. Names(), .. Times(), .. Documents(), .. CsvRows(), .. Bodies()];

    private static IEnumerable<BadInput> JsonRows() =>
    [
        Row("NaN as a weight", $$"""{{{Time}},"source":"a","weight":NaN}""", "notFinite", "/weight"),
        Row("Infinity as a time", """{"time":-Infinity,"source":"a"}""", "notFinite", "/time"),
        Row("a weight too large for a double", $$"""{{{Time}},"source":"a","weight":1e999}""", "notFinite", "/weight"),
        Row("a negative weight", $$"""{{{Time}},"source":"a","weight":-1}""", "negativeWeight", "/weight"),
        Row("no time", """{"source":"a"}""", "missingField", "/time"),
        Row("no source", $$"""{{{Time}}}""", "missingField", "/source"),
        Row("a source that is null", $$"""{{{Time}},"source":null}""", "missingField", "/source"),
        Row("a member given twice", $$"""{{{Time}},"source":"a","source":"b"}""", "duplicateField", "/source"),
        Row("a number as a source", $$"""{{{Time}},"source":7}""", "wrongType", "/source"),
        Row("text as a weight", $$"""{{{Time}},"source":"a","weight":"1"}""", "wrongType", "/weight"),
        Row("an array as a target", $$"""{{{Time}},"source":"a","target":["b"]}""", "wrongType", "/target"),
        Row("a row that is no object", "[1,2]", "notAnObject", ""),
        Row("a row cut short", """{"time":"2026-03-01T12:0""", "malformedJson", "/time"),
        Row("two objects on one line", Good + Good, "malformedJson", ""),
        Row("JSON nested 1,000 deep", $$"""{"a":{{new string('[', 1000)}}""", "malformedJson", "") with
        {
            Shown = """{"a":[[[[…""",
        },
        Row("a row of 9,000 bytes", $$"""{"note":"{{new string('x', 9000)}}"}""", "rowTooLong", "") with
        {
            Shown = """{"note":"xxx…"}""",
        },
    ];

    private static IEnumerable<BadInput> Names() =>
    [
        Row("a source of 300 bytes", $$"""{{{Time}},"source":"{{Long}}"}""", "tooLong", "/source") with
        {
            Shown = $$"""{{{Time}},"source":"xxx…"}""",
        },
        Row("an id of 300 bytes", $$"""{{{Time}},"source":"a","id":"{{Long}}"}""", "tooLong", "/id") with
        {
            Shown = $$"""{{{Time}},"source":"a","id":"xxx…"}""",
        },
        Row("an empty target", $$"""{{{Time}},"source":"a","target":""}""", "empty", "/target"),
        Row("NUL in a name", $$"""{{{Time}},"source":"a\u0000b"}""", "controlCharacter", "/source"),
        Row("half of a surrogate pair", $$"""{{{Time}},"source":"\ud83d"}""", "invalidUtf8", "/source"),
        Bytes("invalid UTF-8", [0xC3, 0x28], "C3 28"),
        Bytes("an overlong UTF-8 form", [0xC0, 0xAF], "C0 AF"),
    ];

    private static IEnumerable<BadInput> Times() =>
    [
        Row("a number as a time, without ?unit=", """{"time":1772366400,"source":"a"}""", "timeWithoutUnit", "/time"),
        Row("a time without zone", """{"time":"2026-03-01T12:00:00","source":"a"}""", "badTime", "/time"),
        Row("29 February of a year without one",
            """{"time":"2026-02-29T00:00:00Z","source":"a"}""", "badTime", "/time"),
        Row("a number as text as a time", """{"time":"1772366400","source":"a"}""", "badTime", "/time"),
        Row("a time beyond what is kept",
            """{"time":"2500-01-01T00:00:00Z","source":"a"}""", "timeOutOfRange", "/time"),
        Row("nanoseconds called seconds",
            """{"time":1772366400000000000,"source":"a"}""", "timeOutOfRange", "/time") with
        {
            Query = "?atomic=true&unit=s",
        },
        Row("a time ahead of the clock", """{"time":"2200-01-01T00:00:00Z","source":"a"}""", "future", "/time"),
        Row("a time going backwards in a backfill",
            """{"time":"2026-03-01T11:59:59Z","source":"a"}""", "outOfOrder", "/time") with
        {
            Query = "?atomic=true&backfill=true",
        },
        Whole("an unknown unit", Good, 400, "badParameter") with { Query = "?unit=min" },
        Whole("an unknown parameter", Good, 400, "badParameter") with { Query = "?atomc=true" },
        Whole("atomic neither true nor false", Good, 400, "badParameter") with { Query = "?atomic=yes" },
        Whole("ack neither durable nor applied", Good, 400, "badParameter") with { Query = "?ack=now" },
    ];

    private static IEnumerable<BadInput> Documents() =>
    [
        Document("a bad element of an array",
            $$"""[{{Good}},{{Good}},{{Good}},{"time":true,"source":"a"}]""", 422, "wrongType", 4, "/3/time"),
        Document("an array cut short", $$"""[{{Good}},{"time":"2026""", 400, "malformedJson", 2, "/1/time"),
        Document("NaN in an array", $$"""[{"source":"a","time":NaN}]""", 400, "notFinite", 1, "/0/time"),
        Document("an array of arrays", "[[[]]]", 422, "notAnObject", 1, "/0"),
        Document("an object with a bad member", """{"time":"now","source":"a"}""", 422, "badTime", 1, "/time"),
        Document("neither object nor array", "17", 400, "notAnObject"),
        Document("JSON nested 100,000 deep", new string('[', 100_000), 400, "malformedJson", 1, "/0") with
        {
            Shown = "[[[[…",
        },
    ];

    private static IEnumerable<BadInput> CsvRows() =>
    [
        CsvRow("NaN as a weight", "time,source,weight\n1,a,1\n2,a,NaN\n", "notFinite", 3, "weight"),
        CsvRow("a weight that is no number", "weight,time,source\nheavy,1,a\n", "badWeight", 2, "weight"),
        CsvRow("an empty source", "time,source\n1,\n", "missingField", 2, "source"),
        CsvRow("too few fields", "time,source,target\n1,a\n", "fieldCount", 2, ""),
        CsvRow("a bad row after a field with a line end",
            "time,source,note\n1,a,\"x\ny\"\n?,b,\n", "badTime", 4, "time"),
        CsvRow("text after a closing quote", "time,source\n1,\"a\"b\n", "malformedCsv", 2, ""),
        CsvRow("a quote never closed", "time,source\n1,a\n2,\"b\n3,c\n", "unterminatedQuote", 3, ""),
        Whole("no column named time", "when,source\n1,a\n", 400, "missingColumn") with
        {
            ContentType = Csv, Query = "?unit=s", Line = 1, Pointer = "time",
        },
        Whole("a column named twice", "time,source,time\n1,a,2\n", 400, "duplicateColumn") with
        {
            ContentType = Csv, Query = "?unit=s", Line = 1, Pointer = "time",
        },
    ];

    private static IEnumerable<BadInput> Bodies() =>
    [
        Whole("an empty body", "", 400, "emptyBody"),
        Whole("nothing but blank lines", "\n\n \r\n", 400, "emptyBody"),
        Whole("a content type not taken", Good, 415, "unsupportedMediaType") with { ContentType = "text/xml" },
        Whole("no content type", Good, 415, "unsupportedMediaType") with { ContentType = "" },
        Whole("a charset not taken", Good, 415, "unsupportedMediaType") with
        {
            ContentType = NdJson + "; charset=latin1",
        },
        Whole("a content encoding not taken", Good, 415, "unsupportedMediaType") with { Encoding = "deflate" },
        Packed("gzip cut short", "gzip", Gzip(Rows(500))[..^9], 400, "badCompression"),
        Packed("gzip without its last byte", "gzip", Gzip(Rows(500))[..^1], 400, "badCompression"),
        Packed("brotli cut short", "br", Brotli(Rows(500))[..^2], 400, "badCompression"),
        Packed("zstd cut short", "zstd", Zstd(Rows(500))[..^2], 400, "badCompression"),
        Packed("not gzip at all", "gzip", Rows(5), 400, "badCompression"),
        Packed("not brotli at all", "br", Rows(5), 400, "badCompression"),
        Packed("a gzip bomb of 200 MiB", "gzip", Gzip(new byte[BombBytes]), 413, "bodyTooLarge"),
        Packed("a brotli bomb of 200 MiB", "br", Brotli(new byte[BombBytes]), 413, "bodyTooLarge"),
        Packed("a zstd bomb of 200 MiB", "zstd", Zstd(new byte[BombBytes]), 413, "bodyTooLarge"),
        new("a body of 30 MiB", "30 MiB of rows", Rows(30 * 1024 * 1024 / Good.Length), 413, "bodyTooLarge")
        {
            Query = "",
        },
        new("50,001 rows", "50,001 rows", Rows(50_001), 413, "tooManyRows") { Query = "" },
    ];

    private static BadInput Row(string name, string row, string code, string pointer) =>
        new(name, row, Utf8($"{Good}\n{row}\n"), 422, code, 2, pointer);

    private static BadInput Bytes(string name, byte[] source, string shown) => new(
        name, $$"""{{{Time}},"source":"{{shown}}"}""",
        [.. Utf8(Good + "\n"), .. Utf8($$"""{{{Time}},"source":""" + "\""), .. source, .. "\"}"u8],
        422, "invalidUtf8", 2, "/source");

    private static BadInput Document(
        string name, string json, int status, string code, int? line = null, string? pointer = null) =>
        new(name, json, Utf8(json), status, code, line, pointer) { ContentType = Json };

    private static BadInput CsvRow(string name, string csv, string code, int line, string pointer) =>
        new(name, csv, Utf8(csv), 422, code, line, pointer) { ContentType = Csv, Query = "?atomic=true&unit=s" };

    private static BadInput Whole(string name, string body, int status, string code) =>
        new(name, body, Utf8(body), status, code) { Query = "" };

    private static BadInput Packed(string name, string encoding, byte[] body, int status, string code) =>
        new(name, "", body, status, code) { Encoding = encoding, Query = "" };

    private static byte[] Rows(int count) => Utf8(string.Concat(Enumerable.Repeat(Good + "\n", count)));

    private static byte[] Gzip(byte[] bytes) =>
        Pack(bytes, target => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true));

    private static byte[] Brotli(byte[] bytes) =>
        Pack(bytes, target => new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true));

    private static byte[] Zstd(byte[] bytes) => Pack(bytes, target => new CompressionStream(target, leaveOpen: true));

    private static byte[] Pack(byte[] bytes, Func<Stream, Stream> open)
    {
        using MemoryStream target = new();
        using (Stream stream = open(target))
        {
            stream.Write(bytes);
        }
        return target.ToArray();
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
