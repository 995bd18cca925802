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
        (bySource, sourceStarts) = Sort(state, dyad => dyad.Source);
        (byTarget, targetStarts) = Sort(state, dyad => dyad.Target);
    }

    /// <summary>Dyads the actor is the source of, by first appearance.</summary>
    public ReadOnlySpan<int> From(int source) =>
        bySource.AsSpan(sourceStarts[source]..sourceStarts[source + 1]);

    /// <summary>Dyads the actor is the target of, by first appearance.</summary>
    public ReadOnlySpan<int> To(int target) =>
        byTarget.AsSpan(targetStarts[target]..targetStarts[target + 1]);

    private static (int[] Sorted, int[] Starts) Sort(ModelState state, Func<DyadRecord, int> key)
    {
        RecordTable<DyadRecord> dyads = state.Dyads.Records;
        var starts = new int[state.ActorCount + 1];
        foreach (ref DyadRecord dyad in dyads)
        {
            starts[key(dyad) + 1]++;
        }
        for (int i = 0; i < state.ActorCount; i++)
        {
            starts[i + 1] += starts[i];
        }
        var next = starts.AsSpan(0, state.ActorCount).ToArray();
        var sorted = new int[dyads.Count];
        for (int d = 0; d < dyads.Count; d++)
        {
            sorted[next[key(dyads[d])]++] = d;
        }
        return (sorted, starts);
    }
}
