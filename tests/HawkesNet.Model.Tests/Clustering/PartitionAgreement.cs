namespace HawkesNet.Model.Tests.Clustering;

/// <summary>Partitions compared whatever their labels are called.</summary>
internal static class PartitionAgreement
{
    /// <summary>The same partition, its labels numbered by first appearance.</summary>
    public static int[] Canonical(IReadOnlyList<int> labels)
    {
        var numbers = new Dictionary<int, int>();
        return [.. labels.Select(label => numbers.TryGetValue(label, out int known)
            ? known : numbers[label] = numbers.Count)];
    }

    /// <summary>Share of the pairs of things on which two partitions agree: both together or both apart.</summary>
    public static double Rand(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        int agreed = 0, pairs = 0;
        for (int i = 0; i < first.Count; i++)
        {
            for (int j = 0; j < i; j++, pairs++)
            {
                agreed += (first[i] == first[j]) == (second[i] == second[j]) ? 1 : 0;
            }
        }
        return agreed / (double)pairs;
    }
}
