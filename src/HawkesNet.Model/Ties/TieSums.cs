using HawkesNet.Model.Events;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>What the ties of a state come to by source and by target, at the rates that all have had so
/// far.</summary>
/// <remarks>Immutable. One pass over the pairs.</remarks>
internal sealed class TieSums
{
    public TieSums(ModelState state)
    {
        LatentTies ties = state.Ties;
        int actors = ties.ActorCount;
        double spanTicks = Math.Max(1, StreamTime.Elapsed(state.OriginTicks, state.ClockTicks)), sum = 0;
        double events = Math.Max(1, state.EventCount);
        // What the pairs look up of their sources is laid close together.
        double[] rates = new double[actors], shares = new double[actors];
        double[] prior = new double[actors], exposures = new double[actors];
        (Inflow, Offspring) = (new double[actors], new double[actors]);
        for (int j = 0; j < actors; j++)
        {
            ref TieSource source = ref ties.Sources[j];
            (rates[j], shares[j]) = (state.Actor(j).Sent / spanTicks, state.Actor(j).Sent / events);
            (prior[j], exposures[j]) = (ties.PriorWeight(source), source.Exposure);
            sum += rates[j] * prior[j];
            Offspring[j] = prior[j] * (actors - 1 - source.PairCount);
        }
        for (int i = 0; i < actors; i++)
        {
            Inflow[i] = sum - (rates[i] * prior[i]);
        }
        for (int index = 0; index < ties.Pairs.Count; index++)
        {
            int source = ties.Pairs[index].Source;
            ref TieGamma gamma = ref ties.Pairs.Gamma(index);
            double weight = gamma.WeightAt(exposures[source]), rate = gamma.Rate + exposures[source];
            Inflow[ties.Pairs[index].Target] += rates[source] * (weight - prior[source]);
            Offspring[source] += weight;
            MeanVariance += shares[source] * shares[source] * gamma.Shape / (rate * rate);
        }
    }

    /// <summary>Events per tick that ties cause of each actor. [actors]</summary>
    public double[] Inflow { get; }

    /// <summary>Expected offspring of an actor's event among all others. [actors]</summary>
    public double[] Offspring { get; }

    /// <summary>Variance of the offspring averaged over all events so far; the weights' errors count as
    /// independent.</summary>
    public double MeanVariance { get; }
}
