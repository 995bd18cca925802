using HawkesNet.Model.Clustering;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Tests.Clustering;

/// <summary>Windows whose clusters are known, written down event by event.</summary>
internal sealed class PlantedWindow
{
    private const double BurstOffspring = 0.4;

    private readonly Random random;
    private long time;

    private PlantedWindow(int seed, int types)
    {
        random = new Random(seed);
        State = new ModelState(new ModelSpec());
        State.GrowTypes(types);
        State.Parameters.Theta[ParameterLayout.Of(Mechanism.Burst)] = BurstOffspring;
        State.SetGrid(State.Grid);
    }

    public ModelState State { get; }

    public EventWindow Window { get; } = new();

    /// <summary>Actors choose strangers, in their own block with a given probability. Block of an actor: its index
    /// modulo their number.</summary>
    public static PlantedWindow Blocks(int seed, int blocks, int actors, int events, double insideShare)
    {
        var planted = new PlantedWindow(seed, types: 1);
        for (int e = 0; e < events; e++)
        {
            int source = planted.random.Next(actors), target = source;
            bool isInside = planted.random.NextDouble() < insideShare;
            while (target == source || (isInside && target % blocks != source % blocks))
            {
                target = planted.random.Next(actors);
            }
            planted.Add(source, target, 0, isBurst: false);
        }
        return planted;
    }

    /// <summary>Classes without targets, by index modulo three: type 0, type 1, type 1 with many bursts.</summary>
    public static PlantedWindow Classes(int seed, int actors, int events)
    {
        var planted = new PlantedWindow(seed, types: 2);
        for (int e = 0; e < events; e++)
        {
            int source = planted.random.Next(actors);
            int type = planted.random.NextDouble() < 0.85 ? Math.Min(1, source % 3) : planted.random.Next(2);
            planted.Add(source, -1, type, isBurst: planted.random.NextDouble() < (source % 3 == 2 ? 0.7 : 0.1));
        }
        return planted;
    }

    public WindowIndex Index()
    {
        // So late that all offspring are due.
        State.ClockTicks = time + (1L << 50);
        return new WindowIndex(State, Window);
    }

    /// <summary>A fit of labels given by actor.</summary>
    public static ClusterFit Fit(ClusterFit pooled, Func<int, int> label, int clusters)
    {
        WindowIndex index = pooled.Index;
        var fit = new ClusterFit(
            pooled, [.. Enumerable.Range(0, index.ActorCount).Select(i => label(index.Actor(i)))], clusters);
        for (int i = 0; i < 4; i++)
        {
            fit.Attribute();
        }
        return fit;
    }

    public ClusterFit Pooled()
    {
        var pooled = new ClusterFit(State, Index());
        for (int i = 0; i < 4; i++)
        {
            pooled.Attribute();
        }
        return pooled;
    }

    private void Add(int source, int target, int type, bool isBurst)
    {
        time += random.Next(1, 1000);
        if (isBurst)
        {
            // Ten times what the baseline gives: a burst for nearly sure.
            Window.AddTerm((int)Mechanism.Burst, 1, 1, 0);
        }
        State.GrowActors(Math.Max(source, target) + 1);
        foreach (int actor in (int[])[source, Math.Max(source, target)])
        {
            State.Actor(actor).FirstTicks = Math.Min(State.Actor(actor).FirstTicks, time);
        }
        State.EventCount++;
        State.TargetedCount += target < 0 ? 0 : 1;
        Window.Add(new WindowEvent
        {
            TimeTicks = time,
            Source = source,
            Target = target,
            Type = type,
            Known = target < 0 ? 1 : 0,
            Strange = target < 0 ? 0 : 0.02f,
        });
    }
}
