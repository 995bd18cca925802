namespace HawkesNet.Service.Learning;

/// <summary>The names of a network's actors and types, shared by its log writer, its learner and readers.</summary>
public sealed class NetworkNames
{
    /// <summary>Names and indices that start empty.</summary>
    public NetworkNames()
    {
        Actors = new StreamIndex(new SharedNames());
        Types = new StreamIndex(new SharedNames());
    }

    /// <summary>Actors.</summary>
    public StreamIndex Actors { get; }

    /// <summary>Types; the unnamed type is "".</summary>
    public StreamIndex Types { get; }
}
