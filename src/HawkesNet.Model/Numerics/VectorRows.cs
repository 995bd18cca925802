using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HawkesNet.Model.Numerics;

/// <summary>Rows of doubles, each filled up with zeros to whole vectors, so that loops over a row have no
/// rest.</summary>
/// <remarks>Sums over a row take the lanes of its vectors in a fixed order. Writing is not thread-safe.</remarks>
internal sealed class VectorRows
{
    private const int Lanes = Doubles8.Count;

    private readonly double[] values;

    /// <summary>Zeros. [count, columns]</summary>
    public VectorRows(int count, int columns)
    {
        Count = count;
        Columns = columns;
        Width = (columns + Lanes - 1) / Lanes * Lanes;
        values = new double[(long)count * Width];
    }

    public int Count { get; }

    public int Columns { get; }

    /// <summary>Columns, rounded up to whole vectors.</summary>
    public int Width { get; }

    /// <summary>A row without what fills it up. [columns]</summary>
    public Span<double> this[int row] => values.AsSpan(row * Width, Columns);

    public void Clear() => Array.Clear(values);

    /// <summary>Adds a multiple of a row of others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int row, VectorRows others, int other, double scale)
    {
        ref double into = ref First(row);
        ref double from = ref others.First(other);
        var factor = Vector512.Create(scale);
        for (nuint c = 0; c < (nuint)Width; c += Lanes)
        {
            Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref from, c), factor, Vector512.LoadUnsafe(ref into, c))
                .StoreUnsafe(ref into, c);
        }
    }

    /// <summary>Adds a row of others to every row, each time that row's scale. [count]</summary>
    public void AddToAll(VectorRows others, int other, ReadOnlySpan<double> scales)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scales.Length, Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(others.Width, Width);
        for (int part = 0; part < Width; part += Lanes)
        {
            var from = Vector512.LoadUnsafe(ref Unsafe.Add(ref others.First(other), part));
            ref double into = ref Unsafe.Add(ref First(0), part);
            foreach (double scale in scales)
            {
                Vector512.FusedMultiplyAdd(from, Vector512.Create(scale), Vector512.LoadUnsafe(ref into))
                    .StoreUnsafe(ref into);
                into = ref Unsafe.Add(ref into, Width);
            }
        }
    }

    /// <summary>Sets a row to the sum of some rows of others, each times its scale.</summary>
    public void Combine(int row, VectorRows others, ReadOnlySpan<int> chosen, ReadOnlySpan<double> scales)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scales.Length, chosen.Length);
        ref double into = ref First(row);
        for (nuint part = 0; part < (nuint)Width; part += Lanes)
        {
            Vector512<double> sum = Vector512<double>.Zero;
            for (int i = 0; i < chosen.Length; i++)
            {
                sum = Vector512.FusedMultiplyAdd(
                    Vector512.Create(scales[i]), Vector512.LoadUnsafe(ref others.First(chosen[i]), part), sum);
            }
            sum.StoreUnsafe(ref into, part);
        }
    }

    /// <summary>Adds the sum of all rows of others, each times its scale, to a row. [others' count]</summary>
    public void AddAll(int row, VectorRows others, ReadOnlySpan<double> scales)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scales.Length, others.Count);
        ref double into = ref First(row);
        for (nuint part = 0; part < (nuint)Width; part += Lanes)
        {
            ref double from = ref others.First(0);
            Vector512<double> sum = Vector512.LoadUnsafe(ref into, part);
            foreach (double scale in scales)
            {
                sum = Vector512.FusedMultiplyAdd(
                    Vector512.Create(scale), Vector512.LoadUnsafe(ref from, part), sum);
                from = ref Unsafe.Add(ref from, Width);
            }
            sum.StoreUnsafe(ref into, part);
        }
    }

    /// <summary>Square of the distance of two rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Distance(int row, VectorRows others, int other)
    {
        ref double a = ref First(row);
        ref double b = ref others.First(other);
        Vector512<double> sum = Vector512<double>.Zero;
        for (nuint c = 0; c < (nuint)Width; c += Lanes)
        {
            Vector512<double> apart = Vector512.LoadUnsafe(ref a, c) - Vector512.LoadUnsafe(ref b, c);
            sum = Vector512.FusedMultiplyAdd(apart, apart, sum);
        }
        return Sum(sum);
    }

    /// <summary>Columns as rows. [columns, count]</summary>
    public VectorRows Transposed()
    {
        var result = new VectorRows(Columns, Count);
        for (int row = 0; row < Count; row++)
        {
            for (int c = 0; c < Columns; c++)
            {
                result[c][row] = this[row][c];
            }
        }
        return result;
    }

    /// <summary>Squares of the distances of a row to each column of others. [others' width]</summary>
    /// <remarks>Eight of them at once, where <see cref="Distance"/> has to sum over the lanes of each; the sums are
    /// formed in the same order, so the bits are the same.</remarks>
    public void Distances(int row, VectorRows others, Span<double> into)
    {
        ReadOnlySpan<double> entries = this[row];
        ArgumentOutOfRangeException.ThrowIfNotEqual(entries.Length, others.Count);
        if (entries.Length <= Lanes)
        {
            DistancesOfFew(entries, others, into);
            return;
        }
        ref double first = ref others.First(0);
        Span<Vector512<double>> sums = stackalloc Vector512<double>[Lanes];
        for (int part = 0; part < others.Width; part += Lanes)
        {
            ref double from = ref Unsafe.Add(ref first, part);
            sums.Clear();
            for (int c = 0; c < entries.Length; c++)
            {
                Vector512<double> apart = Vector512.Create(entries[c]) - Vector512.LoadUnsafe(ref from);
                sums[c % Lanes] = Vector512.FusedMultiplyAdd(apart, apart, sums[c % Lanes]);
                from = ref Unsafe.Add(ref from, others.Width);
            }
            Vector512<double> even = (sums[0] + sums[4]) + (sums[2] + sums[6]);
            (even + ((sums[1] + sums[5]) + (sums[3] + sums[7]))).CopyTo(into[part..]);
        }
    }

    // At most one square for each of the eight sums: they need not be kept in memory.
    private static void DistancesOfFew(ReadOnlySpan<double> entries, VectorRows others, Span<double> into)
    {
        for (int part = 0; part < others.Width; part += Lanes)
        {
            ref double from = ref Unsafe.Add(ref others.First(0), part);
            int width = others.Width;
            Vector512<double> even = (Square(entries, ref from, width, 0) + Square(entries, ref from, width, 4))
                + (Square(entries, ref from, width, 2) + Square(entries, ref from, width, 6));
            Vector512<double> odd = (Square(entries, ref from, width, 1) + Square(entries, ref from, width, 5))
                + (Square(entries, ref from, width, 3) + Square(entries, ref from, width, 7));
            (even + odd).CopyTo(into[part..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Square(ReadOnlySpan<double> entries, ref double from, int width, int c)
    {
        if (c >= entries.Length)
        {
            return Vector512<double>.Zero;
        }
        Vector512<double> apart = Vector512.Create(entries[c])
            - Vector512.LoadUnsafe(ref Unsafe.Add(ref from, c * width));
        return apart * apart;
    }

    /// <summary>Multiplies every row by a matrix from the right: rows ← rows · matrix. [columns, columns]</summary>
    public void Multiply(VectorRows matrix)
    {
        ref double first = ref matrix.First(0);
        Span<double> before = new double[Columns];
        for (int row = 0; row < Count; row++)
        {
            this[row].CopyTo(before);
            ref double into = ref First(row);
            for (nuint part = 0; part < (nuint)Width; part += Lanes)
            {
                Vector512<double> sum = Vector512<double>.Zero;
                for (int c = 0; c < before.Length; c++)
                {
                    sum = Vector512.FusedMultiplyAdd(
                        Vector512.Create(before[c]), Vector512.LoadUnsafe(ref first, ((nuint)(c * Width)) + part), sum);
                }
                sum.StoreUnsafe(ref into, part);
            }
        }
    }

    /// <summary>Σ over the rows of the products of their entries, by pair of columns. [columns, columns]</summary>
    public VectorRows Products()
    {
        var products = new VectorRows(Columns, Columns);
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<double> entries = this[row];
            for (int c = 0; c < entries.Length; c++)
            {
                products.Add(c, this, row, entries[c]);
            }
        }
        return products;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref double First(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(values), row * Width);
    }

    // In one order on every machine: Vector512.Sum leaves it to the hardware.
    private static double Sum(Vector512<double> v) =>
        ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}
