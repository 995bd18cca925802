using System.Runtime.InteropServices;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Ties;

/// <summary>Who may have caused an event through a tie: the actors active last, by their slots in
/// <see cref="ActiveSources"/>. Scratch of the local step, no state.</summary>
/// <remarks>Eight slots are a vector. A slot left out has shape zero, so that its weight is zero, and no
/// pair.</remarks>
internal sealed class TieScan
{
    /// <summary>Most candidates of one event; with the actor itself they are eight whole vectors.</summary>
    public const int CandidatesMax = 63;

    private readonly int[] pairs = new int[ActiveSources.Width];
    private readonly int[] candidates = new int[ActiveSources.Width];
    private readonly int[] known = new int[ActiveSources.Width];
    private readonly int[] unknown = new int[ActiveSources.Width];
    private readonly Doubles8[] shapes = new Doubles8[ActiveSources.Groups];
    private readonly Doubles8[] gammaRates = new Doubles8[ActiveSources.Groups];
    private readonly Doubles8[] counted = new Doubles8[ActiveSources.Groups];
    private readonly Doubles8[] weights = new Doubles8[ActiveSources.Groups];
    private readonly Doubles8[] rates = new Doubles8[ActiveSources.Groups];
    private readonly Doubles8[] gains = new Doubles8[ActiveSources.Groups];
    private int knownCount;
    private int unknownCount;
    private bool isSound = true;

    /// <summary>Whether every weight met so far was finite and not negative.</summary>
    public bool IsSound => isSound;

    /// <summary>Influence on a target at a time, per tick, over all its events.</summary>
    public double Find<TLanes>(LatentTies ties, DecayGrid grid, int target, long timeTicks)
        where TLanes : struct, ILanes
    {
        ActiveSources active = ties.Active;
        active.Bring<TLanes>(grid, timeTicks);
        SetToPrior<TLanes>(ties);
        LeaveOut(ties, target, timeTicks);
        FindPairs(ties, target);
        Doubles8 sum = default, kernel = ties.Kernel.Weights;
        ReadOnlySpan<Doubles8> masses = active.AllMasses;
        for (int group = 0; group < active.GroupCount; group++)
        {
            weights[group] = TLanes.Quotient(shapes[group], gammaRates[group]);
            Doubles8 each = TLanes.Mix(masses.Slice(group * Doubles8.Count, Doubles8.Count), kernel);
            rates[group] = TLanes.Product(weights[group], each);
            sum = TLanes.MultiplyAdd(sum, rates[group], 1);
        }
        double total = TLanes.Dot(sum, Doubles8.Filled(1));
        isSound &= total >= 0 && double.IsFinite(total);
        return total;
    }

    /// <summary>Credits the ties of the candidates found last, each with its share of the event.</summary>
    /// <param name="ties">The ties.</param>
    /// <param name="target">The actor whose event it is.</param>
    /// <param name="scale">What makes a candidate's rate its probability of being the cause.</param>
    public void Credit<TLanes>(LatentTies ties, int target, double scale)
        where TLanes : struct, ILanes
    {
        ActiveSources active = ties.Active;
        Doubles8 expected = TLanes.Products(active.AllMasses, weights.AsSpan(0, active.GroupCount));
        ties.Kernel.Credit<TLanes>(TLanes.Product(expected, ties.Kernel.Weights), scale);
        AddPairs(ties, target, scale);
        for (int group = 0; group < active.GroupCount; group++)
        {
            weights[group] = TLanes.CreditGammas(rates[group], scale, ref shapes[group], ref gammaRates[group]);
        }
        Keep(ties);
        Span<Doubles8> told = active.Gains;
        for (int group = 0; group < active.GroupCount; group++)
        {
            told[group] = TLanes.MultiplyAdd(told[group], gains[group], 1);
        }
        ties.AddPairMass<TLanes>(TLanes.Products(active.AllMasses, gains.AsSpan(0, active.GroupCount)));
    }

    /// <summary>Every actor's weight as that of a pair without a record.</summary>
    private void SetToPrior<TLanes>(LatentTies ties)
        where TLanes : struct, ILanes
    {
        ActiveSources active = ties.Active;
        Doubles8 shape = Doubles8.Filled(ties.Prior.Shape), rate = Doubles8.Filled(ties.Prior.Rate);
        for (int group = 0; group < active.GroupCount; group++)
        {
            shapes[group] = shape;
            gammaRates[group] = TLanes.MultiplyAdd(rate, active.ExposuresOf(group), 1);
        }
        InSlots(shapes)[active.Count..].Clear();
    }

    /// <summary>Leaves out the target itself, who was active too long ago, and beyond the most candidates.</summary>
    private void LeaveOut(LatentTies ties, int target, long timeTicks)
    {
        ActiveSources active = ties.Active;
        Span<double> shape = InSlots(shapes);
        ReadOnlySpan<int> order = active.NewestFirst;
        for (int i = order.Length - 1; i >= 0 && active.Silence(order[i], timeTicks) > ties.Kernel.HorizonTicks; i--)
        {
            shape[order[i]] = 0;
        }
        int own = active.Actors.IndexOf(target);
        if (own >= 0)
        {
            shape[own] = 0;
        }
        else if (order.Length > CandidatesMax)
        {
            shape[order[^1]] = 0;
        }
    }

    /// <summary>Finds the candidates' pairs that have a record, and takes what is known of their weights.</summary>
    private void FindPairs(LatentTies ties, int target)
    {
        ReadOnlySpan<int> actors = ties.Active.Actors;
        ReadOnlySpan<double> exposures = ties.Active.Exposures;
        Span<double> shape = InSlots(shapes), rate = InSlots(gammaRates), countedHere = InSlots(counted);
        int candidateCount = 0;
        for (int slot = 0; slot < actors.Length; slot++)
        {
            candidates[candidateCount] = slot;
            candidateCount += shape[slot] > 0 ? 1 : 0;
        }
        ReadOnlySpan<int> slots = candidates.AsSpan(0, candidateCount);
        ties.Pairs.FindAll(actors, slots, target, ties.Sources[target].PairedFrom, pairs);
        TieTable table = ties.Pairs;
        knownCount = unknownCount = 0;
        foreach (int slot in slots)
        {
            int pair = pairs[slot];
            if (pair < 0)
            {
                unknown[unknownCount++] = slot;
                continue;
            }
            known[knownCount++] = slot;
            ref TieGamma gamma = ref table.Gamma(pair);
            shape[slot] = gamma.Shape;
            rate[slot] = gamma.Rate + exposures[slot];
            countedHere[slot] = gamma.Counted;
        }
    }

    /// <summary>Makes a record of every pair whose share of the event is worth one.</summary>
    private void AddPairs(LatentTies ties, int target, double scale)
    {
        ReadOnlySpan<int> actors = ties.Active.Actors;
        Span<double> rate = InSlots(rates), countedHere = InSlots(counted);
        double recordedFrom = ties.RecordedFrom;
        foreach (int slot in unknown.AsSpan(0, unknownCount))
        {
            if (rate[slot] * scale >= recordedFrom && ties.Pairs.Count < TieTable.PairsMax)
            {
                known[knownCount++] = slot;
                pairs[slot] = ties.Add(actors[slot], target);
                countedHere[slot] = ties.Pairs.Gamma(pairs[slot]).Counted;
            }
        }
    }

    /// <summary>Takes what was learned of pairs with a record into their records; of others nothing is kept.</summary>
    private void Keep(LatentTies ties)
    {
        ReadOnlySpan<double> exposures = ties.Active.Exposures;
        Span<double> shape = InSlots(shapes), rate = InSlots(gammaRates), weight = InSlots(weights);
        Span<double> gain = InSlots(gains), countedHere = InSlots(counted);
        gain.Clear();
        TieTable table = ties.Pairs;
        foreach (int slot in known.AsSpan(0, knownCount))
        {
            ref TieGamma gamma = ref table.Gamma(pairs[slot]);
            gamma.Shape = shape[slot];
            gamma.Rate = rate[slot] - exposures[slot];
            gamma.Counted = weight[slot];
            gain[slot] = weight[slot] - countedHere[slot];
        }
    }

    private static Span<double> InSlots(Doubles8[] groups) => MemoryMarshal.Cast<Doubles8, double>(groups.AsSpan());
}
