using HawkesNet.Model.State;

namespace HawkesNet.Model.Ties;

/// <summary>What ties have explained so far, and when the network of ties is to be gone through.</summary>
internal sealed class TieMonitor
{
    private const int FirstRung = 128;
    private const double RungRatio = 1.4142135623730951;

    private double nextRung = FirstRung;

    /// <summary>Events looked at since ties began.</summary>
    public long Events { get; private set; }

    /// <summary>Events and expected offspring by ties among them, old ones fading.</summary>
    public double Weight { get; private set; }
    public double Tied { get; private set; }

    /// <summary>What ties added to the log-likelihood since the last rung.</summary>
    public double Gain { get; private set; }
    public long GainEvents { get; private set; }

    public void Add(double responsibility, double gain)
    {
        Events++;
        Weight++;
        Tied += responsibility;
        Gain += gain;
        GainEvents++;
    }

    public bool TakeRung()
    {
        if (Events < nextRung)
        {
            return false;
        }
        nextRung *= RungRatio;
        return true;
    }

    public void Fade()
    {
        Weight *= 0.7;
        Tied *= 0.7;
        Gain = 0;
        GainEvents = 0;
    }

    public TieMonitor Clone() => (TieMonitor)MemberwiseClone();

    public void Transfer(IStateTransfer transfer)
    {
        nextRung = transfer.Value(nextRung);
        Events = transfer.Value(Events);
        Weight = transfer.Value(Weight);
        Tied = transfer.Value(Tied);
        Gain = transfer.Value(Gain);
        GainEvents = transfer.Value(GainEvents);
    }
}
