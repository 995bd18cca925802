namespace HawkesNet.Model.Events;

/// <summary>External names (UTF-8) to dense indices, by first appearance, and back. Not thread-safe.</summary>
public sealed class NameIndex
{
    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);
    private readonly List<byte[]> names = [];

    /// <summary>Names held.</summary>
    public int Count => names.Count;

    /// <summary>The index of a name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> utf8) =>
        indices.TryGetValue(System.Text.Encoding.UTF8.GetString(utf8), out int index) ? index : -1;

    /// <summary>The index of a name; a name not held gets the next free one.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> utf8)
    {
        int index = Find(utf8);
        if (index < 0)
        {
            index = names.Count;
            names.Add(utf8.ToArray());
            indices.Add(System.Text.Encoding.UTF8.GetString(utf8), index);
        }
        return index;
    }

    /// <summary>The name at an index, as UTF-8.</summary>
    public ReadOnlySpan<byte> this[int index] => names[index];
}
