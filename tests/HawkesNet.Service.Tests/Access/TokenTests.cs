using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using HawkesNet.Service.Access;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;
using TokenReader = HawkesNet.Service.Access.TokenReader;

namespace HawkesNet.Service.Tests.Access;

/// <summary>JSON Web Tokens: real signatures, and every way they can be wrong.</summary>
public sealed class TokenTests(TokenTests.Issued issued) : IClassFixture<TokenTests.Issued>
{
    private const string Issuer = "https://issuer.example";
    private const string Audience = "hawkesnet";

    [Theory]
    [InlineData("hawkesnet:read", "ward-*", "/v1/networks/ward-1", 200)]
    [InlineData("hawkesnet:admin other:read", "*", "/v1/keys", 200)]
    [InlineData("hawkesnet:read", "ward-2 ward-1", "/v1/networks/ward-1", 200)]
    [InlineData("hawkesnet:read", "ward-2", "/v1/networks/ward-1", 403)]
    [InlineData("hawkesnet:read", "", "/v1/networks/ward-1", 403)]
    [InlineData("hawkesnet:ingest", "*", "/v1/networks/ward-1", 403)]
    [InlineData("read admin", "*", "/v1/networks/ward-1", 403)]
    [InlineData("", "*", "/v1/networks/ward-1", 403)]
    public async Task A_valid_token_may_do_what_its_claims_say(
        string scope, string networks, string address, int status)
    {
        string token = Token(issued.Signing, claims: new()
        {
            ["sub"] = "ann",
            ["scope"] = scope,
            ["hawkesnet_networks"] = networks,
        });
        Assert.Equal(status, await StatusAsync(token, address));
    }

    [Fact]
    public async Task Networks_and_scopes_may_also_be_lists() => Assert.Equal(200, await StatusAsync(
        Token(issued.Signing, claims: new()
        {
            ["scp"] = new[] { "hawkesnet:ingest", "hawkesnet:read" },
            ["hawkesnet_networks"] = new[] { "office", "ward-1" },
        })));

    [Fact]
    public async Task A_token_of_another_issuer_is_refused() =>
        Assert.Equal(401, await StatusAsync(Token(issued.Signing, issuer: "https://other.example")));

    [Fact]
    public async Task A_token_for_another_audience_is_refused() =>
        Assert.Equal(401, await StatusAsync(Token(issued.Signing, audience: "payroll")));

    [Fact]
    public async Task An_expired_token_is_refused() => Assert.Equal(401, await StatusAsync(
        Token(issued.Signing, from: TimeSpan.FromHours(-2), until: TimeSpan.FromMinutes(-2))));

    [Fact]
    public async Task A_token_that_is_not_valid_yet_is_refused() => Assert.Equal(401, await StatusAsync(
        Token(issued.Signing, from: TimeSpan.FromMinutes(2), until: TimeSpan.FromHours(1))));

    [Fact]
    public async Task A_token_signed_with_another_key_is_refused()
    {
        using var other = RSA.Create(2048);
        Assert.Equal(401, await StatusAsync(Token(Credentials(other))));
    }

    [Fact]
    public async Task A_token_whose_claims_were_changed_is_refused()
    {
        string[] parts = Token(issued.Signing, claims: new()
        {
            ["scope"] = "hawkesnet:read",
            ["hawkesnet_networks"] = "office",
        }).Split('.');
        string claims = Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(parts[1])).Replace("office", "ward-1");
        string changed = $"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}";
        Assert.Equal(401, await StatusAsync(changed));
    }

    [Fact]
    public async Task A_token_without_a_signature_is_refused()
    {
        string[] parts = Token(issued.Signing).Split('.');
        string header = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");
        Assert.Equal(401, await StatusAsync($"{header}.{parts[1]}."));
        Assert.Equal(401, await StatusAsync($"{header}.{parts[1]}.{parts[2]}"));
    }

    [Fact]
    public async Task A_public_key_is_not_taken_for_a_shared_secret()
    {
        foreach (byte[] secret in new[]
        {
            Encoding.UTF8.GetBytes(issued.Pem), issued.Rsa.ExportSubjectPublicKeyInfo(),
            issued.Rsa.ExportParameters(false).Modulus!,
        })
        {
            var signing = new SigningCredentials(new SymmetricSecurityKey(secret), SecurityAlgorithms.HmacSha256);
            Assert.Equal(401, await StatusAsync(Token(signing)));
        }
    }

    [Fact]
    public async Task Key_addresses_that_a_token_names_are_not_asked()
    {
        using var trap = new TcpListener(IPAddress.Loopback, 0);
        trap.Start();
        using var other = RSA.Create(2048);
        string address = $"http://{trap.LocalEndpoint}/keys";
        foreach (string name in (string[])["jku", "x5u"])
        {
            string header = Base64UrlEncoder.Encode($$"""{"alg":"RS256","typ":"JWT","{{name}}":"{{address}}"}""");
            string signed = header + "." + Token(Credentials(other)).Split('.')[1];
            byte[] signature = other.SignData(
                Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            Assert.Equal(401, await StatusAsync($"{signed}.{Base64UrlEncoder.Encode(signature)}"));
        }
        Assert.False(trap.Pending());
    }

    [Theory]
    [InlineData("http://issuer.example")]
    [InlineData("issuer.example")]
    [InlineData("file:///etc/keys")]
    public void An_issuer_whose_keys_are_not_asked_over_HTTPS_is_refused_at_the_start(string authority) =>
        Assert.Contains("https", Assert.Throws<ArgumentException>(() => HawkesNetService.Build(
            new ServiceOptions { Tokens = new TokenOptions { Authority = authority, Audience = Audience } },
            ["http://127.0.0.1:0"])).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Keys_are_taken_beside_tokens()
    {
        issued.Service.Key = Token(issued.Signing, claims: new()
        {
            ["scope"] = "hawkesnet:admin",
            ["hawkesnet_networks"] = "*",
        });
        string key = await issued.Service.MakeKeyAsync("read", "ward-1");
        Assert.Equal(200, await StatusAsync(key));
    }

    [Fact]
    public void Public_keys_are_read_from_a_key_set_and_from_pem_and_no_shared_secret_is_one()
    {
        JsonWebKey rsa = JsonWebKeyConverter.ConvertFromRSASecurityKey(
            new RsaSecurityKey(issued.Rsa.ExportParameters(false)));
        string set = $$"""{"keys":[{"kty":"RSA","n":"{{rsa.N}}","e":"{{rsa.E}}"},{"kty":"oct","k":"c2VjcmV0"}]}""";
        Assert.Single(TokenReader.ReadKeys(set));
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.IsType<ECDsaSecurityKey>(Assert.Single(TokenReader.ReadKeys(curve.ExportSubjectPublicKeyInfoPem())));
        Assert.Throws<ArgumentException>(() => TokenReader.ReadKeys("""{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"""));
    }

    private async Task<int> StatusAsync(string token, string address = "/v1/networks/ward-1") =>
        (await issued.Service.SendAsync(HttpMethod.Get, address, token, json: null)).Status;

    private static SigningCredentials Credentials(RSA rsa) =>
        new(new RsaSecurityKey(rsa), SecurityAlgorithms.RsaSha256);

    private static string Token(
        SigningCredentials signing, string issuer = Issuer, string audience = Audience, TimeSpan? from = null,
        TimeSpan? until = null, Dictionary<string, object>? claims = null)
    {
        DateTime now = DateTime.UtcNow;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = now,
            NotBefore = now + (from ?? TimeSpan.FromMinutes(-1)),
            Expires = now + (until ?? TimeSpan.FromMinutes(5)),
            SigningCredentials = signing,
            Claims = claims ?? new()
            {
                ["scope"] = "hawkesnet:read",
                ["hawkesnet_networks"] = "*",
            },
        });
    }

    /// <summary>A service that takes the tokens of one issuer.</summary>
    public sealed class Issued : IAsyncLifetime
    {
        private readonly string file = Path.GetTempFileName();

        public Issued()
        {
            Pem = Rsa.ExportSubjectPublicKeyInfoPem();
            File.WriteAllText(file, Pem);
            Signing = Credentials(Rsa);
            Service = new ServiceFixture
            {
                Options = new ServiceOptions
                {
                    Tokens = new TokenOptions { Issuer = Issuer, Audience = Audience, KeysFile = file },
                },
            };
        }

        public RSA Rsa { get; } = RSA.Create(2048);

        public string Pem { get; }

        public SigningCredentials Signing { get; }

        public ServiceFixture Service { get; }

        public async Task InitializeAsync()
        {
            await Service.InitializeAsync();
            await Service.Registry.GetOrCreateAsync("ward-1", new(), CancellationToken.None);
        }

        public async Task DisposeAsync()
        {
            await Service.DisposeAsync();
            Rsa.Dispose();
            File.Delete(file);
        }
    }
}
