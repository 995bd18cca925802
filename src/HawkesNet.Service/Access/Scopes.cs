namespace HawkesNet.Service.Access;

/// <summary>What a key or token allows.</summary>
[Flags]
public enum Scopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Post events, and ask what became of them.</summary>
    Ingest = 1,

    /// <summary>Ask questions.</summary>
    Read = 2,

    /// <summary>All of that, and create, change and delete.</summary>
    Admin = 4,
}

/// <summary>Scopes as words.</summary>
internal static class ScopeWords
{
    private static readonly (string Word, Scopes Scope)[] words =
        [("ingest", Scopes.Ingest), ("read", Scopes.Read), ("admin", Scopes.Admin)];

    /// <summary>The words of a set of scopes.</summary>
    internal static string[] Of(Scopes scopes) =>
        [.. words.Where(one => (scopes & one.Scope) != 0).Select(one => one.Word)];

    /// <summary>The scope of a word; null: there is none.</summary>
    internal static Scopes? Find(string word) => words
        .Where(one => one.Word == word).Select(one => (Scopes?)one.Scope).FirstOrDefault();
}
