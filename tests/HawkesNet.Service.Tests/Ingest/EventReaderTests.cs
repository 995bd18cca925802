using System.Text;
using HawkesNet.Cli.Fuzz;
using HawkesNet.Service.Ingest;
using Xunit;

namespace HawkesNet.Service.Tests.Ingest;

/// <summary>The fast reader against the plain one, on rows of all kinds.</summary>
public sealed class EventReaderTests
{
    private const int RowsPerSeed = 5_000;
    private static readonly EventReader Reader = new(new ServiceOptions());

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, TimeUnit.Seconds)]
    [InlineData(3, TimeUnit.Milliseconds)]
    [InlineData(4, TimeUnit.Microseconds)]
    [InlineData(5, TimeUnit.Nanoseconds)]
    public void Lines_are_read_as_the_plain_reader_reads_them(int seed, TimeUnit? unit)
    {
        RowGenerator generator = new(seed);
        foreach (byte[][] rows in Enumerable.Range(0, RowsPerSeed).Select(_ => generator.JsonRow()).Chunk(50))
        {
            byte[] body = [.. rows.SelectMany(row => (byte[])[.. row, (byte)'\n'])];
            AssertSame(PlainReader.NdJson(body, unit), Reader.Read(body, BodyFormat.NdJson, unit), body);
        }
    }

    [Theory]
    [InlineData(11, null)]
    [InlineData(12, TimeUnit.Seconds)]
    [InlineData(13, TimeUnit.Milliseconds)]
    [InlineData(14, TimeUnit.Nanoseconds)]
    public void Arrays_are_read_as_the_plain_reader_reads_them(int seed, TimeUnit? unit)
    {
        RowGenerator generator = new(seed);
        int whole = 0;
        foreach (byte[][] rows in Enumerable.Range(0, RowsPerSeed).Select(_ => generator.JsonRow()).Chunk(10))
        {
            byte[] elements = [.. rows.SelectMany((row, i) => (byte[])[.. i == 0 ? ""u8 : ","u8, .. row])];
            byte[] body = [.. "["u8, .. elements, .. "]"u8];
            List<PlainRow>? expected = PlainReader.Document(body, unit);
            ReadResult actual = Reader.Read(body, BodyFormat.Json, unit);
            if (expected is null)
            {
                Assert.Equal(400, actual.Fault?.Status);
                continue;
            }
            whole++;
            AssertSame(expected, actual, body);
        }
        Assert.True(whole > 50, $"only {whole} arrays were valid JSON");
    }

    [Theory]
    [InlineData("""{"\ud83d":1,"time":1,"source":"a"}""")]
    [InlineData("""{"\ude00x":1,"time":1,"source":"a"}""")]
    [InlineData("""{"\u0073ourc\ud83d":1,"time":1,"source":"a"}""")]
    [InlineData("""{"\\ud83d":1,"time":1,"source":"a"}""")]
    [InlineData("""{"time":1,"\u0073\u006f\u0075rce":"a"}""")]
    [InlineData("""{"time":1,"\/":0,"source":"a"}""")]
    public void A_member_name_with_escapes_is_one_of_ours_or_is_passed_over(string row)
    {
        foreach (BodyFormat format in (ReadOnlySpan<BodyFormat>)[BodyFormat.NdJson, BodyFormat.Json])
        {
            ReadResult result = Reader.Read(Encoding.UTF8.GetBytes(row), format, TimeUnit.Seconds);
            Assert.Null(result.Fault);
            Assert.Equal("a"u8, result.Rows.Text(result.Rows[0].Source));
        }
    }

    [Theory]
    [InlineData(21, null)]
    [InlineData(22, TimeUnit.Seconds)]
    [InlineData(23, TimeUnit.Milliseconds)]
    [InlineData(24, TimeUnit.Microseconds)]
    [InlineData(25, TimeUnit.Nanoseconds)]
    public void Csv_is_read_as_the_plain_reader_reads_it(int seed, TimeUnit? unit)
    {
        RowGenerator generator = new(seed);
        for (int rows = 0; rows < RowsPerSeed; rows += 50)
        {
            byte[] body = generator.CsvBody(50);
            AssertSame(PlainReader.Csv(body, unit), Reader.Read(body, BodyFormat.Csv, unit), body);
        }
    }

    [Fact]
    public void The_generated_rows_hold_every_fault_and_many_good_rows()
    {
        RowGenerator generator = new(31);
        List<PlainRow> rows = [];
        for (int i = 0; i < 200; i++)
        {
            byte[] lines = [.. Enumerable.Range(0, 50).SelectMany(_ => (byte[])[.. generator.JsonRow(), (byte)'\n'])];
            TimeUnit? unit = i % 10 == 0 ? null : TimeUnit.Seconds;
            rows.AddRange(PlainReader.NdJson(lines, unit));
            rows.AddRange(PlainReader.Csv(generator.CsvBody(50), unit));
        }
        Assert.Equal(
            new[]
            {
                "badTime", "badWeight", "controlCharacter", "duplicateField", "empty", "fieldCount", "invalidUtf8",
                "malformedCsv", "malformedJson", "missingField", "negativeWeight", "notAnObject", "notFinite",
                "rowTooLong", "timeOutOfRange", "timeWithoutUnit", "tooLong", "unterminatedQuote", "wrongType",
            },
            rows.Select(row => row.Code).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(rows.Count(row => row.Code is null), rows.Count / 3, rows.Count);
    }

    [Fact]
    public void A_byte_order_mark_is_skipped()
    {
        ReadResult result = Reader.Read("\uFEFFtime,source\n1,a\n"u8, BodyFormat.Csv, TimeUnit.Seconds);
        Assert.Equal(1, result.Rows.Count);
    }

    [Fact]
    public void Of_many_bad_rows_the_first_hundred_are_kept_and_all_are_counted()
    {
        byte[] body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{}\n", 250)));
        ReadResult result = Reader.Read(body, BodyFormat.NdJson, null);
        Assert.Equal(250, result.Errors.Count);
        Assert.Equal(Enumerable.Range(1, 100), result.Errors.Kept.Select(error => error.Line));
    }

    private static void AssertSame(List<PlainRow> expected, ReadResult actual, byte[] body)
    {
        string context = Encoding.Latin1.GetString(body);
        Assert.True(actual.Fault is null, $"{actual.Fault}\n{context}");
        Assert.Equal(expected.Count, actual.RowCount);
        PlainRow[] good = [.. expected.Where(row => row.Code is null)];
        PlainRow[] bad = [.. expected.Where(row => row.Code is not null)];
        Assert.Equal(good, Enumerable.Range(0, actual.Rows.Count).Select(i => Plain(actual.Rows, i)));
        Assert.True(bad.Length <= EventReader.ErrorsKeptMax);
        for (int i = 0; i < bad.Length; i++)
        {
            RowError error = actual.Errors.Kept[i];
            string code = bad[i].Code == "malformedJson" && error.Code == "notFinite" ? "notFinite" : bad[i].Code!;
            string line = context.Split('\n')[Math.Min(bad[i].Line, context.Split('\n').Length) - 1];
            Assert.True((bad[i].Line, code) == (error.Line, error.Code), $"{bad[i]}\n{error}\n{line}");
            if (bad[i].Code != "malformedJson")
            {
                string row = actual.IsArray ? $"/{bad[i].Line - 1}" : "";
                Assert.Equal(row, error.Pointer[..^PointerLength(bad[i], actual)]);
                Assert.EndsWith(bad[i].Field, error.Pointer);
            }
        }
    }

    private static int PointerLength(PlainRow row, ReadResult result) =>
        row.Field.Length + (result.IsCsv || row.Field.Length == 0 ? 0 : 1);

    private static PlainRow Plain(EventRows rows, int index)
    {
        EventRows.Row row = rows[index];
        return new PlainRow(row.Line, null, "", row.TimeTicks, Text(row.Source), Text(row.Target), Text(row.Type),
            Text(row.Id), row.Weight);

        string Text(EventRows.Slice slice) => Encoding.Latin1.GetString(rows.Text(slice));
    }
}
