using Microsoft.AspNetCore.Builder;

namespace HawkesNet.Service.Access;

/// <summary>What an address asks of its caller. An address without a rule is for callers who may do
/// everything.</summary>
/// <param name="AnyOf">One of these scopes; none: anyone may come, without a key.</param>
/// <param name="IsOfEveryNetwork">Whether the answer speaks of every network, so that rights on all are needed.</param>
internal sealed record AccessRule(Scopes AnyOf, bool IsOfEveryNetwork = false)
{
    /// <summary>For addresses that say nothing of any network.</summary>
    internal static AccessRule Anyone { get; } = new(Scopes.None);

    /// <summary>Whether no key is needed.</summary>
    internal bool IsForAnyone => AnyOf == Scopes.None;
}

/// <summary>Gives addresses their rules.</summary>
internal static class AccessRules
{
    /// <summary>One of the scopes is needed, on the network of the address where it names one.</summary>
    internal static T Needs<T>(this T routes, Scopes anyOf)
        where T : IEndpointConventionBuilder => routes.WithMetadata(new AccessRule(anyOf));

    /// <summary>One of the scopes is needed, with rights on every network.</summary>
    internal static T NeedsOnEveryNetwork<T>(this T routes, Scopes anyOf)
        where T : IEndpointConventionBuilder => routes.WithMetadata(new AccessRule(anyOf, IsOfEveryNetwork: true));

    /// <summary>Its requests change something, and are noted in the audit log.</summary>
    internal static T NotesChanges<T>(this T routes, bool isOfActor = false)
        where T : IEndpointConventionBuilder => routes.WithMetadata(new AuditRule(IsRead: false, isOfActor));

    /// <summary>Its answers speak of single actors, and reads are noted in the audit log.</summary>
    internal static T NotesReads<T>(this T routes, bool isOfActor = true)
        where T : IEndpointConventionBuilder => routes.WithMetadata(new AuditRule(IsRead: true, isOfActor));

    /// <summary>No key is needed.</summary>
    internal static T IsForAnyone<T>(this T routes)
        where T : IEndpointConventionBuilder => routes.WithMetadata(AccessRule.Anyone);
}
