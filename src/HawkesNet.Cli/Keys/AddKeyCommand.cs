using System.ComponentModel;
using System.Globalization;
using HawkesNet.Service.Access;
using HawkesNet.Service.Query;
using HawkesNet.Storage;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli.Keys;

/// <summary>`hawkesnet keys add`: makes a key and prints it, once.</summary>
[Description("Make a key and print it; it is shown this once.")]
internal sealed class AddKeyCommand : Command<AddKeyCommand.Settings>
{
    internal sealed class Settings : KeySettings
    {
        private NewKey? key;

        [CommandOption("--name <NAME>", isRequired: true)]
        [Description("What people call it.")]
        public string Name { get; init; } = "";

        [CommandOption("--scopes <SCOPES>", isRequired: true)]
        [Description("One or more of ingest, read, admin, separated by commas.")]
        public string Scopes { get; init; } = "";

        [CommandOption("--networks <NETWORKS>", isRequired: true)]
        [Description("Networks, or beginnings of names with an asterisk, separated by commas; * is all.")]
        public string Networks { get; init; } = "";

        [CommandOption("--expires <WHEN>")]
        [Description("A time (RFC 3339) or how long from now (90d). Default: never.")]
        public string? Expires { get; init; }

        public override ValidationResult Validate()
        {
            DateTimeOffset now = DateTimeOffset.UtcNow;
            if (!TryReadExpiry(now, out DateTimeOffset? expires))
            {
                return ValidationResult.Error("--expires must be a time like 2027-01-01T00:00:00Z or a time from now "
                    + "like 90d");
            }
            key = NewKey.TryRead(Name, Scopes.Split(','), Networks.Split(','), expires, now,
                out (string Parameter, string Detail) fault);
            return key is null
                ? ValidationResult.Error($"--{fault.Parameter.Replace("At", "", StringComparison.Ordinal)}: "
                    + fault.Detail)
                : base.Validate();
        }

        /// <summary>The key wanted, after validation.</summary>
        public NewKey Wanted() => key!;

        private bool TryReadExpiry(DateTimeOffset now, out DateTimeOffset? expires)
        {
            expires = null;
            if (Expires is null)
            {
                return true;
            }
            if (DurationText.TryParse(Expires, out long ticks, out _))
            {
                expires = now + TimeSpan.FromTicks(ticks / TimeSpan.NanosecondsPerTick);
                return true;
            }
            bool isTime = DateTimeOffset.TryParse(Expires, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
            expires = time;
            return isTime;
        }
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using Store store = KeyStore.Open(settings);
        (string key, StoredKey stored) = settings.Wanted().Make(DateTimeOffset.UtcNow);
        new KeyTable(store).Add(stored);
        if (settings.Json)
        {
            Output.PrintJson(new NewKeyAnswer(key, KeyAnswer.Of(stored)));
            return 0;
        }
        Output.Say($"Key {stored.KeyId} ({stored.Name}): {stored.Scopes} on {stored.Networks}. A running service takes "
            + "it within seconds. It is shown this once:");
        Console.Out.WriteLine(key);
        return 0;
    }
}
