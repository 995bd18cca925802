namespace HawkesNet.Tidy.Tests;

/// <summary>One broken rule: where, and what is wrong.</summary>
internal sealed record Finding(string File, int Line, string Text)
{
    public override string ToString() => $"{File}:{Line}: {Text}";

    /// <summary>Fails with the list of findings, if there are any.</summary>
    public static void AssertNone(IEnumerable<Finding> findings)
    {
        Finding[] all = [.. findings];
        Assert.True(all.Length == 0, $"{all.Length} broken rules:\n" + string.Join('\n', all.Take(100)));
    }
}
