using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HawkesNet.Service.Access;

/// <summary>Keys as clients hold them: <c>hnk_ID_SECRET</c>, with 256 random bits in the secret.</summary>
/// <remarks>The store keeps the id and the SHA-256 of the secret. A slow hash such as bcrypt protects secrets that
/// people choose, because these can be guessed; 256 random bits cannot, so it would protect nothing here, and every
/// request with a wrong key would cost a tenth of a second of processor. The fixed beginning lets scanners of source
/// code find keys that were published by mistake.</remarks>
internal static class KeySecret
{
    /// <summary>How every key begins.</summary>
    internal const string Beginning = "hnk_";

    private const int IdBytes = 6;
    private const int SecretBytes = 32;

    /// <summary>A new key: its id, the whole key, and the hash of its secret.</summary>
    internal static (string Id, string Key, byte[] Sha256) Create()
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        string secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return (id, $"{Beginning}{id}_{secret}", Hash(secret));
    }

    /// <summary>Splits a key; false: it has not the form of one.</summary>
    internal static bool TrySplit(string key, out string id, out string secret)
    {
        id = "";
        secret = "";
        int at = key.StartsWith(Beginning, StringComparison.Ordinal) ? key.IndexOf('_', Beginning.Length) : -1;
        if (at < 0)
        {
            return false;
        }
        id = key[Beginning.Length..at];
        secret = key[(at + 1)..];
        return true;
    }

    /// <summary>SHA-256 of a secret.</summary>
    internal static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
