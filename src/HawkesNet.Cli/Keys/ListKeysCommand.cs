using System.ComponentModel;
using HawkesNet.Service.Access;
using HawkesNet.Storage;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HawkesNet.Cli.Keys;

/// <summary>`hawkesnet keys list`: all keys, without their secrets.</summary>
[Description("List all keys, without their secrets.")]
internal sealed class ListKeysCommand : Command<KeySettings>
{
    public override int Execute(CommandContext context, KeySettings settings, CancellationToken cancellationToken)
    {
        using Store store = KeyStore.Open(settings);
        IReadOnlyList<StoredKey> keys = new KeyTable(store).List();
        if (settings.Json)
        {
            Output.PrintJson(new KeysAnswer([.. keys.Select(KeyAnswer.Of)]));
            return 0;
        }
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Table table = Output.Table("id", "name", "scopes", "networks", "made", "expires", "state");
        foreach (StoredKey key in keys)
        {
            KeyAnswer shown = KeyAnswer.Of(key);
            table.Row(key.KeyId, key.Name, key.Scopes, key.Networks, shown.CreatedAt, shown.ExpiresAt ?? "never",
                KeyStore.StateOf(key, now));
        }
        Output.Print("Keys", table);
        return 0;
    }
}
