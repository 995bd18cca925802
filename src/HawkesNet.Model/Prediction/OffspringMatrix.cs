using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Prediction;

/// <summary>G[j,i]: the expected events of i that one event of j sets off directly, every pair by its own clusters and
/// tie (equation 37), as a matrix that is never written out.</summary>
/// <remarks>Whom an actor addresses next is as so far. Joins that do not fall to a known source of the target go to all
/// actors, by how often they address anyone. A product costs O(dyads + actors + pairs with a tie's record). Dyads
/// are kept
/// by their source, in 36 bytes each. Immutable and thread-safe.</remarks>
internal sealed class OffspringMatrix
{
    private readonly DyadTable dyads;
    private readonly int[] places;
    private readonly int[] sources;
    private readonly int[] targets;
    private readonly double[] answers;
    private readonly double[] joins;
    private readonly double[] joinShares;
    private readonly double[] strangers;
    private readonly double[] activity;
    private readonly double[] own;
    private readonly double[] diagonal;
    private readonly double[] strangerJoins;
    private readonly double[] totals;
    private readonly TieMatrix? ties;
    private readonly double[] kept;
    private readonly Lazy<(double Radius, double[] Vector)> late;

    /// <param name="view">The model.</param>
    /// <param name="factors">What clusters and types do.</param>
    public OffspringMatrix(ModelView view, OffspringFactors factors)
    {
        ModelState state = view.State;
        dyads = state.Dyads;
        places = new int[dyads.Count];
        (sources, targets) = (new int[dyads.Count], new int[dyads.Count]);
        (answers, joins, joinShares) =
            (new double[dyads.Count], new double[dyads.Count], new double[dyads.Count]);
        strangers = new double[view.ActorCount];
        own = new double[view.ActorCount];
        strangerJoins = new double[view.ActorCount];
        ties = view.HasTies ? view.TieMatrix : null;
        activity = Activity(state);
        PlaceDyads(view);
        ShareJoins(view);
        AddDyads(state, factors);
        kept = new double[view.ActorCount];
        kept.AsSpan().Fill(1);
        (diagonal, totals) = (Diagonal(), Totals());
        late = new(() => SpectralRadius.Of(Size, Work, ColumnProduct));
    }

    private OffspringMatrix(OffspringMatrix other, double[] kept)
    {
        (dyads, places, sources, targets) = (other.dyads, other.places, other.sources, other.targets);
        (answers, joins) = (other.answers, other.joins);
        (joinShares, strangers, activity) = (other.joinShares, other.strangers, other.activity);
        (own, strangerJoins, ties) = (other.own, other.strangerJoins, other.ties);
        this.kept = kept;
        (diagonal, totals) = (Diagonal(), Totals());
        late = new(() => SpectralRadius.Of(Size, Work, ColumnProduct));
    }

    /// <summary>Actors.</summary>
    public int Size => own.Length;

    /// <summary>Numbers that a product looks at.</summary>
    public long Work => (2L * sources.Length) + Size + (ties?.RecordCount ?? 0);

    /// <summary>Growth from one generation to the next, and the vector that says how much of late generations descends
    /// from each actor's event. Found when first asked.</summary>
    public (double Radius, double[] Vector) Late => late.Value;

    /// <summary>Answers and relays of a dyad's target per event of its source.</summary>
    public double Answers(int dyad) => answers[places[dyad]];

    /// <summary>Expected events of all others by one event of an actor.</summary>
    public double ToOthers(int actor) => Math.Max(0, totals[actor] - diagonal[actor]);

    /// <summary>G[j,j].</summary>
    public double ToItself(int actor) => diagonal[actor];

    /// <summary>Answers of an actor to the answers that one of its events gets.</summary>
    public double AnswersToAnswers(ReadOnlySpan<int> dyadsFrom)
    {
        double sum = 0;
        foreach (int dyad in dyadsFrom)
        {
            int source = dyads[dyad].Source, target = dyads[dyad].Target;
            int back = source == target ? -1 : dyads.Find(target, source);
            sum += back < 0 ? 0 : Answers(dyad) * kept[target] * Answers(back) * kept[source];
        }
        return sum;
    }

    /// <summary>The same, but that no actor is expected to respond more often than it did: where events so far were to
    /// set off more than its events that have a cause, all that falls to it counts less.</summary>
    /// <remarks>So growth is below 1 whatever the parameters: of all events one at least has no cause.</remarks>
    public OffspringMatrix OfEventsSoFar(ModelState state)
    {
        double[] events = new double[Size], expected = new double[Size], shares = new double[Size];
        for (int i = 0; i < Size; i++)
        {
            events[i] = state.Actor(i).Sent;
        }
        RowProduct(events, expected);
        for (int i = 0; i < Size; i++)
        {
            double uncaused = Math.Max(state.Actor(i).BaselineCount, events[i] / Math.Max(1, state.EventCount));
            shares[i] = expected[i] > 0 ? Math.Clamp((events[i] - uncaused) / expected[i], 0, 1) : 1;
        }
        return new OffspringMatrix(this, shares);
    }

    /// <summary>result_i = Σ_j values_j G[j,i]. [actors]</summary>
    public void RowProduct(ReadOnlySpan<double> values, Span<double> result)
    {
        var joined = new double[Size];
        double bystanders = 0;
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = values[i] * own[i];
        }
        for (int d = 0; d < sources.Length; d++)
        {
            double value = values[sources[d]];
            result[targets[d]] += value * answers[d];
            joined[targets[d]] += value * joins[d];
        }
        for (int d = 0; d < sources.Length; d++)
        {
            result[sources[d]] += joined[targets[d]] * joinShares[d];
        }
        for (int r = 0; r < joined.Length; r++)
        {
            bystanders += joined[r] * strangers[r];
        }
        for (int i = 0; i < result.Length; i++)
        {
            result[i] += bystanders * activity[i];
        }
        ties?.AddProduct(values, result);
        for (int i = 0; i < result.Length; i++)
        {
            result[i] *= kept[i];
        }
    }

    /// <summary>result_j = Σ_i G[j,i] values_i. [actors]</summary>
    public void ColumnProduct(ReadOnlySpan<double> values, Span<double> result)
    {
        double[] joiners = new double[Size], heard = new double[Size];
        double bystander = 0;
        for (int i = 0; i < result.Length; i++)
        {
            heard[i] = values[i] * kept[i];
            result[i] = heard[i] * own[i];
            bystander += heard[i] * activity[i];
        }
        for (int r = 0; r < joiners.Length; r++)
        {
            joiners[r] = strangers[r] * bystander;
        }
        for (int d = 0; d < sources.Length; d++)
        {
            joiners[targets[d]] += joinShares[d] * heard[sources[d]];
        }
        for (int d = 0; d < sources.Length; d++)
        {
            result[sources[d]] += (answers[d] * heard[targets[d]]) + (joins[d] * joiners[targets[d]]);
        }
        ties?.AddColumnProduct(heard, result);
    }

    private static double[] Activity(ModelState state)
    {
        var activity = new double[state.ActorCount];
        double all = state.TargetedCount + (TargetChoice.PopularityPrior * state.ActorCount);
        for (int i = 0; i < activity.Length; i++)
        {
            activity[i] = (state.Actor(i).Addressed + TargetChoice.PopularityPrior) / all;
        }
        return activity;
    }

    private void PlaceDyads(ModelView view)
    {
        int place = 0;
        for (int source = 0; source < view.ActorCount; source++)
        {
            foreach (int dyad in view.DyadsBySource.From(source))
            {
                (sources[place], targets[place]) = (source, dyads[dyad].Target);
                places[dyad] = place++;
            }
        }
    }

    /// <summary>Target by target, so that what the choice looks at stays at hand.</summary>
    private void ShareJoins(ModelView view)
    {
        var shares = new double[places.Length];
        for (int target = 0; target < strangers.Length; target++)
        {
            ReadOnlySpan<int> known = view.DyadsBySource.To(target);
            SourceChoice.Shares(view.State, target, known, shares);
            double left = 1;
            for (int i = 0; i < known.Length; i++)
            {
                joinShares[places[known[i]]] = shares[i];
                left -= shares[i];
            }
            strangers[target] = Math.Max(0, left);
        }
    }

    private void AddDyads(ModelState state, OffspringFactors factors)
    {
        var offspring = new double[Mechanisms.Count];
        for (int m = 0; m < offspring.Length; m++)
        {
            offspring[m] = state.Parameters.Offspring((Mechanism)m);
        }
        for (int i = 0; i < own.Length; i++)
        {
            int cluster = state.Actor(i).Cluster;
            own[i] = offspring[(int)Mechanism.Burst] * factors.Mean(Mechanism.Burst, cluster, cluster);
        }
        for (int dyad = 0; dyad < places.Length; dyad++)
        {
            int d = places[dyad];
            int from = state.Actor(sources[d]).Cluster, to = state.Actor(targets[d]).Cluster;
            double share = DirectInfluence.Share(state, dyad);
            double Expected(Mechanism mechanism) =>
                share * offspring[(int)mechanism] * factors.Mean(mechanism, from, to);
            answers[d] = Expected(Mechanism.Reply) + Expected(Mechanism.Relay);
            joins[d] = Expected(Mechanism.Join);
            own[sources[d]] += Expected(Mechanism.Repeat);
            strangerJoins[sources[d]] += joins[d] * strangers[targets[d]];
        }
    }

    private double[] Diagonal()
    {
        var result = new double[Size];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = own[i] + (strangerJoins[i] * activity[i]);
        }
        for (int d = 0; d < sources.Length; d++)
        {
            result[sources[d]] += joins[d] * joinShares[d];
            result[sources[d]] += sources[d] == targets[d] ? answers[d] : 0;
        }
        for (int i = 0; i < result.Length; i++)
        {
            result[i] *= kept[i];
        }
        return result;
    }

    private double[] Totals()
    {
        double[] ones = new double[Size], result = new double[Size];
        ones.AsSpan().Fill(1);
        ColumnProduct(ones, result);
        return result;
    }
}
