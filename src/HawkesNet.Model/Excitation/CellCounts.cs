using HawkesNet.Model.State;

namespace HawkesNet.Model.Excitation;

/// <summary>Expected counts by (row, column): a plain matrix while small, beyond that only the cells met, until
/// a matrix costs no more than these.</summary>
/// <remarks>So a network of hundreds of types costs what it uses. Not thread-safe.</remarks>
internal sealed class CellCounts
{
    private const int DenseMax = 1 << 16;
    private const int SlotsMin = 64;
    private const long Empty = -1;

    private int rows = 1;
    private int columns = 1;
    private double[] values = new double[1];
    private long[] keys = [];
    private int used;
    private double[] rowSums = new double[1];
    private Waiting[] waiting = new Waiting[16];
    private int waitingCount;

    private bool IsDense => keys.Length == 0;

    /// <summary>The count of a cell; 0 where nothing was ever added.</summary>
    public double this[int row, int column]
    {
        get
        {
            if (IsDense)
            {
                return values[(row * columns) + column];
            }
            int slot = Find(Key(row, column));
            return keys[slot] == Empty ? 0 : values[slot];
        }
    }

    /// <summary>The sum of a row.</summary>
    public double RowSum(int row) => rowSums[row];

    /// <summary>Puts aside what is to be added, so that nothing changes between two steps.</summary>
    public void Defer(int row, int column, double count)
    {
        if (waitingCount == waiting.Length)
        {
            Array.Resize(ref waiting, waitingCount * 2);
        }
        waiting[waitingCount++] = new Waiting(Key(row, column), count);
    }

    /// <summary>Adds all that was put aside.</summary>
    public void AddDeferred()
    {
        foreach (ref readonly Waiting one in waiting.AsSpan(0, waitingCount))
        {
            Add((int)(one.Key / columns), (int)(one.Key % columns), one.Count);
        }
        waitingCount = 0;
    }

    /// <summary>Adds to a cell.</summary>
    public void Add(int row, int column, double count)
    {
        rowSums[row] += count;
        AddToCell(row, column, count);
    }

    private void AddToCell(int row, int column, double count)
    {
        if (IsDense)
        {
            values[(row * columns) + column] += count;
            return;
        }
        int slot = Find(Key(row, column));
        if (keys[slot] == Empty)
        {
            if ((used + 1) * 2 > keys.Length)
            {
                MakeRoom();
                AddToCell(row, column, count);
                return;
            }
            keys[slot] = Key(row, column);
            used++;
        }
        values[slot] += count;
    }

    /// <summary>An empty table of a shape.</summary>
    public void Reset(int rowCount, int columnCount)
    {
        (rows, columns, used, waitingCount) = (rowCount, columnCount, 0, 0);
        rowSums = new double[rowCount];
        bool isDense = (long)rowCount * columnCount <= DenseMax;
        values = new double[isDense ? rowCount * columnCount : SlotsMin];
        keys = isDense ? [] : new long[SlotsMin];
        keys.AsSpan().Fill(Empty);
    }

    /// <summary>Makes room for more columns; <paramref name="rowOf"/> says where each old row goes.</summary>
    public void Grow(int rowCount, int columnCount, Func<int, int> rowOf)
    {
        AddDeferred();
        CellCounts old = Clone();
        Reset(rowCount, columnCount);
        old.Visit((row, column, count) => Add(rowOf(row), column, count));
    }

    /// <summary>Adds a share of another table's counts, by where each of its rows goes; -1: nowhere.</summary>
    public void AddRows(CellCounts other, double share, Func<int, int> rowOf)
    {
        other.AddDeferred();
        other.Visit((row, column, count) =>
        {
            if (rowOf(row) is >= 0 and int to)
            {
                Add(to, column, share * count);
            }
        });
    }

    /// <summary>Multiplies all counts.</summary>
    public void Scale(double factor)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }
        for (int row = 0; row < rowSums.Length; row++)
        {
            rowSums[row] *= factor;
        }
    }

    public CellCounts Clone() => new()
    {
        rows = rows,
        columns = columns,
        used = used,
        values = (double[])values.Clone(),
        keys = (long[])keys.Clone(),
        rowSums = (double[])rowSums.Clone(),
        waiting = (Waiting[])waiting.Clone(),
        waitingCount = waitingCount,
    };

    public void Transfer(IStateTransfer transfer)
    {
        rows = transfer.Value(rows);
        columns = transfer.Value(columns);
        used = transfer.Value(used);
        values = transfer.Array(values);
        keys = transfer.Array(keys);
        rowSums = transfer.Array(rowSums);
        waiting = transfer.Array(waiting, waitingCount);
        if (transfer is StateReader)
        {
            waitingCount = waiting.Length;
            Array.Resize(ref waiting, Math.Max(16, waitingCount));
        }
    }

    private void Visit(Action<int, int, double> visit)
    {
        for (int i = 0; i < values.Length; i++)
        {
            long key = IsDense ? i : keys[i];
            if (key != Empty && values[i] != 0)
            {
                visit((int)(key / columns), (int)(key % columns), values[i]);
            }
        }
    }

    private long Key(int row, int column) => ((long)row * columns) + column;

    private int Find(long key)
    {
        int mask = keys.Length - 1;
        int slot = (int)(((ulong)key * 0x9E3779B97F4A7C15UL) >> 40) & mask;
        while (keys[slot] != Empty && keys[slot] != key)
        {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /// <summary>Twice as many slots, or a matrix where that is no larger.</summary>
    private void MakeRoom()
    {
        (long[] oldKeys, double[] oldValues) = (keys, values);
        long slots = 2L * keys.Length, cells = (long)rows * columns;
        bool isMatrix = cells * sizeof(double) <= slots * (sizeof(long) + sizeof(double));
        keys = isMatrix ? [] : new long[slots];
        keys.AsSpan().Fill(Empty);
        values = new double[isMatrix ? cells : slots];
        for (int i = 0; i < oldKeys.Length; i++)
        {
            if (oldKeys[i] != Empty)
            {
                Keep(oldKeys[i], oldValues[i]);
            }
        }
    }

    private void Keep(long key, double count)
    {
        long at = key;
        if (!IsDense)
        {
            at = Find(key);
            keys[at] = key;
        }
        values[at] = count;
    }

    private readonly record struct Waiting(long Key, double Count);
}
