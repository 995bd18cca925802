using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>The numbers of <see cref="OffspringMatrix"/>, each found when it is asked for: a question about one actor
/// looks at its neighbours and not at the whole network.</summary>
/// <remarks>Thread-safe: what is remembered is the same whoever finds it.</remarks>
internal sealed class LocalOffspring
{
    private readonly ModelView view;
    private readonly ModelState state;
    private readonly double[] offspring = new double[Mechanisms.Count];
    private readonly double[] strangers;

    public LocalOffspring(ModelView view)
    {
        this.view = view;
        state = view.State;
        for (int m = 0; m < offspring.Length; m++)
        {
            offspring[m] = state.Parameters.Offspring((Mechanism)m);
        }
        strangers = new double[state.ActorCount];
        strangers.AsSpan().Fill(double.NaN);
    }

    /// <summary>Bursts and repeats per event of an actor.</summary>
    public double Own(int actor)
    {
        int cluster = state.Actor(actor).Cluster;
        double sum = offspring[(int)Mechanism.Burst] * view.Factors.Mean(Mechanism.Burst, cluster, cluster);
        foreach (int dyad in view.DyadsBySource.From(actor))
        {
            sum += Expected(Mechanism.Repeat, dyad);
        }
        return sum;
    }

    /// <summary>Answers and relays of a dyad's target per event of its source.</summary>
    public double Answers(int dyad) => Expected(Mechanism.Reply, dyad) + Expected(Mechanism.Relay, dyad);

    /// <summary>Joins at a dyad's target, by anyone, per event of its source.</summary>
    public double Joins(int dyad) => Expected(Mechanism.Join, dyad);

    /// <summary>Probability that the next to join a target is the source of each of some of its dyads.</summary>
    public void JoinShares(int target, ReadOnlySpan<int> dyads, Span<double> shares) =>
        SourceChoice.Shares(state, target, dyads, shares);

    /// <summary>Probability that the next to join a target is new to it.</summary>
    public double Strangers(int target)
    {
        double known = strangers[target];
        if (double.IsNaN(known))
        {
            strangers[target] = known = FindStrangers(target);
        }
        return known;
    }

    /// <summary>Share of an actor among those who join as new to a target.</summary>
    public double Activity(int joiner) => (state.Actor(joiner).Addressed + TargetChoice.PopularityPrior)
        / (state.TargetedCount + (TargetChoice.PopularityPrior * state.ActorCount));

    /// <summary>Joins by actors new to the targets, per event of a source.</summary>
    public double StrangerJoins(int source)
    {
        double sum = 0;
        foreach (int dyad in view.DyadsBySource.From(source))
        {
            double joins = Joins(dyad);
            sum += joins > 0 ? joins * Strangers(state.Dyads[dyad].Target) : 0;
        }
        return sum;
    }

    /// <summary>Expected events of all by one event of an actor.</summary>
    public double Total(int actor)
    {
        double sum = Own(actor) + (view.HasTies ? view.TieSums.Offspring[actor] : 0);
        foreach (int dyad in view.DyadsBySource.From(actor))
        {
            sum += Answers(dyad) + Joins(dyad);
        }
        return sum;
    }

    /// <summary>G[j,j].</summary>
    public double ToItself(int actor)
    {
        double sum = Own(actor) + (StrangerJoins(actor) * Activity(actor)), share = 0;
        foreach (int dyad in view.DyadsBySource.From(actor))
        {
            int target = state.Dyads[dyad].Target;
            double joins = Joins(dyad);
            if (joins > 0)
            {
                JoinShares(target, [dyad], new Span<double>(ref share));
                sum += joins * share;
            }
            sum += target == actor ? Answers(dyad) : 0;
        }
        return sum;
    }

    private double Expected(Mechanism mechanism, int dyad)
    {
        ref readonly DyadRecord record = ref state.Dyads[dyad];
        return DirectInfluence.Share(state, dyad) * offspring[(int)mechanism] * view.Factors.Mean(
            mechanism, state.Actor(record.Source).Cluster, state.Actor(record.Target).Cluster);
    }

    private double FindStrangers(int target)
    {
        ReadOnlySpan<int> known = view.DyadsBySource.To(target);
        var shares = new double[known.Length];
        JoinShares(target, known, shares);
        double left = 1;
        foreach (double share in shares)
        {
            left -= share;
        }
        return Math.Max(0, left);
    }
}
