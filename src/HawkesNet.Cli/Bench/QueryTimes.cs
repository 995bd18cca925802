namespace HawkesNet.Cli.Bench;

/// <summary>Times of one question's answers, and which of them were the first about a state.</summary>
internal sealed class QueryTimes
{
    private readonly List<double> all = [];
    private readonly List<double> first = [];
    private readonly HashSet<long> states = [];

    /// <summary>Answers so far.</summary>
    public int Count => all.Count;

    /// <summary>Adds an answer.</summary>
    /// <param name="milliseconds">How long it took.</param>
    /// <param name="state">The version of the state it speaks of.</param>
    public void Add(double milliseconds, long state)
    {
        all.Add(milliseconds);
        if (states.Add(state))
        {
            first.Add(milliseconds);
        }
    }

    /// <summary>Adds answers that came later; the first of them about a state known already is not its first.</summary>
    public void Add(QueryTimes later)
    {
        all.AddRange(later.all);
        if (!states.IsSupersetOf(later.states))
        {
            first.AddRange(later.first);
            states.UnionWith(later.states);
        }
    }

    /// <summary>The figures of the table.</summary>
    public QueryResult ToResult(Question question, double cpuMs, double firstCpuMs)
    {
        double[] sorted = [.. all.Order()];
        return new QueryResult(
            question.Address, sorted.Length, states.Count, At(sorted, 0.5), At(sorted, 0.99), first.Max(), sorted[^1],
            cpuMs, firstCpuMs, question.AimMs);
    }

    private static double At(double[] sorted, double share) =>
        sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
