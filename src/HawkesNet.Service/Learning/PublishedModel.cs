using System.Text;
using HawkesNet.Model;

namespace HawkesNet.Service.Learning;

/// <summary>One immutable model state with the names of its actors and types. Thread-safe.</summary>
/// <remarks>The names are shared by all states of a network: names are only ever added, and those beyond the view's
/// counts are not shown.</remarks>
public sealed class PublishedModel
{
    /// <summary>Counts up by one with every publication since the process started.</summary>
    public required long Version { get; init; }

    /// <summary>The state.</summary>
    public required ModelView View { get; init; }

    /// <summary>The network's names.</summary>
    public NetworkNames Names { get; init; } = new();

    /// <summary>How well the stream was predicted as it went; empty for the state of a snapshot.</summary>
    public IReadOnlyList<ScorePoint> Scores { get; init; } = [];

    /// <summary>Name of an actor of the view.</summary>
    public string ActorName(int actor) => Encoding.UTF8.GetString(ActorNameUtf8(actor));

    /// <summary>Name of an actor of the view, as UTF-8.</summary>
    public ReadOnlySpan<byte> ActorNameUtf8(int actor) => Name(Names.Actors, actor, View.ActorCount);

    /// <summary>Name of a type of the view; the unnamed type is "".</summary>
    public string TypeName(int type) => Encoding.UTF8.GetString(Name(Names.Types, type, View.TypeCount));

    /// <summary>Index of an actor of the view, or null.</summary>
    public int? FindActor(string name) => Find(Names.Actors, name, View.ActorCount);

    /// <summary>Index of a type of the view, or null.</summary>
    public int? FindType(string name) => Find(Names.Types, name, View.TypeCount);

    private static ReadOnlySpan<byte> Name(StreamIndex names, int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        return names.Name(index);
    }

    private static int? Find(StreamIndex names, string name, int count)
    {
        int index = names.Find(Encoding.UTF8.GetBytes(name));
        return index >= 0 && index < count ? index : null;
    }
}
