using HawkesNet.Model.Choice;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Clustering;

/// <summary>The window by actor: each one's events, dyads and exposures. Actors are numbered by first appearance in the
/// window.</summary>
/// <remarks>An exposure is the offspring that the pooled kernels expect of an owner's triggers in the window.</remarks>
internal sealed class WindowIndex
{
    /// <summary>Slowest delays after which nothing that matters is pending: e⁻⁴⁰ is below a rounding.</summary>
    private const double Spent = 40;

    private readonly List<int> actors = [];
    private readonly ModelState state;
    private readonly double[] rowSums;
    private readonly double[] due = new double[Mechanisms.Count];

    public WindowIndex(ModelState state, EventWindow window)
    {
        this.state = state;
        Window = window;
        TypeCount = state.TypeCount;
        ReadOnlySpan<WindowEvent> events = window.Events;
        Sources = new int[events.Length];
        Targets = new int[events.Length];
        DyadOf = new int[events.Length];
        NumberActors(events);
        SpanTicks = Math.Max(1, Events.StreamTime.Elapsed(events[0].TimeTicks, events[^1].TimeTicks));
        BurstExposure = new double[ActorCount * TypeCount];
        RelayExposure = new double[ActorCount];
        JoinExposure = new double[ActorCount];
        Received = new int[ActorCount];
        rowSums = RowSums(state);
        Out = new Groups(Sources, ActorCount);
        In = new Groups(Targets, ActorCount);
        Dyads = FindDyads();
        for (int e = 0; e < events.Length; e++)
        {
            FindDue(events[e]);
            AddExposures(e, events[e].Type);
        }
        Popularity = [.. Received.Select(received => (received + TargetChoice.PopularityPrior)
            / (Targeted + (TargetChoice.PopularityPrior * ActorCount)))];
        Rows = TypeCount == 1 ? new WindowRows(window) : null;
        DyadsFrom = new Groups([.. Dyads.Select(one => one.Source)], ActorCount);
        DyadsTo = new Groups([.. Dyads.Select(one => one.Target)], ActorCount);
        Presence = WindowPresence.Of(state, this);
    }

    public EventWindow Window { get; }

    /// <summary>The events as vectors; null: they are of several types.</summary>
    public WindowRows? Rows { get; }

    public int TypeCount { get; }

    public int ActorCount => actors.Count;

    public double SpanTicks { get; }

    /// <summary>Share of the window's span in which each actor was there. [actors]</summary>
    public double[] Presence { get; }

    /// <summary>Network index of a local actor.</summary>
    public int Actor(int local) => actors[local];

    /// <summary>Local source and target of each event; -1: no target. [events]</summary>
    public int[] Sources { get; }
    public int[] Targets { get; }

    /// <summary>Expected bursts by trigger type, relays, joins of each actor. [actors, types], [actors],
    /// [actors]</summary>
    public double[] BurstExposure { get; }
    public double[] RelayExposure { get; }
    public double[] JoinExposure { get; }

    /// <summary>Events with a target.</summary>
    public int Targeted { get; private set; }

    /// <summary>Events addressed to each actor. [actors]</summary>
    public int[] Received { get; }

    /// <summary>Share of each actor in the events addressed to anyone, as a stranger is chosen. [actors]</summary>
    public double[] Popularity { get; }

    public WindowDyad[] Dyads { get; }

    /// <summary>Dyad of each event; -1: no target. [events]</summary>
    public int[] DyadOf { get; }

    /// <summary>Events by source and by target; dyads by source and by target.</summary>
    public Groups Out { get; }
    public Groups In { get; }
    public Groups DyadsFrom { get; }
    public Groups DyadsTo { get; }

    private void NumberActors(ReadOnlySpan<WindowEvent> events)
    {
        int last = 0;
        foreach (ref readonly WindowEvent one in events)
        {
            last = Math.Max(last, Math.Max(one.Source, one.Target));
        }
        var numbers = new int[last + 1];
        for (int e = 0; e < events.Length; e++)
        {
            Sources[e] = Local(events[e].Source, numbers);
            Targets[e] = events[e].Target < 0 ? -1 : Local(events[e].Target, numbers);
        }
    }

    private int Local(int actor, int[] numbers)
    {
        if (numbers[actor] == 0)
        {
            actors.Add(actor);
            numbers[actor] = actors.Count;
        }
        return numbers[actor] - 1;
    }

    /// <summary>Numbers the dyads, source by source.</summary>
    private WindowDyad[] FindDyads()
    {
        var dyads = new List<WindowDyad>();
        DyadOf.AsSpan().Fill(-1);
        var newest = new int[ActorCount];
        for (int source = 0; source < ActorCount; source++)
        {
            foreach (int e in Out[source])
            {
                int target = Targets[e];
                if (target < 0)
                {
                    continue;
                }
                int dyad = newest[target] - 1;
                if (dyad < 0 || dyads[dyad].Source != source)
                {
                    dyad = dyads.Count;
                    dyads.Add(new WindowDyad { Source = source, Target = target });
                    newest[target] = dyad + 1;
                }
                DyadOf[e] = dyad;
            }
        }
        return [.. dyads];
    }

    /// <summary>Offspring of an event, by mechanism, that fall inside the window: those pending do not, where the
    /// window is the whole stream; else those pending at its beginning make up for them.</summary>
    private void FindDue(in WindowEvent one)
    {
        // The mean weight of now serves for the whole window.
        double mark = state.Marks.Of(one.Weight);
        double elapsed = Events.StreamTime.Elapsed(one.TimeTicks, state.ClockTicks);
        if (!Window.IsWhole || elapsed * state.Grid.DecaysPerTick[^1] > Spent)
        {
            for (int m = 0; m < due.Length; m++)
            {
                due[m] = mark * state.Parameters.Offspring((Mechanism)m);
            }
            return;
        }
        Doubles8 left = VectorLanes.Survival(state.Grid.DecaysPerTick, elapsed);
        for (int m = 0; m < due.Length; m++)
        {
            double pending = VectorLanes.Dot(state.Parameters.CompensatorWeights((Mechanism)m), left);
            due[m] = mark * Math.Max(0, state.Parameters.Offspring((Mechanism)m) - pending);
        }
    }

    /// <summary>The same, of the responses of all types.</summary>
    private double Due(Mechanism mechanism, int type) =>
        due[(int)mechanism] * rowSums[((int)mechanism * TypeCount) + type];

    private static double[] RowSums(ModelState state)
    {
        var result = new double[Mechanisms.Count * state.TypeCount];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = state.Types.RowSum((Mechanism)(i / state.TypeCount), i % state.TypeCount);
        }
        return result;
    }

    private void AddExposures(int e, int type)
    {
        int source = Sources[e], target = Targets[e];
        BurstExposure[(source * TypeCount) + type] += due[(int)Mechanism.Burst];
        if (target < 0)
        {
            return;
        }
        Targeted++;
        Received[target]++;
        RelayExposure[target] += Due(Mechanism.Relay, type);
        JoinExposure[target] += Due(Mechanism.Join, type);
        ref WindowDyad dyad = ref Dyads[DyadOf[e]];
        dyad.RepeatExposure += Due(Mechanism.Repeat, type);
        dyad.ReplyExposure += Due(Mechanism.Reply, type);
    }
}

/// <summary>A dyad of the window: repeats expected on it, and replies expected to it.</summary>
internal struct WindowDyad
{
    public int Source;
    public int Target;
    public double RepeatExposure;
    public double ReplyExposure;
}

/// <summary>Indices sorted by a key: a flat list and where each key's part of it begins. Key -1 is left out.</summary>
internal sealed class Groups
{
    private readonly int[] members;
    private readonly int[] starts;

    public Groups(int[] keys, int keyCount)
    {
        starts = new int[keyCount + 1];
        foreach (int key in keys)
        {
            if (key >= 0)
            {
                starts[key + 1]++;
            }
        }
        for (int i = 0; i < keyCount; i++)
        {
            starts[i + 1] += starts[i];
        }
        members = new int[starts[keyCount]];
        var next = starts.AsSpan(0, keyCount).ToArray();
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] >= 0)
            {
                members[next[keys[i]]++] = i;
            }
        }
    }

    /// <summary>All members, key by key: who goes through them in that order can look ahead beyond a key's
    /// last.</summary>
    public ReadOnlySpan<int> Members => members;

    /// <summary>Where a key's members begin and end among all.</summary>
    public (int Start, int End) Range(int key) => (starts[key], starts[key + 1]);

    public ReadOnlySpan<int> this[int key] => members.AsSpan(starts[key]..starts[key + 1]);
}
