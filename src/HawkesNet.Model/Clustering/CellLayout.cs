using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.Clustering;

/// <summary>Where the cells of a partition stand in one flat array: repeat and reply by pair of clusters, relay and
/// join by cluster, burst by cluster and pair of types.</summary>
internal readonly struct CellLayout
{
    /// <summary>Most types told apart in bursts; a network of more has bursts by cluster only.</summary>
    public const int BurstTypesMax = 64;

    public CellLayout(int clusters, int types)
    {
        Clusters = clusters;
        BurstTypes = types <= BurstTypesMax ? types : 1;
        Reply = clusters * clusters;
        Relay = 2 * Reply;
        Join = Relay + clusters;
        Burst = Join + clusters;
        Count = Burst + (clusters * BurstTypes * BurstTypes);
    }

    public int Clusters { get; }

    /// <summary>Types told apart in bursts: all or one.</summary>
    public int BurstTypes { get; }

    /// <summary>Cells of burst of one cluster.</summary>
    public int BurstCells => BurstTypes * BurstTypes;

    public int Reply { get; }

    public int Relay { get; }

    public int Join { get; }

    public int Burst { get; }

    public int Count { get; }

    /// <summary>The mechanism a cell belongs to.</summary>
    public Mechanism MechanismOf(int cell) =>
        cell < Reply ? Mechanism.Repeat
        : cell < Relay ? Mechanism.Reply
        : cell < Join ? Mechanism.Relay
        : cell < Burst ? Mechanism.Join : Mechanism.Burst;

    /// <summary>The cell of an event between two clusters, of the first types.</summary>
    public int CellOf(Mechanism mechanism, int source, int target) => mechanism switch
    {
        Mechanism.Repeat => (source * Clusters) + target,
        Mechanism.Reply => Reply + (source * Clusters) + target,
        Mechanism.Relay => Relay + source,
        Mechanism.Join => Join + target,
        _ => BurstRow(source, 0),
    };

    /// <summary>First cell of the row of a cluster and trigger type; the columns are types.</summary>
    public int BurstRow(int cluster, int triggerType) =>
        Burst + (((cluster * BurstTypes) + (BurstTypes == 1 ? 0 : triggerType)) * BurstTypes);

    public int BurstCell(int cluster, int triggerType, int type) =>
        BurstRow(cluster, triggerType) + (BurstTypes == 1 ? 0 : type);
}
