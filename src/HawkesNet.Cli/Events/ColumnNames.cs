namespace HawkesNet.Cli.Events;

/// <summary>What the columns of a file are called, where it is not as here: `--columns time=booked_at,source=payer`.
/// </summary>
internal sealed class ColumnNames
{
    /// <summary>The columns that mean something.</summary>
    public static readonly string[] Known = ["time", "source", "target", "type", "weight", "id", "sequence", "split"];

    private readonly Dictionary<string, string> meanings = [];

    /// <summary>Reads the names a user gives.</summary>
    /// <param name="text">Pairs of a column of <see cref="Known"/> and its name in the file; null: none.</param>
    /// <exception cref="FormatException">A pair is not one, or names a column twice or none that means
    /// anything.</exception>
    public static ColumnNames Parse(string? text)
    {
        var names = new ColumnNames();
        foreach (string pair in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || !Known.Contains(parts[0].ToLowerInvariant()))
            {
                throw new FormatException(
                    $"--columns: '{pair}' is not a pair like source=payer; the columns are {string.Join(", ", Known)}");
            }
            if (!names.meanings.TryAdd(parts[1].ToLowerInvariant(), parts[0].ToLowerInvariant()))
            {
                throw new FormatException($"--columns names '{parts[1]}' twice");
            }
        }
        return names;
    }

    /// <summary>What a column of a header means: its own name where it was not given another.</summary>
    public string Meaning(string header)
    {
        string name = header.Trim().ToLowerInvariant();
        return meanings.TryGetValue(name, out string? meaning) ? meaning
            : meanings.ContainsValue(name) ? "" : name;
    }

    /// <summary>Refuses a header without a column that is needed, and says what is there.</summary>
    public static InputException Missing(string file, string column, IEnumerable<string> headers)
    {
        string[] found = [.. headers];
        string advice = found is [var only] && only.Contains(';')
            ? "; the file is separated by semicolons, commas are needed"
            : $"; name yours with --columns {column}=NAME";
        return new InputException(
            file, 1, $"there is no column '{column}', but {string.Join(", ", found.Select(f => $"'{f}'"))}{advice}");
    }
}
