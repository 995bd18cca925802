using System.Security.Cryptography;
using System.Text;

namespace HawkesNet.Cli.Keys;

/// <summary>The admin key that the environment gives, so that a container can start without a key in its store.
/// </summary>
internal static class AccessSettings
{
    /// <summary>The variable with the key.</summary>
    public const string Variable = "HAWKESNET_ADMIN_KEY";

    /// <summary>The variable with the path of a file that holds the key.</summary>
    public const string FileVariable = "HAWKESNET_ADMIN_KEY_FILE";

    private const int CharactersMin = 32;

    /// <summary>SHA-256 of the key; null: the environment gives none.</summary>
    /// <exception cref="InvalidKeyException">It gives one that is short enough to be guessed.</exception>
    public static byte[]? ReadAdminKey()
    {
        string? key = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(key) && Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } file)
        {
            key = File.ReadAllText(file).Trim();
        }
        return string.IsNullOrEmpty(key) ? null
            : key.Length >= CharactersMin ? SHA256.HashData(Encoding.UTF8.GetBytes(key))
            : throw new InvalidKeyException(
                $"{Variable} must have at least {CharactersMin} characters, at random: openssl rand -base64 32");
    }
}

/// <summary>A key that must not be used.</summary>
internal sealed class InvalidKeyException(string message) : Exception(message);
