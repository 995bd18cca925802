using System.ComponentModel;
using System.Globalization;
using HawkesNet.Storage;
using Spectre.Console.Cli;

namespace HawkesNet.Cli;

/// <summary>`hawkesnet backup`: a checked copy of a SQLite store, while the service runs.</summary>
[Description("Copy the SQLite store of a folder to one file, also while a service uses it, and check the copy.")]
internal sealed class BackupCommand : Command<BackupCommand.Settings>
{
    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<FILE>")]
        [Description("The file to be made; with --check, the file to be read.")]
        public string File { get; init; } = "";

        [CommandOption("--data <DIR>")]
        [Description("Folder of the store.")]
        [DefaultValue("./data")]
        public string Data { get; init; } = "./data";

        [CommandOption("--check")]
        [Description("Copy nothing; check a copy.")]
        public bool Check { get; init; }
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        if (settings.Check)
        {
            SqliteBackup.Check(settings.File);
            Output.Say($"{settings.File} is whole");
            return 0;
        }
        long bytes = SqliteBackup.Make(settings.Data, settings.File);
        Output.Say(string.Create(CultureInfo.InvariantCulture, $"{settings.File}: {bytes:N0} bytes, checked"));
        return 0;
    }
}
