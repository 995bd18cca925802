using System.Text;

namespace HawkesNet.Cli.Fuzz;

/// <summary>Rows as clients might send them, most of them good, many of them broken in one way or two. Fixed by its
/// seed.</summary>
internal sealed class RowGenerator(int seed)
{
    private static readonly string[] Times =
    [
        "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.123456789Z", "2026-03-01t12:00:00.5+01:00",
        "1969-12-31 23:59:59.9999999995Z",
        "1969-12-31T23:59:59.0000000005Z", "2016-12-31T23:59:60Z", "2016-12-31T23:59:60.25-00:00",
        "2016-12-31T22:59:60Z",
        "2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-01T24:00:00Z",
        "2026-03-01T12:00:00",
        "2026-03-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1700-01-01T00:00:00+23:59",
        "2026-03-01T12:00:00+24:00",
        "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00.1234567895Z", "yesterday", "", "2100-02-29T00:00:00Z",
        "2000-02-29T05:06:07+05:45",
    ];

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "1700000000", "1700000000.123456789", "1700000000.1234567895", "0.0000000005",
        "0.0000000015", "1.5e9", "1e-9",
        "5e-10", "5.000000000000000000000000000001e-10", "9.2e18", "9.3e18", "9200000000",
        "9200000000.0000000001", "1e400", "1E+3", "0e999999999999",
        "-0.0", "123456789012345678901234567890e-20", "0.1", "0.2", "0.30000000000000004", "1e-400", "2.5",
        "1699999999999999999", "1e5000000000",
    ];

    private static readonly string[] BadNumbers =
        ["NaN", "Infinity", "-Infinity", "01", "+1", ".5", "5.", "1e", "--1", "0x10", "1,5", "1_000", "-"];

    private readonly Random random = new(seed);

    /// <summary>One row of NDJSON without its line end.</summary>
    public byte[] JsonRow()
    {
        List<byte[]> members = [];
        foreach (string name in new[] { "time", "source", "target", "type", "weight", "id" })
        {
            bool isRequired = name is "time" or "source";
            if (random.Next(100) < (isRequired ? 97 : 45))
            {
                members.Add(Member(name));
            }
        }
        if (random.Next(8) == 0)
        {
            members.Add(Bytes(random.Next(3) switch
            {
                0 => "\"extra\":{\"a\":[1,2,{\"b\":null}]}",
                1 => "\"\":\"\\u0000\"",
                _ => "\"note\":" + new string('[', 14) + new string(']', 14),
            }));
        }
        if (random.Next(30) == 0)
        {
            members.Add(Member("source"));
        }
        byte[][] order = [.. members];
        random.Shuffle(order);
        byte[] row = Bytes(Space() + "{" + Space());
        for (int i = 0; i < order.Length; i++)
        {
            row = [.. row, .. Bytes(i == 0 ? "" : Space() + ","), .. order[i]];
        }
        return Break([.. row, .. Bytes(Space() + "}" + Space())]);
    }

    /// <summary>A CSV body with a random order of columns.</summary>
    public byte[] CsvBody(int rows)
    {
        string[] columns = ["time", "source", "target", "type", "weight", "id", "note"];
        random.Shuffle(columns);
        string end = random.Next(2) == 0 ? "\n" : "\r\n";
        List<byte> body = [.. Bytes(string.Join(',', columns.Select(c => random.Next(9) == 0 ? $"\"{c}\"" : c)) + end)];
        for (int row = 0; row < rows; row++)
        {
            byte[][] fields = [.. columns.Select(CsvField)];
            int count = random.Next(60) == 0 ? random.Next(1, 7) : fields.Length;
            for (int i = 0; i < count; i++)
            {
                body.AddRange(i == 0 ? [] : ","u8);
                body.AddRange(fields[i]);
            }
            body.AddRange(random.Next(60) == 0 ? Bytes(",more" + end) : Bytes(end));
            body.AddRange(random.Next(40) == 0 ? Bytes(end) : []);
        }
        if (random.Next(10) == 0)
        {
            body.AddRange("1,\"never closed\n2,3\n"u8);
        }
        return [.. body];
    }

    /// <summary>A time as text or as a number, with or without faults.</summary>
    public string AnyTime() => random.Next(2) == 0 ? Time() : Number(csv: true);

    private byte[] Member(string name)
    {
        string key = random.Next(40) == 0 ? $"\\u{(int)name[0]:x4}{name[1..]}" : name;
        return [.. Bytes($"\"{key}\"{Space()}:{Space()}"), .. JsonValue(name)];
    }

    private byte[] JsonValue(string name)
    {
        if (random.Next(40) == 0)
        {
            return Bytes(Pick(["null", "true", "false", "[]", "{\"a\":1}", "[[1],{}]", "12", "\"x\"", "\"\""]));
        }
        return name switch
        {
            "time" => Bytes(random.Next(2) == 0 ? $"\"{Time()}\"" : Number()),
            "weight" => Bytes(random.Next(3) > 0 ? $"{random.Next(1000)}.{random.Next(1000)}" : Number()),
            _ => [.. "\""u8, .. JsonText(), .. "\""u8],
        };
    }

    private byte[] JsonText() => random.Next(16) switch
    {
        0 => Bytes("\\u00e9\\u4e2d\\ud83d\\ude00"),
        1 => Bytes("a\\\"b\\\\c\\/d"),
        2 => Bytes(Pick(["\\ud83d", "\\ude00x", "\\u0000", "tab\\t", "x\\u0085", "\\u007f", "\\ud83d\\u0041"])),
        3 => Encoding.UTF8.GetBytes("žluťoučký 中文 😀"),
        4 => Raw(),
        5 => Bytes(new string('x', random.Next(250, 262))),
        6 => Bytes(string.Concat(Enumerable.Repeat("\\u0061", random.Next(250, 262)))),
        7 => random.Next(20) == 0 ? Bytes(new string('y', 9000)) : Bytes("y"),
        _ => Bytes($"actor{random.Next(500)}"),
    };

    private byte[] Raw() => random.Next(6) switch
    {
        0 => [(byte)'a', 0xC3],
        1 => [0xC0, 0xAF],
        2 => [0xED, 0xA0, 0x80],
        3 => [(byte)'b', 0x7F],
        4 => [0xC2, 0x85],
        _ => [0xF4, 0x90, 0x80, 0x80],
    };

    private byte[] CsvField(string column)
    {
        byte[] value = column switch
        {
            "time" => random.Next(30) == 0 ? [] : Bytes(random.Next(2) == 0 ? Time() : Number(csv: true)),
            "weight" => random.Next(2) == 0 ? []
                : Bytes(random.Next(3) > 0 ? $"{random.Next(100)}" : Number(csv: true)),
            "source" => random.Next(30) == 0 ? [] : CsvText(),
            _ => random.Next(2) == 0 ? [] : CsvText(),
        };
        return random.Next(10) switch
        {
            0 => [.. "\""u8, .. value, .. "\""u8],
            1 when random.Next(6) == 0 => [.. "\""u8, .. value, .. "\"junk"u8],
            2 when random.Next(6) == 0 => [.. value, .. "x\"y"u8],
            _ => value,
        };
    }

    private byte[] CsvText() => random.Next(14) switch
    {
        0 => Bytes("\"say \"\"hi\"\", you\""),
        1 => Bytes(random.Next(3) == 0 ? "\"two\nlines\"" : "\"a,b\""),
        2 => Raw(),
        3 => Encoding.UTF8.GetBytes("žluťoučký 中文 😀"),
        4 => Bytes(new string('x', random.Next(250, 262))),
        5 => random.Next(20) == 0 ? Bytes(new string('y', 9000)) : Bytes("y z"),
        _ => Bytes($"actor{random.Next(500)}"),
    };

    private string Time() => random.Next(3) > 0
        ? DateTime.UnixEpoch.AddSeconds(random.Next()).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")
        : Pick(Times);

    private string Number(bool csv = false) => random.Next(12) switch
    {
        < 6 => random.Next().ToString(),
        < 11 => Pick(Numbers),
        _ => csv ? Pick(BadNumbers).Replace(',', ';') : Pick(BadNumbers),
    };

    // Now and then the row is cut short, or one byte of it changes.
    private byte[] Break(byte[] row)
    {
        int kind = random.Next(40);
        if (kind == 0)
        {
            return row[..random.Next(1, row.Length)];
        }
        if (kind == 1)
        {
            row[random.Next(row.Length)] = (byte)random.Next(11, 256);
        }
        return kind == 2 ? Bytes(Pick(["[]", "1", "\"x\"", "null", "{}{}", "{}", "[{}]"])) : row;
    }

    private string Space() => random.Next(12) == 0 ? Pick([" ", "\t", "  "]) : "";

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
