using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli.Keys;

/// <summary>Options of every `keys` command.</summary>
internal class KeySettings : CommandSettings
{
    [CommandOption("--data <DIR>")]
    [Description("Folder of the embedded SQLite store. Default: ./data.")]
    public string? Data { get; init; }

    [CommandOption("--postgres <CONN>")]
    [Description("Connection string of a PostgreSQL store, instead of SQLite.")]
    public string? Postgres { get; init; }

    [CommandOption("--json")]
    [Description("Print one JSON object.")]
    public bool Json { get; init; }

    public override ValidationResult Validate() => Data is not null && Postgres is not null
        ? ValidationResult.Error("--data and --postgres exclude one another")
        : ValidationResult.Success();
}
