using System.ComponentModel;
using HawkesNet.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet serve`: the service, until it is told to stop.</summary>
[Description("Run the service.")]
internal sealed class ServeCommand : AsyncCommand<ServeCommand.Settings>
{
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--urls <U>")]
        [Description("Addresses to listen on, separated by semicolons.")]
        [DefaultValue(HawkesNetService.DefaultUrl)]
        public string Urls { get; init; } = "";

        [CommandOption("--data <DIR>")]
        [Description("Folder of the embedded SQLite store. Default: ./data.")]
        public string? Data { get; init; }

        [CommandOption("--postgres <CONN>")]
        [Description("Connection string of a PostgreSQL store, instead of SQLite.")]
        public string? Postgres { get; init; }

        [CommandOption("--snapshot-events <N>")]
        [Description("Events between automatic snapshots. Default: 200,000.")]
        public int? SnapshotEvents { get; init; }

        public override ValidationResult Validate() =>
            SnapshotEvents is not (null or > 0) ? ValidationResult.Error("--snapshot-events must be positive")
            : Data is not null && Postgres is not null
                ? ValidationResult.Error("--data and --postgres exclude one another")
                : ValidationResult.Success();
    }

    public override async Task<int> ExecuteAsync(
        CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var defaults = new ServiceOptions();
        ServiceOptions options = defaults with
        {
            DataDirectory = settings.Data ?? defaults.DataDirectory,
            PostgresConnection = settings.Postgres,
            SnapshotEvents = settings.SnapshotEvents ?? defaults.SnapshotEvents,
        };
        await using WebApplication service = HawkesNetService.Build(
            options, settings.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        await service.StartAsync(cancellationToken);
        await service.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
