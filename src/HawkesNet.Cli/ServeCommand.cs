using System.ComponentModel;
using HawkesNet.Cli.Keys;
using HawkesNet.Gpu;
using HawkesNet.Model.Inference;
using HawkesNet.Service;
using HawkesNet.Service.Access;
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

        [CommandOption("--device <NAME>")]
        [Description("Where learning runs: auto (a CUDA device where there is one), cpu or cuda.")]
        [DefaultValue(DeviceChoice.Auto)]
        public DeviceChoice Device { get; init; }

        [CommandOption("--insecure-open")]
        [Description("Let anyone who can reach the service read and delete everything, as long as there is no key.")]
        public bool InsecureOpen { get; init; }

        [CommandOption("--requests-per-second <N>")]
        [Description("Most requests of a key in a second; 0: any number. Default: 1,000.")]
        public double? RequestsPerSecond { get; init; }

        [CommandOption("--events-per-second <N>")]
        [Description("Most events of a key in a second; 0: any number. Default: 200,000.")]
        public double? EventsPerSecond { get; init; }

        [CommandOption("--body-memory <MIB>")]
        [Description("Memory that all request bodies under way may take together, in MiB; one client takes at most "
            + "half of it. Default: an eighth of the memory that the process may have.")]
        public int? BodyMemoryMebibytes { get; init; }

        [CommandOption("--jwt-authority <URL>")]
        [Description("OpenID Connect issuer whose tokens are taken beside keys.")]
        public string? JwtAuthority { get; init; }

        [CommandOption("--jwt-audience <NAME>")]
        [Description("The audience a token must be for.")]
        public string? JwtAudience { get; init; }

        [CommandOption("--jwt-issuer <NAME>")]
        [Description("The issuer a token must be from. Default: as the authority says.")]
        public string? JwtIssuer { get; init; }

        [CommandOption("--jwt-keys <FILE>")]
        [Description("The issuer's public keys (JSON Web Key Set or PEM), instead of asking the authority.")]
        public string? JwtKeys { get; init; }

        public override ValidationResult Validate() =>
            StoreWait is < 0 or > 86_400 ? ValidationResult.Error("--store-wait must be 0..86,400 seconds")
            : SnapshotEvents is not (null or > 0) ? ValidationResult.Error("--snapshot-events must be positive")
            : RequestsPerSecond is not (null or >= 0) || EventsPerSecond is not (null or >= 0)
                ? ValidationResult.Error("--requests-per-second and --events-per-second must not be negative")
            : BodyMemoryMebibytes < BodyMemoryMebibytesMin
                ? ValidationResult.Error($"--body-memory must be at least {BodyMemoryMebibytesMin} MiB, so that the "
                    + "largest body fits into half of it")
            : HasTokens && JwtAudience is null ? ValidationResult.Error("tokens need --jwt-audience")
            : HasTokens && JwtAuthority is null && (JwtKeys is null || JwtIssuer is null)
                ? ValidationResult.Error("tokens need --jwt-authority, or --jwt-keys with --jwt-issuer")
            : JwtKeys is null && JwtAuthority?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == false
                ? ValidationResult.Error("--jwt-authority must be an https address")
            : Data is not null && Postgres is not null
                ? ValidationResult.Error("--data and --postgres exclude one another")
                : ValidationResult.Success();

        private static long BodyMemoryMebibytesMin => (new ServiceOptions().BodyMemoryBytesLeast + (1 << 20) - 1) >> 20;

        /// <summary>Whose tokens are taken; null: nobody's.</summary>
        public TokenOptions? ToTokens() => HasTokens
            ? new TokenOptions
            {
                Authority = JwtAuthority,
                Audience = JwtAudience!,
                Issuer = JwtIssuer,
                KeysFile = JwtKeys,
            }
            : null;

        private bool HasTokens => (JwtAuthority ?? JwtAudience ?? JwtIssuer ?? JwtKeys) is not null;
    }

    public override async Task<int> ExecuteAsync(
        CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using LearningDevice device = Devices.Open(settings.Device);
        var defaults = new ServiceOptions();
        ServiceOptions options = defaults with
        {
            DataDirectory = settings.Data ?? defaults.DataDirectory,
            PostgresConnection = settings.Postgres ?? (settings.Data is null ? FromEnvironment() : null),
            StoreWaitMax = settings.StoreWait is { } wait ? TimeSpan.FromSeconds(wait) : defaults.StoreWaitMax,
            SnapshotEvents = settings.SnapshotEvents ?? defaults.SnapshotEvents,
            RequestsPerSecondMax = Rate(settings.RequestsPerSecond, defaults.RequestsPerSecondMax),
            EventsPerSecondMax = Rate(settings.EventsPerSecond, defaults.EventsPerSecondMax),
            BodyMemoryBytesMax = (long?)settings.BodyMemoryMebibytes << 20,
            Device = device,
            IsInsecureOpen = settings.InsecureOpen,
            AdminKeySha256 = AccessSettings.ReadAdminKey(),
            Tokens = settings.ToTokens(),
        };
        await using WebApplication service = HawkesNetService.Build(
            options, settings.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        await service.StartAsync(cancellationToken);
        foreach (string url in service.Urls)
        {
            Output.Say($"The page is at {url}/, every operation to try out at {url}/swagger. Ctrl+C ends the service.");
        }
        await service.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static string? FromEnvironment() =>
        Environment.GetEnvironmentVariable(PostgresVariable) is { Length: > 0 } connection ? connection : null;

    private static double? Rate(double? asked, double? otherwise) => asked switch
    {
        null => otherwise,
        0 => null,
        _ => asked,
    };
}
