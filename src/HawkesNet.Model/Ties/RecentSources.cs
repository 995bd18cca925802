namespace HawkesNet.Model.Ties;

/// <summary>Actors in order of their last event, newest first, while a window is gone through.</summary>
internal sealed class RecentSources
{
    private readonly List<Source> sources = [];

    /// <summary>The actor active last; <see cref="TieTable.None"/>: nobody yet.</summary>
    public int Newest { get; private set; } = TieTable.None;

    /// <summary>The actor active before another one.</summary>
    public int Older(int actor) => sources[actor].Older;

    public long LastTicks(int actor) => sources[actor].LastTicks;

    /// <summary>Its events so far.</summary>
    public int Count(int actor) => sources[actor].Count;

    /// <summary>Notes an event and returns how many of its source's came before.</summary>
    public int Add(int actor, long timeTicks)
    {
        while (sources.Count <= actor)
        {
            sources.Add(new Source(0, 0, TieTable.None, TieTable.None));
        }
        Source one = sources[actor];
        if (Newest != actor)
        {
            Unlink(one);
            if (Newest >= 0)
            {
                sources[Newest] = sources[Newest] with { Newer = actor };
            }
            one = one with { Newer = TieTable.None, Older = Newest };
            Newest = actor;
        }
        sources[actor] = one with { LastTicks = timeTicks, Count = one.Count + 1 };
        return one.Count;
    }

    /// <summary>Where each actor's additions begin when all stand one after the other. [actors]</summary>
    public int[] FirstAdditions()
    {
        var firsts = new int[sources.Count];
        for (int actor = 1; actor < firsts.Length; actor++)
        {
            firsts[actor] = firsts[actor - 1] + sources[actor - 1].Count;
        }
        return firsts;
    }

    private void Unlink(Source one)
    {
        if (one.Newer >= 0)
        {
            sources[one.Newer] = sources[one.Newer] with { Older = one.Older };
        }
        if (one.Older >= 0)
        {
            sources[one.Older] = sources[one.Older] with { Newer = one.Newer };
        }
    }

    private readonly record struct Source(long LastTicks, int Count, int Newer, int Older);
}
