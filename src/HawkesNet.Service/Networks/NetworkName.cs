using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Networks;

/// <summary>What a network may be called. Thread-safe.</summary>
public static class NetworkName
{
    /// <summary>Most characters.</summary>
    public const int CharactersMax = 64;

    /// <summary>1 to 64 of ASCII letters, digits, dot, underscore and hyphen, and not all dots.</summary>
    public static bool IsValid(string name) =>
        name.Length is >= 1 and <= CharactersMax
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-')
        && name.Any(character => character != '.');

    /// <summary>400 for a name that is not valid.</summary>
    public static IResult Problem(string name) => Problems.BadRequest("badNetworkName",
        $"'{name}' cannot name a network: 1 to {CharactersMax} of letters, digits, dot, underscore and hyphen.");
}
