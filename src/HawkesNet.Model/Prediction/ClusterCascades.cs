using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>Expected size of the cascade of an event, itself included, by the cluster of its actor: as if the actors
/// of a cluster were alike, but that some are met by contact, which falls to the active ones, and others by ties, which
/// reach anyone.</summary>
/// <remarks>Small beside the network: what is far from an actor asked about is counted by it. For networks
/// whose cascades end. Immutable.</remarks>
internal sealed class ClusterCascades
{
    private const int SweepsMax = 100_000;
    private const double Tolerance = 1e-13;

    private readonly ModelView view;
    private readonly int clusters;
    private readonly double[] flow;
    private readonly Members[] members;
    private readonly double[] activity;
    private readonly double[] joiners;
    private readonly double[] active;
    private readonly double[] anyone;

    public ClusterCascades(ModelView view)
    {
        this.view = view;
        clusters = view.ClusterCount;
        flow = clusters == 1
            ? [view.State.TargetedCount / (double)Math.Max(1, view.State.EventCount)] : TriggerTypes.Flow(view.State);
        (members, activity) = (new Members[clusters], new double[clusters]);
        (joiners, active, anyone) = (new double[clusters * clusters], new double[clusters], new double[clusters]);
        FillMembers();
        FillJoiners();
        Solve();
    }

    /// <summary>Of an actor of a cluster, met by contact.</summary>
    public double Of(int cluster) => active[cluster];

    /// <summary>Of any actor, all alike.</summary>
    public double OfAnyone { get; private set; }

    /// <summary>Of an actor drawn by how often it addresses anyone.</summary>
    public double OfActive => Mean(activity);

    /// <summary>Of one who joins at a target of a cluster.</summary>
    public double OfJoiner(int cluster) => Mean(joiners.AsSpan(cluster * clusters, clusters));

    private double Mean(ReadOnlySpan<double> shares)
    {
        double sum = 0;
        for (int k = 0; k < clusters; k++)
        {
            sum += shares[k] * active[k];
        }
        return sum;
    }

    private void FillMembers()
    {
        ModelState state = view.State;
        double all = state.TargetedCount + (TargetChoice.PopularityPrior * state.ActorCount);
        for (int i = 0; i < state.ActorCount; i++)
        {
            ref readonly ActorRecord actor = ref state.Actor(i);
            double tied = view.HasTies ? view.TieSums.Offspring[i] : 0;
            ref Members own = ref members[actor.Cluster];
            own.Count++;
            own.Sent += actor.Sent;
            own.Tied += tied;
            own.TiedBySent += actor.Sent * tied;
            own.Addressing += actor.Addressed / (double)Math.Max(1, actor.Sent);
            activity[actor.Cluster] += (actor.Addressed + TargetChoice.PopularityPrior) / all;
        }
    }

    /// <summary>Clusters of those who address a cluster's actors.</summary>
    private void FillJoiners()
    {
        for (int target = 0; target < clusters; target++)
        {
            double all = 0;
            for (int source = 0; source < clusters; source++)
            {
                double events = flow[(source * clusters) + target] * members[source].Sent;
                joiners[(target * clusters) + source] = events;
                all += events;
            }
            for (int source = 0; source < clusters; source++)
            {
                ref double share = ref joiners[(target * clusters) + source];
                share = all > 0 ? share / all : activity[source];
            }
        }
    }

    /// <summary>Size = 1 + Σ of those of the offspring, for active actors and for any.</summary>
    private void Solve()
    {
        active.AsSpan().Fill(1);
        anyone.AsSpan().Fill(1);
        OfAnyone = 1;
        for (int sweep = 0; sweep < SweepsMax; sweep++)
        {
            double change = 0, mean = 0;
            for (int k = 0; k < clusters; k++)
            {
                double burst = Offspring(Mechanism.Burst, k, k), contact = OfContacts(k);
                ref readonly Members own = ref members[k];
                double next = 1 + (burst * active[k]) + contact
                    + (own.Sent > 0 ? own.TiedBySent / own.Sent * OfAnyone : 0);
                change = Math.Max(change, Math.Abs(next - active[k]) / next);
                active[k] = next;
                double count = Math.Max(1, own.Count), addressing = Addressing(k);
                anyone[k] = 1 + (burst * anyone[k]) + (own.Tied / count * OfAnyone)
                    + (addressing > 0 ? own.Addressing / count / addressing * contact : 0);
                mean += own.Count / (double)view.ActorCount * anyone[k];
            }
            change = Math.Max(change, Math.Abs(mean - OfAnyone) / mean);
            OfAnyone = mean;
            if (change <= Tolerance)
            {
                break;
            }
        }
    }

    /// <summary>Share of a cluster's events that have a target.</summary>
    private double Addressing(int cluster)
    {
        double sum = 0;
        for (int target = 0; target < clusters; target++)
        {
            sum += flow[(cluster * clusters) + target];
        }
        return sum;
    }

    /// <summary>Sizes of the cascades of what one event of a cluster sets off by its having a target.</summary>
    private double OfContacts(int cluster)
    {
        double sum = 0;
        for (int target = 0; target < clusters; target++)
        {
            double answers = Offspring(Mechanism.Reply, cluster, target) + Offspring(Mechanism.Relay, cluster, target);
            sum += flow[(cluster * clusters) + target]
                * ((Offspring(Mechanism.Repeat, cluster, target) * active[cluster]) + (answers * active[target])
                    + (Offspring(Mechanism.Join, cluster, target) * OfJoiner(target)));
        }
        return sum;
    }

    private double Offspring(Mechanism mechanism, int source, int target) =>
        view.State.Parameters.Offspring(mechanism) * view.Factors.Mean(mechanism, source, target);

    /// <summary>What is summed over the actors of a cluster.</summary>
    private struct Members
    {
        public int Count;
        public double Sent;

        /// <summary>Offspring by ties of an actor's event, and times its events.</summary>
        public double Tied;
        public double TiedBySent;

        /// <summary>Share of an actor's events that have a target.</summary>
        public double Addressing;
    }
}
