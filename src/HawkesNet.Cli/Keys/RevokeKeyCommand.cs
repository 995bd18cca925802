using System.ComponentModel;
using HawkesNet.Storage;
using Spectre.Console.Cli;

namespace HawkesNet.Cli.Keys;

/// <summary>`hawkesnet keys revoke`: a key is refused from now on, for ever.</summary>
[Description("Revoke a key for ever.")]
internal sealed class RevokeKeyCommand : Command<RevokeKeyCommand.Settings>
{
    internal sealed class Settings : KeySettings
    {
        [CommandArgument(0, "<ID>")]
        [Description("The key's id, as the list has it.")]
        public string Id { get; init; } = "";
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using Store store = KeyStore.Open(settings);
        bool isRevoked = new KeyTable(store).Revoke(settings.Id, DateTimeOffset.UtcNow);
        Output.Say(isRevoked
            ? $"Key {settings.Id} is revoked; a running service refuses it within seconds."
            : $"There is no key in force with the id {settings.Id}.");
        return isRevoked ? 0 : 1;
    }
}
