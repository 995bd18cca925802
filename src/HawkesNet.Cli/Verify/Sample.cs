using HawkesNet.Model;
using HawkesNet.Model.Events;

namespace HawkesNet.Cli.Verify;

/// <summary>A stream drawn from a known model, and what is known about it.</summary>
internal abstract class Sample
{
    /// <summary>Ticks of one second: the protocols' unit of time.</summary>
    public const double TicksPerSecond = 1e9;

    /// <summary>The events, indices by first appearance.</summary>
    public EventBatch Events { get; } = new();

    /// <summary>Time at which the generator stopped.</summary>
    public abstract double EndSeconds { get; }

    /// <summary>Log-likelihood of the first events under the true parameters, each given its past only, from time 0 to
    /// the last of them; rates per second.</summary>
    /// <param name="ends">Numbers of events, rising. [n]</param>
    /// <returns>Log-likelihoods in nats, [n]; null where the truth has no tractable filter.</returns>
    public abstract double[]? LogLikelihoods(IReadOnlyList<int> ends);

    /// <summary>The settings the protocol itself gives; all others keep their defaults.</summary>
    public virtual ModelSpec Adjust(ModelSpec spec) => spec;

    /// <summary>Numbers of events after which the model is looked at, before the end.</summary>
    public virtual IReadOnlyList<int> LooksAfter => [];

    /// <summary>Compares what was learned with what is known.</summary>
    /// <param name="result">The figures so far.</param>
    /// <param name="final">The model after the last event.</param>
    /// <param name="looks">The model at <see cref="LooksAfter"/>.</param>
    public abstract SeedResult Measure(SeedResult result, ModelView final, IReadOnlyList<ModelView> looks);

    /// <summary>Gives the events to a filter one by one and reads it after some of them.</summary>
    /// <param name="ends">Numbers of events, rising. [n]</param>
    /// <param name="add">Takes in the event of an index.</param>
    /// <param name="read">The log-likelihood so far.</param>
    protected static double[] Cumulate(IReadOnlyList<int> ends, Action<int> add, Func<double> read)
    {
        var values = new double[ends.Count];
        int next = 0;
        for (int n = 0; n < ends.Count; n++)
        {
            for (; next < ends[n]; next++)
            {
                add(next);
            }
            values[n] = read();
        }
        return values;
    }

    /// <summary>Number of events up to a time.</summary>
    protected int CountUntil(double seconds)
    {
        int found = Events.TimeTicks.BinarySearch(ToTicks(seconds));
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>Time of an event in seconds.</summary>
    protected double SecondsOf(int index) => Events.TimeTicks[index] / TicksPerSecond;

    /// <summary>A time as the stream counts it.</summary>
    protected static long ToTicks(double seconds) => (long)Math.Round(seconds * TicksPerSecond);
}
