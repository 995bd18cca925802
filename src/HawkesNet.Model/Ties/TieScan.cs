using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>Who may have caused an event through a tie: the actors active last. Scratch of the local step, no
/// state.</summary>
internal sealed class TieScan
{
    /// <summary>Most candidates of one event.</summary>
    public const int CandidatesMax = 64;

    private const int LookAhead = 8;

    private readonly int[] actors = new int[CandidatesMax];
    private readonly int[] pairs = new int[CandidatesMax];
    private readonly double[] weights = new double[CandidatesMax];
    private readonly double[] rates = new double[CandidatesMax];
    private readonly Doubles8[] masses = new Doubles8[CandidatesMax];
    private int count;
    private bool isSound = true;

    /// <summary>Whether every weight met so far was finite and not negative.</summary>
    public bool IsSound => isSound;

    /// <summary>Influence on a target at a time, per tick, over all its events.</summary>
    public double Find<TLanes>(LatentTies ties, DecayGrid grid, int target, long timeTicks)
        where TLanes : struct, ILanes
    {
        Gather(ties, target, timeTicks);
        Doubles8 kernel = ties.Kernel.Weights;
        double sum = 0;
        for (int c = 0; c < count; c++)
        {
            if (c + LookAhead < count)
            {
                ties.Pairs.PrefetchRecord(actors[c + LookAhead], target);
            }
            ref TieSource source = ref ties.Sources[actors[c]];
            masses[c] = LatentTies.MassAt<TLanes>(grid, source, timeTicks);
            pairs[c] = ties.Pairs.Find(actors[c], target);
            weights[c] = ties.Weight(pairs[c], source);
            rates[c] = weights[c] * TLanes.Dot(kernel, masses[c]);
            sum += rates[c];
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
        Doubles8 expected = default;
        for (int c = 0; c < count; c++)
        {
            double responsibility = Math.Min(1, rates[c] * scale);
            expected = TLanes.MultiplyAdd(expected, masses[c], weights[c] * scale);
            if (pairs[c] < 0 && responsibility >= ties.RecordedFrom && ties.Pairs.Count < TieTable.PairsMax)
            {
                pairs[c] = ties.Add(actors[c], target);
            }
            if (pairs[c] >= 0)
            {
                ties.Credit<TLanes>(pairs[c], responsibility, masses[c]);
            }
        }
        ties.Kernel.Credit<TLanes>(TLanes.Product(expected, ties.Kernel.Weights));
    }

    /// <summary>Lists the candidates and asks the memory for their pairs.</summary>
    private void Gather(LatentTies ties, int target, long timeTicks)
    {
        count = 0;
        for (int index = ties.Newest; index >= 0 && count < CandidatesMax; index = ties.Sources[index].Older)
        {
            if (StreamTime.Elapsed(ties.Sources[index].TimeTicks, timeTicks) > ties.Kernel.HorizonTicks)
            {
                return;
            }
            if (index != target)
            {
                ties.Pairs.PrefetchSlot(index, target);
                Prefetch.Line(ref ties.Sources[index].Mass);
                actors[count++] = index;
            }
        }
    }
}
