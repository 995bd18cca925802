using HawkesNet.Model;

namespace HawkesNet.Service.Learning;

/// <summary>One immutable model state with the names of its actors and types.</summary>
public sealed class PublishedModel
{
    /// <summary>Counts up by one with every publication since the process started.</summary>
    public required long Version { get; init; }

    /// <summary>The state.</summary>
    public required ModelView View { get; init; }

    /// <summary>Name of an actor of the view.</summary>
    public string ActorName(int actor) => throw new NotSupportedException();

    /// <summary>Name of a type of the view; the unnamed type is "".</summary>
    public string TypeName(int type) => throw new NotSupportedException();

    /// <summary>Index of an actor of the view, or null.</summary>
    public int? FindActor(string name) => throw new NotSupportedException();

    /// <summary>Index of a type of the view, or null.</summary>
    public int? FindType(string name) => throw new NotSupportedException();
}
