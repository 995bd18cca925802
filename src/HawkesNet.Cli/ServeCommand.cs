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
    /// <summary>Environment variable that holds the connection string of a PostgreSQL store.</summary>
    internal const string PostgresVariable = "HAWKESNET_POSTGRES";

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
        [Description("Connection string of a PostgreSQL store, instead of SQLite. Better given in the environment, as "
            + PostgresVariable + ": a command line can be seen by others.")]
        public string? Postgres { get; init; }

        [CommandOption("--store-wait <SECONDS>")]
        [Description("How long to wait at the start for a PostgreSQL server that does not answer. Default: 30.")]
        public double? StoreWait { get; init; }

        [CommandOption("--snapshot-events <N>")]
        [Description("Events between automatic snapshots. Default: 200,000.")]
        public int? SnapshotEvents { get; init; }

        public override ValidationResult Validate() =>
            StoreWait is < 0 or > 86_400 ? ValidationResult.Error("--store-wait must be 0..86,400 seconds")
            : SnapshotEvents is not (null or > 0) ? ValidationResult.Error("--snapshot-events must be positive")
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
            PostgresConnection = settings.Postgres ?? (settings.Data is null ? FromEnvironment() : null),
            StoreWaitMax = settings.StoreWait is { } wait ? TimeSpan.FromSeconds(wait) : defaults.StoreWaitMax,
            SnapshotEvents = settings.SnapshotEvents ?? defaults.SnapshotEvents,
        };
        await using WebApplication service = HawkesNetService.Build(
            options, settings.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        await service.StartAsync(cancellationToken);
        await service.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static string? FromEnvironment() =>
        Environment.GetEnvironmentVariable(PostgresVariable) is { Length: > 0 } connection ? connection : null;
}
