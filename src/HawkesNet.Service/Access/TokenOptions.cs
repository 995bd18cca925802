namespace HawkesNet.Service.Access;

/// <summary>Whose tokens (JSON Web Tokens, RFC 7519) are taken.</summary>
public sealed record TokenOptions
{
    /// <summary>Address of the OpenID Connect issuer, where its keys are found; null: they are in
    /// <see cref="KeysFile"/>.</summary>
    public string? Authority { get; init; }

    /// <summary>The audience a token must be for.</summary>
    public required string Audience { get; init; }

    /// <summary>The issuer a token must be from; null: as <see cref="Authority"/> says itself.</summary>
    public string? Issuer { get; init; }

    /// <summary>File with the issuer's public keys, as a JSON Web Key Set or as PEM; null: they are asked of
    /// <see cref="Authority"/>.</summary>
    public string? KeysFile { get; init; }
}
