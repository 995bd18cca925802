using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Access;

/// <summary>On whose behalf a request comes, and what that allows. Immutable.</summary>
/// <param name="Id">Names the key or token in the audit log; no secret.</param>
/// <param name="Scopes">What may be done.</param>
/// <param name="Networks">With which networks.</param>
public sealed record Caller(string Id, Scopes Scopes, NetworkRights Networks)
{
    /// <summary>Anyone, where the service is open.</summary>
    public static Caller Open { get; } = new("open", Scopes.Admin, NetworkRights.Every);

    /// <summary>Anyone, where it is not.</summary>
    public static Caller Nobody { get; } = new("nobody", Scopes.None, NetworkRights.None);

    /// <summary>The caller of a request.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? Nobody;

    /// <summary>Whether one of the scopes is held; admin holds all.</summary>
    public bool HasAny(Scopes scopes) => (Scopes & (scopes | Scopes.Admin)) != 0;

    /// <summary>Whether everything may be seen and done.</summary>
    public bool IsUnlimited => HasAny(Scopes.Admin) && Networks.IsEvery;
}
