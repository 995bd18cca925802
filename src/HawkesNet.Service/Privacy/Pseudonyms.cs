using System.Security.Cryptography;
using System.Text;
using HawkesNet.Service.Ingest;
using HawkesNet.Storage;

namespace HawkesNet.Service.Privacy;

/// <summary>The pseudonyms of one network: what stands in its log, its snapshots and its answers in place of names.
/// Thread-safe.</summary>
/// <remarks>A pseudonym is <c>p-</c> and the first 128 bits of the HMAC-SHA256 of the name under the network's own
/// secret, in hex. So the same name has different pseudonyms in different networks, and without the secret none can be
/// found by trying names. The secret and the names are in the store, in tables of their own.</remarks>
public sealed class Pseudonyms(PseudonymTable table)
{
    private const string Beginning = "p-";
    private const int HashBytes = 16;
    private const int SecretBytes = 32;
    private byte[]? secret;

    /// <summary>The pseudonym of a name.</summary>
    /// <exception cref="StoreUnavailableException">The secret cannot be read.</exception>
    public string Of(ReadOnlySpan<byte> name)
    {
        secret ??= table.Secret(RandomNumberGenerator.GetBytes(SecretBytes));
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, name, hash);
        return Beginning + Convert.ToHexStringLower(hash[..HashBytes]);
    }

    /// <summary>What a question means by a name: a pseudonym as it stands, or the pseudonym of a name.</summary>
    /// <exception cref="StoreUnavailableException">The secret cannot be read.</exception>
    public string Resolve(string name) => IsOne(name) || name == LogGroup.PooledName
        ? name
        : Of(Encoding.UTF8.GetBytes(name));

    /// <summary>The rows with pseudonyms in place of names; names that are new are kept first.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="isKnown">Whether the log has a pseudonym already; its name is kept then, or was erased.</param>
    /// <exception cref="StoreUnavailableException">The store refused; nothing of the rows was stored.</exception>
    public EventRows Replace(EventRows rows, Func<byte[], bool> isKnown)
    {
        EventRows replaced = new(rows.Count, rows.Count * 2 * (Beginning.Length + (HashBytes * 2)));
        Dictionary<string, string> added = new(StringComparer.Ordinal);
        for (int i = 0; i < rows.Count; i++)
        {
            EventRows.Row row = rows[i];
            replaced.Add(row.Line, row.TimeTicks, One(rows.Text(row.Source)), One(rows.Text(row.Target)),
                rows.Text(row.Type), rows.Text(row.Id), row.Weight);
        }
        if (added.Count > 0)
        {
            table.Keep(added);
        }
        return replaced;

        byte[] One(ReadOnlySpan<byte> name)
        {
            if (name.IsEmpty)
            {
                return [];
            }
            string pseudonym = Of(name);
            byte[] bytes = Encoding.ASCII.GetBytes(pseudonym);
            if (!added.ContainsKey(pseudonym) && !isKnown(bytes))
            {
                added.Add(pseudonym, Encoding.UTF8.GetString(name));
            }
            return bytes;
        }
    }

    /// <summary>The name behind a pseudonym; null: none is kept.</summary>
    /// <exception cref="StoreUnavailableException">The store refused.</exception>
    public string? Find(string pseudonym) => table.Find(pseudonym);

    /// <summary>Erases the name behind a pseudonym; false: none was kept.</summary>
    /// <exception cref="StoreUnavailableException">The store refused.</exception>
    public bool Forget(string pseudonym) => table.Forget(pseudonym);

    private static bool IsOne(string name) =>
        name.Length == Beginning.Length + (HashBytes * 2) && name.StartsWith(Beginning, StringComparison.Ordinal)
        && name.AsSpan(Beginning.Length).IndexOfAnyExcept("0123456789abcdef") < 0;
}
