using System.Text;
using HawkesNet.Service.Ingest;
using Xunit;

namespace HawkesNet.Service.Tests.Ingest;

/// <summary>Rows of the plain form, which have a way of their own, against the same rows in a JSON array, which are
/// read token by token.</summary>
public class PlainJsonRowTests
{
    private static readonly string[] Values =
    [
        "1", "0", "01", "-1", "1.", "1.5", "0.25", "1e3", "1E+2", "00", "12345678", "123456789012345678",
        "9199999999999999999", "9200000000000000000", "9200000000000000001", "9999999999999999999",
        "18446744073709551617", "1234567.890123456", "12345678901234567.8", "null", "true", "NaN", "[]", "{}", "",
        "\"\"", "\"a\"", "\" a \"", "\"2026-03-01T12:00:00.25Z\"", "\"2026-03-01 12:00:00+01:00\"", "\"2026-03-01\"",
        "\"a\\\"b\"", "\"\\u0041\"", "\"\u007F\"", "\"ä\"", "\"a\tb\"", "\"a", "\"thirty-one bytes of plain text..\"",
        "\"thirty-two bytes of plain text..\"", "\"thirty-three bytes of plain text.\"",
        "\"" + new string('x', 700) + "\"",
    ];

    private static readonly string[] Shapes =
    [
        "{\"time\":1,\"source\":\"s\",\"target\":VALUE}", "{\"time\":VALUE,\"source\":\"s\"}",
        "{\"source\":VALUE,\"time\":1}", "{\"time\":1,\"source\":\"s\",\"weight\":VALUE}",
        "{\"id\":VALUE,\"time\":1,\"source\":\"s\",\"target\":\"t\",\"type\":\"u\",\"weight\":2.5}",
        " { \"time\" : VALUE , \"source\" : \"s\" } \r", "{\"time\":VALUE,\"source\":\"s\",\"time\":2}",
        "{\"other\":VALUE,\"time\":1,\"source\":\"s\"}", "{\"Time\":VALUE}", "{VALUE}", "{\"time\":VALUE", "{}",
        "{\"time\":VALUE,}", "{\"time\":VALUE \"source\":\"s\"}", "{\"time\":1,\"source\":\"s\"}VALUE", "VALUE",
    ];

    public static TheoryData<string> AllShapes => [.. Shapes];

    [Theory]
    [MemberData(nameof(AllShapes))]
    public void A_row_is_read_alike_alone_and_in_an_array(string shape)
    {
        foreach (string value in Values)
        {
            string row = shape.Replace("VALUE", value, StringComparison.Ordinal);
            foreach (TimeUnit? unit in new TimeUnit?[] { null, TimeUnit.Nanoseconds, TimeUnit.Milliseconds })
            {
                Assert.Equal(Describe($"[{row}]", BodyFormat.Json, unit), Describe(row, BodyFormat.NdJson, unit));
            }
        }
    }

    [Fact]
    public void The_plain_form_is_taken_at_all()
    {
        foreach (string row in new[] { "{\"time\":1,\"source\":\"s\"}", "{ \"source\": \"s\", \"time\": 1.5 }\r" })
        {
            RowDraft draft = new();
            Assert.True(PlainJsonRow.TryRead(Encoding.UTF8.GetBytes(row), TimeUnit.Seconds, 512, ref draft));
        }
    }

    /// <summary>The row that a body has, or that it has none.</summary>
    private static string Describe(string body, BodyFormat format, TimeUnit? unit)
    {
        ReadResult result = new EventReader(new ServiceOptions()).Read(Encoding.UTF8.GetBytes(body), format, unit);
        if (result.Rows.Count == 0 || result.Fault is not null)
        {
            return "none";
        }
        EventRows.Row row = result.Rows[0];
        string[] names = [.. new[] { row.Source, row.Target, row.Type, row.Id }
            .Select(slice => Encoding.UTF8.GetString(result.Rows.Text(slice)))];
        return $"{row.TimeTicks} {row.Weight} {string.Join('|', names)}";
    }
}
