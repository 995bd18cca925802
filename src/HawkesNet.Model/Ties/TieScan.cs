using System.Runtime.InteropServices;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Ties;

/// <summary>Who may have caused an event through a tie: the actors active last, by their slots in
/// <see cref="ActiveSources"/>. Scratch of the local step, no state.</summary>
internal sealed class TieScan
{
    /// <summary>Most candidates of one event.</summary>
    public const int CandidatesMax = 64;

    private readonly int[] pairs = new int[ActiveSources.Width];
    private readonly int[] chosen = new int[ActiveSources.Width];
    private readonly double[] weights = new double[ActiveSources.Width];
    private readonly double[] rates = new double[ActiveSources.Width];
    private readonly double[] gains = new double[ActiveSources.Width];
    private bool isSound = true;

    /// <summary>Whether every weight met so far was finite and not negative.</summary>
    public bool IsSound => isSound;

    /// <summary>Influence on a target at a time, per tick, over all its events.</summary>
    public double Find<TLanes>(LatentTies ties, DecayGrid grid, int target, long timeTicks)
        where TLanes : struct, ILanes
    {
        ActiveSources active = ties.Active;
        active.Bring<TLanes>(grid, timeTicks);
        Weigh(ties, target, timeTicks);
        double sum = 0;
        Span<Doubles8> weightsHere = InGroups(weights), ratesHere = InGroups(rates);
        for (int group = 0; group * Doubles8.Count < active.Count; group++)
        {
            Doubles8 each = TLanes.Mix(active.Masses(group), ties.Kernel.Weights);
            ratesHere[group] = TLanes.Product(weightsHere[group], each);
            sum += TLanes.Dot(weightsHere[group], each);
        }
        isSound &= sum >= 0 && double.IsFinite(sum);
        return sum;
    }

    /// <summary>Credits the ties of the candidates found last, each with its share of the event.</summary>
    /// <param name="ties">The ties.</param>
    /// <param name="target">The actor whose event it is.</param>
    /// <param name="scale">What makes a candidate's rate its probability of being the cause.</param>
    public void Credit<TLanes>(LatentTies ties, int target, double scale)
        where TLanes : struct, ILanes
    {
        Doubles8 expected = Product<TLanes>(ties.Active, weights);
        ties.Kernel.Credit<TLanes>(TLanes.Product(expected, ties.Kernel.Weights), scale);
        int count = FindCredited(ties, target, scale);
        if (count == 0)
        {
            return;
        }
        Array.Clear(gains);
        foreach (int slot in chosen.AsSpan(0, count))
        {
            if (pairs[slot] < 0 && ties.Pairs.Count < TieTable.PairsMax)
            {
                pairs[slot] = ties.Add(ties.Active.Actors[slot], target);
            }
            if (pairs[slot] >= 0)
            {
                gains[slot] = ties.Credit(pairs[slot], Math.Min(1, rates[slot] * scale));
            }
        }
        ties.AddPairMass<TLanes>(Product<TLanes>(ties.Active, gains));
    }

    /// <summary>Chooses the slots whose pair has a record or is to have one.</summary>
    private int FindCredited(LatentTies ties, int target, double scale)
    {
        ReadOnlySpan<int> actors = ties.Active.Actors;
        double recordedFrom = ties.RecordedFrom;
        int count = 0;
        for (int slot = 0; slot < actors.Length; slot++)
        {
            if (pairs[slot] >= 0)
            {
                chosen[count++] = slot;
            }
            else if (rates[slot] * scale >= recordedFrom)
            {
                chosen[count++] = slot;
                ties.Pairs.PrefetchSlot(actors[slot], target);
            }
        }
        return count;
    }

    /// <summary>Finds the weight of every slot on a target, and the record of the pair where there is one.</summary>
    private void Weigh(LatentTies ties, int target, long timeTicks)
    {
        ActiveSources active = ties.Active;
        active.PriorWeights.CopyTo(weights);
        Array.Fill(pairs, TieTable.None);
        ReadOnlySpan<int> order = active.NewestFirst;
        for (int i = order.Length - 1; i >= 0 && active.Silence(order[i], timeTicks) > ties.Kernel.HorizonTicks; i--)
        {
            weights[order[i]] = 0;
        }
        int own = active.Actors.IndexOf(target);
        if (own >= 0)
        {
            weights[own] = 0;
        }
        else if (order.Length > CandidatesMax)
        {
            weights[order[^1]] = 0;
        }
        if (ties.Sources[target].PairedFrom != 0)
        {
            FindPairs(ties, target);
        }
    }

    private void FindPairs(LatentTies ties, int target)
    {
        ReadOnlySpan<int> actors = ties.Active.Actors;
        ulong pairedFrom = ties.Sources[target].PairedFrom;
        int count = 0;
        for (int slot = 0; slot < actors.Length; slot++)
        {
            if ((pairedFrom & TieSource.Mark(actors[slot])) != 0 && weights[slot] > 0)
            {
                chosen[count++] = slot;
                ties.Pairs.PrefetchSlot(actors[slot], target);
            }
        }
        foreach (int slot in chosen.AsSpan(0, count))
        {
            pairs[slot] = ties.Pairs.Find(actors[slot], target);
            if (pairs[slot] >= 0)
            {
                weights[slot] = ties.Pairs[pairs[slot]].WeightAt(ties.Active.Exposures[slot]);
            }
        }
    }

    /// <summary>Σ over the slots of their mass times a factor, by decay.</summary>
    private static Doubles8 Product<TLanes>(ActiveSources active, double[] factors)
        where TLanes : struct, ILanes
    {
        int groups = (active.Count + Doubles8.Count - 1) / Doubles8.Count;
        return TLanes.Products(active.AllMasses, InGroups(factors)[..groups]);
    }

    private static Span<Doubles8> InGroups(double[] values) => MemoryMarshal.Cast<double, Doubles8>(values.AsSpan());
}
