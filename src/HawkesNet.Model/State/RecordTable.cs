using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HawkesNet.Model.State;

/// <summary>Flat records by dense index, in pages: growing copies nothing, and a reference stays good while it
/// grows.</summary>
internal sealed class RecordTable<T>
    where T : unmanaged
{
    private const int PageBits = 12;
    private const int PageRecords = 1 << PageBits;

    private T[][] pages = [];

    public int Count { get; private set; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // One check instead of two: every page up to the count is there, and whole.
            if ((uint)index >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(index));
            }
            T[] page = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(pages), index >> PageBits);
            return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(page), index & (PageRecords - 1));
        }
    }

    /// <summary>Appends a zeroed record.</summary>
    public ref T Add()
    {
        if (Count >> PageBits == pages.Length)
        {
            Array.Resize(ref pages, Math.Max(1, pages.Length * 2));
        }
        ref T[]? page = ref pages[Count >> PageBits]!;
        page ??= new T[PageRecords];
        return ref page[Count++ & (PageRecords - 1)];
    }

    public Enumerator GetEnumerator() => new(this);

    public RecordTable<T> Clone()
    {
        var copy = new RecordTable<T> { Count = Count, pages = new T[pages.Length][] };
        for (int i = 0; i << PageBits < Count; i++)
        {
            copy.pages[i] = (T[])pages[i].Clone();
        }
        return copy;
    }

    public void Transfer(IStateTransfer transfer)
    {
        int count = transfer.Value(Count);
        if (transfer is StateReader reader)
        {
            reader.Require(count, Unsafe.SizeOf<T>());
            Clear();
            while (Count < count)
            {
                Add();
            }
        }
        for (int i = 0; i << PageBits < Count; i++)
        {
            int used = Math.Min(PageRecords, Count - (i << PageBits));
            transfer.Bytes(MemoryMarshal.AsBytes(pages[i].AsSpan(0, used)));
        }
    }

    private void Clear()
    {
        pages = [];
        Count = 0;
    }

    /// <summary>Walks the records by reference, in order.</summary>
    public struct Enumerator(RecordTable<T> table)
    {
        private int index = -1;

        public readonly ref T Current => ref table[index];

        public bool MoveNext() => ++index < table.Count;
    }
}
