namespace HawkesNet.Cli.Verify;

/// <summary>Gives numbers of a protocol their dense indices in the stream, by first appearance, as the service
/// does.</summary>
/// <param name="count">Numbers are 0..count-1.</param>
internal sealed class AppearanceOrder(int count)
{
    private readonly int[] indexOf = NewIndices(count);
    private readonly List<int> numbers = [];

    /// <summary>The protocol's number of each index. [seen]</summary>
    public IReadOnlyList<int> Numbers => numbers;

    /// <summary>The index of a number, or -1 where it has not appeared.</summary>
    public int Find(int number) => indexOf[number];

    /// <summary>The index of a number, which appears now if it has not before.</summary>
    public int IndexOf(int number)
    {
        if (indexOf[number] < 0)
        {
            indexOf[number] = numbers.Count;
            numbers.Add(number);
        }
        return indexOf[number];
    }

    private static int[] NewIndices(int count)
    {
        var indices = new int[count];
        Array.Fill(indices, -1);
        return indices;
    }
}
