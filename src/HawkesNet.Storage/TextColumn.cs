namespace HawkesNet.Storage;

/// <summary>A growing column of UTF-8 texts in one buffer. Not thread-safe.</summary>
public sealed class TextColumn
{
    private byte[] bytes = [];
    private int[] lengths = [];
    private int[] starts = [];

    /// <summary>Texts held.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all texts, one after the other.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, ByteCount);

    /// <summary>Bytes of each text. [Count]</summary>
    public ReadOnlySpan<int> Lengths => lengths.AsSpan(0, Count);

    /// <summary>The text at an index.</summary>
    public ReadOnlySpan<byte> this[int index] => bytes.AsSpan(starts[index], lengths[index]);

    private int ByteCount => Count == 0 ? 0 : starts[Count - 1] + lengths[Count - 1];

    /// <summary>Appends a text.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        int start = ByteCount;
        Reserve(Count + 1, start + text.Length);
        text.CopyTo(bytes.AsSpan(start));
        starts[Count] = start;
        lengths[Count] = text.Length;
        Count++;
    }

    /// <summary>Forgets the texts from <paramref name="count"/> on.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    /// <summary>Replaces the column by texts that lie one after the other; false: the lengths do not add up.</summary>
    internal bool TryLoad(ReadOnlySpan<int> textLengths, ReadOnlySpan<byte> text)
    {
        Count = 0;
        Reserve(textLengths.Length, text.Length);
        long start = 0;
        for (int i = 0; i < textLengths.Length; i++)
        {
            if (textLengths[i] < 0 || start + textLengths[i] > text.Length)
            {
                return false;
            }
            starts[i] = (int)start;
            lengths[i] = textLengths[i];
            start += textLengths[i];
        }
        Count = textLengths.Length;
        text.CopyTo(bytes);
        return start == text.Length;
    }

    private void Reserve(int count, int byteCount)
    {
        if (count > lengths.Length)
        {
            int capacity = Math.Max(count, lengths.Length * 2);
            Array.Resize(ref lengths, capacity);
            Array.Resize(ref starts, capacity);
        }
        if (byteCount > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(byteCount, bytes.Length * 2));
        }
    }
}
