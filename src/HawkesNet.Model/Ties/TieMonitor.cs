using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>What ties explain, and whether they are worth their place: their gain in log-likelihood, every event scored
/// before it is learned from.</summary>
/// <remarks>A trial is not part of the model. It is scored as the model would be with the other causes cut by the ties'
/// share s, and once adopted against the other causes raised by 1 / (1 - s) (equation 34).</remarks>
internal sealed class TieMonitor
{
    private const int FirstRung = 128;
    private const double RungRatio = 1.4142135623730951;
    private const double KeptAtRung = 0.7;
    private const double GainKept = 0.5;
    private const double FirstShare = 0.1;
    private const double FirstWeight = 50;
    private const double ShareMax = 0.95;

    private double nextRung = FirstRung;
    private double weight = FirstWeight;
    private double tied = FirstShare * FirstWeight;

    /// <summary>Events looked at since ties began.</summary>
    public long Events { get; private set; }

    /// <summary>Gain since the last rung in nats, and the events it speaks of.</summary>
    public double Gain { get; private set; }
    public double GainEvents { get; private set; }

    /// <summary>The part of the gain that comes of knowing whom each source influences: over the same influence spread
    /// evenly.</summary>
    public double EvenGain { get; private set; }

    /// <summary>Expected share of events that ties caused.</summary>
    public double Share => Math.Min(ShareMax, tied / weight);

    /// <summary>Probability that a tie caused an event, of the intensities of ties and other causes, in a
    /// trial.</summary>
    public double TrialTotal(double influence, double others) => ((1 - Share) * others) + influence;

    /// <summary>Takes an event in.</summary>
    /// <param name="isAdopted">Whether ties are part of the model.</param>
    /// <param name="one">The event.</param>
    public void Add(bool isAdopted, in ScoredInfluence one)
    {
        double share = Share;
        double rest = isAdopted ? one.Others : (1 - share) * one.Others;
        double total = rest + one.Influence;
        // Others is at least a rounding of the total where nearly all is put down to ties.
        double ratio = total / Math.Max(one.Others, 1e-9 * total);
        Gain += Math.Log(ratio) - one.TieCompensator;
        Gain += isAdopted
            ? Math.Log(1 - share) + (one.OtherCompensator * share / (1 - share))
            : one.OtherCompensator * share;
        EvenGain += Math.Log(total / Math.Max(rest + one.Even, 1e-9 * total));
        GainEvents++;
        Events++;
        weight++;
        tied += one.Influence / total;
    }

    /// <summary>Whether a rung of the ladder is reached.</summary>
    public bool IsDue => Events >= nextRung;

    /// <summary>Moves on to the next rung; what is old fades.</summary>
    public void Advance()
    {
        nextRung *= RungRatio;
        weight *= KeptAtRung;
        tied *= KeptAtRung;
        Gain *= GainKept;
        EvenGain *= GainKept;
        GainEvents *= GainKept;
    }

    public TieMonitor Clone() => (TieMonitor)MemberwiseClone();

    public void Transfer(IStateTransfer transfer)
    {
        nextRung = transfer.Value(nextRung);
        weight = transfer.Value(weight);
        tied = transfer.Value(tied);
        Events = transfer.Value(Events);
        Gain = transfer.Value(Gain);
        EvenGain = transfer.Value(EvenGain);
        GainEvents = transfer.Value(GainEvents);
    }
}

/// <summary>An event as the ties are judged by it; intensities per tick.</summary>
/// <param name="Influence">Intensity of the ties.</param>
/// <param name="Even">The same if every source's influence were spread evenly over all others.</param>
/// <param name="Others">Intensity of the other causes.</param>
/// <param name="TieCompensator">Compensator of the ties since the event before.</param>
/// <param name="OtherCompensator">That of the other causes.</param>
internal readonly record struct ScoredInfluence(
    double Influence, double Even, double Others, double TieCompensator, double OtherCompensator);
