namespace HawkesNet.Cli.Bench;

/// <summary>So many things under way at a time, begun in order.</summary>
internal static class AtOnce
{
    /// <summary>Does work 0 to <paramref name="count"/> - 1; each of <paramref name="lanes"/> begins the next when its
    /// last is done.</summary>
    public static Task RunAsync(int lanes, int count, Func<int, Task> work) =>
        RunAsync(lanes, count, (_, i) => work(i));

    /// <summary>The same; the work also gets the number of its lane.</summary>
    public static async Task RunAsync(int lanes, int count, Func<int, int, Task> work)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                await work(lane, i);
            }
        })));
    }
}
