using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace HawkesNet.Cli;

/// <summary>The two ways out: results on standard output, progress and messages on standard error.</summary>
internal static class Output
{
    private const int RedirectedWidth = 120;

    /// <summary>How every JSON file and object of the command line is written: camelCase, indented, enums as
    /// words.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Standard output.</summary>
    public static IAnsiConsole Results { get; } = Open(Console.Out, Console.IsOutputRedirected);

    /// <summary>Standard error.</summary>
    public static IAnsiConsole Messages { get; } = Open(Console.Error, Console.IsErrorRedirected);

    /// <summary>Whether people watch the messages on a terminal, so that a progress bar can move.</summary>
    public static bool IsTerminal => !Console.IsErrorRedirected && Messages.Profile.Capabilities.Interactive;

    /// <summary>One line of progress or explanation.</summary>
    public static void Say(string message) => Console.Error.WriteLine(message);

    /// <summary>Prints one JSON object as the result.</summary>
    public static void PrintJson<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>Prints a table of results under its title.</summary>
    public static void Print(string title, Table table)
    {
        Results.WriteLine();
        Results.WriteLine(title);
        Results.Write(table);
    }

    /// <summary>An empty table; the first column to the left, the others to the right.</summary>
    public static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column))
            {
                Alignment = column == columns[0] ? Justify.Left : Justify.Right,
            });
        }
        return table;
    }

    /// <summary>Adds a row of plain text.</summary>
    public static Table Row(this Table table, params string[] cells)
    {
        table.AddRow([.. cells.Select(Markup.Escape)]);
        return table;
    }

    /// <summary>Adds a row of a figure, unless there is none.</summary>
    public static Table RowIf(this Table table, string figure, double? value, string format) =>
        value is { } known ? table.Row(figure, known.ToString(format, CultureInfo.InvariantCulture)) : table;

    private static IAnsiConsole Open(TextWriter writer, bool redirected)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (redirected)
        {
            console.Profile.Width = RedirectedWidth;
        }
        return console;
    }
}
