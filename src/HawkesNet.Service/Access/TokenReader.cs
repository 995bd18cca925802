using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace HawkesNet.Service.Access;

/// <summary>Callers by their token: signature, issuer, audience and times are checked, then its claims become scopes
/// and networks. Thread-safe.</summary>
/// <remarks>Scopes: <c>hawkesnet:ingest</c>, <c>hawkesnet:read</c>, <c>hawkesnet:admin</c> in <c>scope</c> or
/// <c>scp</c>. Networks: names or beginnings of names in <c>hawkesnet_networks</c>; without it, none.</remarks>
internal sealed class TokenReader
{
    /// <summary>The claim with the networks.</summary>
    internal const string NetworksClaim = "hawkesnet_networks";

    private const string ScopePrefix = "hawkesnet:";
    private const int SubjectCharactersMax = 128;

    // Signatures with a private key only. A public key taken for a shared secret, or no signature, is no signature.
    private static readonly string[] algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly TimeSpan clockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Registers the reader of the tokens that <paramref name="wanted"/> describes.</summary>
    /// <exception cref="ArgumentException">They cannot be told from others: something is missing, or the authority is
    /// not asked over HTTPS.</exception>
    internal static void Add(IServiceCollection services, TokenOptions wanted)
    {
        if (wanted.Authority is null && (wanted.KeysFile is null || wanted.Issuer is null))
        {
            throw new ArgumentException("Tokens need an authority, or a file of keys and an issuer.", nameof(wanted));
        }
        // Its keys decide who may do what, so nobody on the way may change them.
        bool isAsked = wanted.KeysFile is null;
        if (isAsked && !(Uri.TryCreate(wanted.Authority, UriKind.Absolute, out Uri? authority)
            && authority.Scheme == Uri.UriSchemeHttps))
        {
            throw new ArgumentException("The authority of tokens must be an https address.", nameof(wanted));
        }
        SecurityKey[] keys = wanted.KeysFile is null ? [] : ReadKeys(File.ReadAllText(wanted.KeysFile));
        services.AddAuthentication().AddJwtBearer(bearer =>
        {
            bearer.Authority = wanted.KeysFile is null ? wanted.Authority : null;
            bearer.MapInboundClaims = false;
            bearer.IncludeErrorDetails = false;
            bearer.SaveToken = false;
            bearer.TokenValidationParameters = new TokenValidationParameters
            {
                ValidAlgorithms = algorithms,
                ValidIssuer = wanted.Issuer ?? (wanted.KeysFile is null ? null : wanted.Authority),
                ValidAudience = wanted.Audience,
                IssuerSigningKeys = keys,
                RequireSignedTokens = true,
                RequireExpirationTime = true,
                ValidateIssuerSigningKey = true,
                ClockSkew = clockSkew,
            };
        });
        services.AddSingleton<TokenReader>();
    }

    /// <summary>The caller a request's token stands for; null: the token is not valid.</summary>
    internal async Task<Caller?> ReadAsync(HttpContext context)
    {
        AuthenticateResult result = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (!result.Succeeded)
        {
            return null;
        }
        Scopes scopes = Scopes.None;
        foreach (string word in Words(result.Principal, "scope").Concat(Words(result.Principal, "scp")))
        {
            scopes |= word.StartsWith(ScopePrefix, StringComparison.Ordinal)
                ? ScopeWords.Find(word[ScopePrefix.Length..]) ?? Scopes.None
                : Scopes.None;
        }
        string subject = result.Principal.FindFirstValue("sub") ?? result.Principal.FindFirstValue("client_id") ?? "?";
        NetworkRights? networks = NetworkRights.Parse(Words(result.Principal, NetworksClaim));
        return new Caller("token:" + subject[..Math.Min(subject.Length, SubjectCharactersMax)], scopes,
            networks ?? NetworkRights.None);
    }

    /// <summary>The public keys of a JSON Web Key Set or of PEM.</summary>
    /// <exception cref="ArgumentException">There is none in it.</exception>
    internal static SecurityKey[] ReadKeys(string text)
    {
        SecurityKey[] keys = text.TrimStart().StartsWith('{')
            ? [.. new JsonWebKeySet(text).GetSigningKeys().Where(key => key is not SymmetricSecurityKey)]
            : [ReadPem(text)];
        return keys.Length > 0 ? keys : throw new ArgumentException("There is no public key in the file of keys.");
    }

    private static AsymmetricSecurityKey ReadPem(string text)
    {
        try
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(text);
            return new RsaSecurityKey(rsa);
        }
        catch (CryptographicException)
        {
            var curve = ECDsa.Create();
            curve.ImportFromPem(text);
            return new ECDsaSecurityKey(curve);
        }
    }

    private static IEnumerable<string> Words(ClaimsPrincipal principal, string claim) =>
        principal.FindAll(claim).SelectMany(one => one.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
