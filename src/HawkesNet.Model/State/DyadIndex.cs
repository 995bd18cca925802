namespace HawkesNet.Model.State;

/// <summary>The dyads of each source and of each target, as two flat lists. Immutable; built in O(dyads).</summary>
internal sealed class DyadIndex
{
    private readonly int[] bySource;
    private readonly int[] sourceStarts;
    private readonly int[] byTarget;
    private readonly int[] targetStarts;

    public DyadIndex(ModelState state)
    {
        int[] sources = new int[state.Dyads.Count], targets = new int[state.Dyads.Count];
        int index = 0;
        foreach (ref DyadRecord dyad in state.Dyads.Records)
        {
            (sources[index], targets[index]) = (dyad.Source, dyad.Target);
            index++;
        }
        (bySource, sourceStarts) = Sort(sources, state.ActorCount);
        (byTarget, targetStarts) = Sort(targets, state.ActorCount);
    }

    /// <summary>Dyads the actor is the source of, by first appearance.</summary>
    public ReadOnlySpan<int> From(int source) =>
        bySource.AsSpan(sourceStarts[source]..sourceStarts[source + 1]);

    /// <summary>Dyads the actor is the target of, by first appearance.</summary>
    public ReadOnlySpan<int> To(int target) =>
        byTarget.AsSpan(targetStarts[target]..targetStarts[target + 1]);

    private static (int[] Sorted, int[] Starts) Sort(int[] actors, int actorCount)
    {
        var starts = new int[actorCount + 1];
        foreach (int actor in actors)
        {
            starts[actor + 1]++;
        }
        for (int i = 0; i < actorCount; i++)
        {
            starts[i + 1] += starts[i];
        }
        int[] next = starts.AsSpan(0, actorCount).ToArray();
        var sorted = new int[actors.Length];
        for (int d = 0; d < actors.Length; d++)
        {
            sorted[next[actors[d]]++] = d;
        }
        return (sorted, starts);
    }
}
