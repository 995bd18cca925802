using System.Text;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Fuzz;

/// <summary>What the service's reader made of a body, held against what the plain one made of it.</summary>
internal static class ReaderComparison
{
    /// <summary>Reads a body both ways: how many rows were held against each other, 1 for a body that is refused whole;
    /// and the first difference in words, or null.</summary>
    public static (int Rows, string? Difference) Compare(
        EventReader reader, byte[] body, BodyFormat format, TimeUnit? unit)
    {
        ReadResult actual = reader.Read(body, format, unit);
        byte[] plain = body.AsSpan().StartsWith("\uFEFF"u8) ? body[3..] : body;
        List<PlainRow>? expected = format switch
        {
            BodyFormat.NdJson => PlainReader.NdJson(plain, unit),
            BodyFormat.Json => PlainReader.Document(plain, unit),
            _ => PlainReader.Csv(plain, unit),
        };
        string? difference = expected switch
        {
            null => actual.Fault?.Status == 400 ? null : "a broken body was read",
            { Count: 0 } => null,
            _ => Difference(expected, actual),
        };
        return (expected?.Count ?? 1, difference);
    }

    /// <summary>Reads a number as a time both ways: the difference in words, or null.</summary>
    public static string? NumberDifference(byte[] text, TimeUnit unit) => TimeDifference(
        PlainValues.Number(Encoding.Latin1.GetString(text), unit, out long expected), expected,
        DecimalTicks.Parse(text, unit, out long found), found);

    /// <summary>Reads a text as a time both ways: the difference in words, or null.</summary>
    public static string? InstantDifference(byte[] text) => TimeDifference(
        PlainValues.Instant(Encoding.Latin1.GetString(text), out long expected), expected,
        Rfc3339Ticks.Parse(text, out long found), found);

    private static string? TimeDifference(string? expectedCode, long expected, TimeOutcome outcome, long found)
    {
        string? code = outcome switch
        {
            TimeOutcome.Ok => null,
            TimeOutcome.OutOfRange => "timeOutOfRange",
            _ => "badTime",
        };
        // Whether what is no time spells infinity is told by those who call.
        bool isSame = code == (expectedCode == "notFinite" ? "badTime" : expectedCode)
            && found == (code is null ? expected : 0);
        return isSame ? null : $"{code ?? "read"} {found} instead of {expectedCode ?? "read"} {expected}";
    }

    private static string? Difference(List<PlainRow> expected, ReadResult actual)
    {
        if (actual.Fault is not null)
        {
            return $"the body was refused: {actual.Fault}";
        }
        if (expected.Count != actual.RowCount)
        {
            return $"{actual.RowCount} rows instead of {expected.Count}";
        }
        PlainRow[] good = [.. expected.Where(row => row.Code is null)];
        for (int i = 0; i < Math.Min(good.Length, actual.Rows.Count); i++)
        {
            PlainRow found = Plain(actual.Rows, i);
            if (good[i] != found)
            {
                return $"{found} instead of {good[i]}";
            }
        }
        if (good.Length != actual.Rows.Count)
        {
            return $"{actual.Rows.Count} good rows instead of {good.Length}";
        }
        return expected.Where(row => row.Code is not null).Zip(actual.Errors.Kept)
            .Select(pair => Difference(pair.First, pair.Second, actual)).FirstOrDefault(one => one is not null);
    }

    private static string? Difference(PlainRow bad, RowError error, ReadResult result)
    {
        // The platform's parser says only that it is no JSON; the service also says when that is for a NaN.
        string code = bad.Code == "malformedJson" && error.Code == "notFinite" ? "notFinite" : bad.Code!;
        bool isSame = (bad.Line, code) == (error.Line, error.Code);
        if (isSame && bad.Code != "malformedJson")
        {
            int name = bad.Field.Length + (result.IsCsv || bad.Field.Length == 0 ? 0 : 1);
            string row = result.IsArray ? $"/{bad.Line - 1}" : "";
            isSame = error.Pointer.Length >= name && error.Pointer[..^name] == row
                && error.Pointer.EndsWith(bad.Field, StringComparison.Ordinal);
        }
        return isSame ? null : $"{error} instead of {bad}";
    }

    private static PlainRow Plain(EventRows rows, int index)
    {
        EventRows.Row row = rows[index];
        return new PlainRow(row.Line, null, "", row.TimeTicks, Text(row.Source), Text(row.Target), Text(row.Type),
            Text(row.Id), row.Weight);

        string Text(EventRows.Slice slice) => Encoding.Latin1.GetString(rows.Text(slice));
    }
}
