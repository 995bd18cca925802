using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Choice;

/// <summary>What one actor's choices bring each candidate at most: what habit says of it is reckoned, whatever another
/// way says counts as certain (equation 7).</summary>
/// <param name="count">Choices the actor has made.</param>
/// <param name="partners">How many it has chosen among.</param>
internal struct ChoiceBound(long count, int partners)
{
    private double habit;
    private double recent;

    /// <summary>What one who was never chosen before can get.</summary>
    public double Rest { get; private set; }

    /// <summary>Adds a kind of choice.</summary>
    /// <param name="weights">Weights of its ways.</param>
    /// <param name="gates">Their gates.</param>
    /// <param name="habitWay">The way of habit; recent habit is the next one.</param>
    /// <param name="none">The way that chooses nobody; -1: there is none.</param>
    /// <param name="most">What the choices bring all candidates.</param>
    public void Add(in Doubles8 weights, in Doubles8 gates, int habitWay, int none, double most)
    {
        double total = VectorLanes.Dot(weights, gates);
        if (total <= 0)
        {
            return;
        }
        for (int way = 0; way < Doubles8.Count; way++)
        {
            double part = most * weights[way] * gates[way] / total;
            habit += way == habitWay ? part / (count - (TargetChoice.Discount * partners)) : 0;
            recent += way == habitWay + 1 ? part / Fading.Habit.Sum(count) : 0;
            Rest += way == habitWay || way == habitWay + 1 || way == none ? 0 : part;
        }
    }

    /// <summary>What a candidate can get that was chosen before.</summary>
    /// <param name="events">How often.</param>
    /// <param name="recentShare">Its recent share, as of a choice's number.</param>
    /// <param name="recentIndex">That number.</param>
    public readonly double At(long events, double recentShare, long recentIndex) =>
        Rest + (count == 0 ? 0 : (habit * (events - TargetChoice.Discount))
            + (recent * recentShare * Fading.Habit.Power(count - recentIndex)));
}
