using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HawkesNet.Model.State;

/// <summary>All that is kept per actor. Flat, so that a table of them is copied and written as bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ActorRecord
{
    /// <summary>Decayed sums over the actor's own events.</summary>
    public DecayedMass Out;

    /// <summary>Decayed sums over the events addressed to the actor.</summary>
    public DecayedMass In;

    /// <summary>Baseline rate relative to the shared factor, per tick.</summary>
    public double BaselineRate;

    /// <summary>Own events put down to the baseline (expected count).</summary>
    public double BaselineCount;

    /// <summary>Own events, with and without target.</summary>
    public long Sent;

    /// <summary>Own events with a target.</summary>
    public long Addressed;

    /// <summary>Events addressed to the actor.</summary>
    public long Received;

    /// <summary>Different targets and sources the actor has met.</summary>
    public int TargetCount;
    public int SourceCount;

    /// <summary>First and last event, sent or received, in the stream's own time.</summary>
    public long FirstTicks;
    public long LastTicks;

    /// <summary>Popularity that fades with the number of events in the network, as of
    /// <see cref="PopularityIndex"/>.</summary>
    public double RecentPopularity;
    public long PopularityIndex;

    /// <summary>Different partners met so far; <see cref="PartnerList"/> holds the newest sixteen of them.</summary>
    public long PartnersMet;

    /// <summary>Most probable cluster, 0 where not yet placed, with its posterior probability; and the second most
    /// probable one.</summary>
    public int FirstCluster;
    public int SecondCluster;
    public float FirstProbability;
    public float SecondProbability;

    /// <summary>Cluster whose factors the actor's events take: the most probable one, or 0 where that is in doubt. What
    /// doubtful actors were seen to do is then the better guess.</summary>
    public readonly int Cluster => FirstProbability >= ProbabilityMin ? FirstCluster : 0;

    private const float ProbabilityMin = 0.8f;
}
