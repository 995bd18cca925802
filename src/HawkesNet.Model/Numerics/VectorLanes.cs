using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HawkesNet.Model.Numerics;

/// <summary>The lanes' arithmetic on vectors: 512 bits where the machine has them, else halves of 256 or 128.</summary>
internal readonly struct VectorLanes : ILanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles8 Survival(in Doubles8 decays, double elapsed) =>
        Doubles8.From(VectorExp.OfNonPositive(decays.ToVector() * -elapsed));

    public static void Logarithms(Span<double> values) => VectorLog.Replace(values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles8 Product(in Doubles8 left, in Doubles8 right) =>
        Doubles8.From(left.ToVector() * right.ToVector());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles8 Quotient(in Doubles8 left, in Doubles8 right) =>
        Doubles8.From(left.ToVector() / right.ToVector());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles8 Difference(in Doubles8 left, in Doubles8 right) =>
        Doubles8.From(left.ToVector() - right.ToVector());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles8 MultiplyAdd(in Doubles8 left, in Doubles8 right, double scale) =>
        Doubles8.From(Vector512.FusedMultiplyAdd(right.ToVector(), Vector512.Create(scale), left.ToVector()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(in Doubles8 left, in Doubles8 right) =>
        Total(left.ToVector() * right.ToVector());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(in Doubles8 a, in Doubles8 b, in Doubles8 c) =>
        Total(a.ToVector() * b.ToVector() * c.ToVector());

    // The odd decays apart: neither sum waits for the other.
    public static Doubles8 Mix(ReadOnlySpan<Doubles8> rows, in Doubles8 factors)
    {
        Vector512<double> even = default, odd = default;
        for (int b = 0; b < Doubles8.Count; b += 2)
        {
            even = Vector512.FusedMultiplyAdd(rows[b].ToVector(), Vector512.Create(factors[b]), even);
            odd = Vector512.FusedMultiplyAdd(rows[b + 1].ToVector(), Vector512.Create(factors[b + 1]), odd);
        }
        return Doubles8.From(even + odd);
    }

    public static void Scale(Span<Doubles8> rows, in Doubles8 factors)
    {
        for (int b = 0; b < Doubles8.Count; b++)
        {
            rows[b] = Doubles8.From(rows[b].ToVector() * Vector512.Create(factors[b]));
        }
    }

    public static Doubles8 Products(ReadOnlySpan<Doubles8> rows, ReadOnlySpan<Doubles8> factors)
    {
        Vector512<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        Vector512<double> sum4 = default, sum5 = default, sum6 = default, sum7 = default;
        for (int group = 0; group < factors.Length; group++)
        {
            Vector512<double> factor = factors[group].ToVector();
            ReadOnlySpan<Doubles8> here = rows.Slice(group * Doubles8.Count, Doubles8.Count);
            sum0 = Vector512.FusedMultiplyAdd(here[0].ToVector(), factor, sum0);
            sum1 = Vector512.FusedMultiplyAdd(here[1].ToVector(), factor, sum1);
            sum2 = Vector512.FusedMultiplyAdd(here[2].ToVector(), factor, sum2);
            sum3 = Vector512.FusedMultiplyAdd(here[3].ToVector(), factor, sum3);
            sum4 = Vector512.FusedMultiplyAdd(here[4].ToVector(), factor, sum4);
            sum5 = Vector512.FusedMultiplyAdd(here[5].ToVector(), factor, sum5);
            sum6 = Vector512.FusedMultiplyAdd(here[6].ToVector(), factor, sum6);
            sum7 = Vector512.FusedMultiplyAdd(here[7].ToVector(), factor, sum7);
        }
        return Doubles8.From(Vector512.Create(
            Total(sum0), Total(sum1), Total(sum2), Total(sum3),
            Total(sum4), Total(sum5), Total(sum6), Total(sum7)));
    }

    // The mean is (a + r) / b, whatever is unclear of the attribution.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubles8 CreditGammas(
        in Doubles8 rates, double scale, ref Doubles8 shapes, ref Doubles8 gammaRates)
    {
        Vector512<double> rate = gammaRates.ToVector();
        Vector512<double> responsibility = Vector512.Min(Vector512<double>.One, rates.ToVector() * scale);
        Vector512<double> count = shapes.ToVector() + responsibility;
        Vector512<double> kept = count / Vector512.FusedMultiplyAdd(
            responsibility, Vector512<double>.One - responsibility, count);
        shapes = Doubles8.From(count * kept);
        gammaRates = Doubles8.From(rate * kept);
        return Doubles8.From(count / rate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Components(
        in Doubles8 mass, in Doubles8 decays, in Doubles8 humps, double scale, Span<float> into)
    {
        Vector512<double> here = mass.ToVector();
        Vector512<double> next = Vector512.Shuffle(here, Vector512.Create(1L, 2, 3, 4, 5, 6, 7, 7));
        Vector512<double> exponentials = here * (decays.ToVector() * scale);
        Vector512<double> hills = (next - here) * (humps.ToVector() * scale);
        Vector512<float> bound = Vector512.Create(ILanes.RowEntryMax);
        Vector512<float> entries = Vector512.Narrow(exponentials, hills);
        Vector512.Max(Vector512.Min(entries, bound), -bound).StoreUnsafe(ref MemoryMarshal.GetReference(into));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ChoiceDerivative(
        in Doubles8 gate, in Doubles8 probability, double mean, double scale, Span<float> into)
    {
        Vector512<double> values = gate.ToVector() * scale * (probability.ToVector() - Vector512.Create(mean));
        Vector256<float> bound = Vector256.Create(ILanes.RowEntryMax);
        Vector256<float> entries = Vector256.Narrow(values.GetLower(), values.GetUpper());
        Vector256.Max(Vector256.Min(entries, bound), -bound).StoreUnsafe(ref MemoryMarshal.GetReference(into));
    }

    /// <summary>Σ left_i · right_i of two equally long spans.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref double a = ref MemoryMarshal.GetReference(left);
        ref double b = ref MemoryMarshal.GetReference(right[..left.Length]);
        Vector512<double> sum = default;
        int i = 0;
        for (; i <= left.Length - 8; i += 8)
        {
            sum = Vector512.FusedMultiplyAdd(
                Vector512.LoadUnsafe(ref a, (nuint)i), Vector512.LoadUnsafe(ref b, (nuint)i), sum);
        }
        double total = Total(sum);
        for (; i < left.Length; i++)
        {
            total = Math.FusedMultiplyAdd(left[i], right[i], total);
        }
        return total;
    }

    /// <summary>Adds a row times a factor to the first entries of a sum.</summary>
    public static void Add(ReadOnlySpan<double> row, double factor, Span<double> sum)
    {
        ref double from = ref MemoryMarshal.GetReference(row);
        ref double into = ref MemoryMarshal.GetReference(sum[..row.Length]);
        Vector512<double> factors = Vector512.Create(factor);
        int i = 0;
        for (; i <= row.Length - 8; i += 8)
        {
            Vector512.FusedMultiplyAdd(
                Vector512.LoadUnsafe(ref from, (nuint)i), factors, Vector512.LoadUnsafe(ref into, (nuint)i))
                .StoreUnsafe(ref into, (nuint)i);
        }
        for (; i < row.Length; i++)
        {
            sum[i] = Math.FusedMultiplyAdd(row[i], factor, sum[i]);
        }
    }

    public static void Accumulate(ReadOnlySpan<float> row, Span<double> sum)
    {
        for (int p = 0; p < row.Length; p += 16)
        {
            AddWidened(Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)p), sum[p..]);
        }
    }

    public static void AddGram(ReadOnlySpan<float> rows, int rowCount, int stride, Span<double> information)
    {
        Span<int> filled = stackalloc int[stride / 16];
        FindFilled(rows, rowCount, stride, filled);
        for (int p = 0; p < stride; p += 8)
        {
            int columns = (filled[p / 16] >> (p % 16)) & 0xFF;
            for (int q = 0; q <= p && columns != 0; q += 16)
            {
                if (filled[q / 16] == 0)
                {
                    continue;
                }
                if (columns == 1)
                {
                    AddGramRow(rows, rowCount, stride, p, q, information);
                }
                else
                {
                    AddGramTile(rows, rowCount, stride, p, q, information);
                }
            }
        }
    }

    /// <summary>The sum of the lanes, halves onto halves: in the same order on every machine and at every stage of
    /// compilation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Total(Vector512<double> vector)
    {
        Vector256<double> four = vector.GetLower() + vector.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.ToScalar() + two.GetElement(1);
    }

    // Eight parameters against sixteen: enough independent sums to keep the multipliers busy.
    private static void AddGramTile(
        ReadOnlySpan<float> rows, int rowCount, int stride, int p, int q, Span<double> information)
    {
        ref float first = ref MemoryMarshal.GetReference(rows);
        Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        Vector512<float> sum4 = default, sum5 = default, sum6 = default, sum7 = default;
        for (int i = 0; i < rowCount; i++)
        {
            ref float row = ref Unsafe.Add(ref first, i * stride);
            ref float left = ref Unsafe.Add(ref row, p);
            Vector512<float> columns = Vector512.LoadUnsafe(ref Unsafe.Add(ref row, q));
            sum0 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(left), sum0);
            sum1 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(Unsafe.Add(ref left, 1)), sum1);
            sum2 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(Unsafe.Add(ref left, 2)), sum2);
            sum3 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(Unsafe.Add(ref left, 3)), sum3);
            sum4 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(Unsafe.Add(ref left, 4)), sum4);
            sum5 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(Unsafe.Add(ref left, 5)), sum5);
            sum6 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(Unsafe.Add(ref left, 6)), sum6);
            sum7 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(Unsafe.Add(ref left, 7)), sum7);
        }
        AddWidened(sum0, information[((p * stride) + q)..]);
        AddWidened(sum1, information[(((p + 1) * stride) + q)..]);
        AddWidened(sum2, information[(((p + 2) * stride) + q)..]);
        AddWidened(sum3, information[(((p + 3) * stride) + q)..]);
        AddWidened(sum4, information[(((p + 4) * stride) + q)..]);
        AddWidened(sum5, information[(((p + 5) * stride) + q)..]);
        AddWidened(sum6, information[(((p + 6) * stride) + q)..]);
        AddWidened(sum7, information[(((p + 7) * stride) + q)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWidened(Vector512<float> sum, Span<double> into)
    {
        ref double target = ref MemoryMarshal.GetReference(into[..16]);
        (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(sum);
        (Vector512.LoadUnsafe(ref target) + lower).StoreUnsafe(ref target);
        (Vector512.LoadUnsafe(ref target, 8) + upper).StoreUnsafe(ref target, 8);
    }

    private static void AddGramRow(
        ReadOnlySpan<float> rows, int rowCount, int stride, int p, int q, Span<double> information)
    {
        ref float first = ref MemoryMarshal.GetReference(rows);
        Vector512<float> sum = default;
        for (int i = 0; i < rowCount; i++)
        {
            ref float row = ref Unsafe.Add(ref first, i * stride);
            sum = Vector512.FusedMultiplyAdd(
                Vector512.LoadUnsafe(ref Unsafe.Add(ref row, q)), Vector512.Create(Unsafe.Add(ref row, p)), sum);
        }
        AddWidened(sum, information[((p * stride) + q)..]);
    }

    /// <summary>Columns of each tile of sixteen that are not zero in all rows, as bits.</summary>
    private static void FindFilled(ReadOnlySpan<float> rows, int rowCount, int stride, Span<int> filled)
    {
        for (int tile = 0; tile < filled.Length; tile++)
        {
            Vector512<float> largest = default;
            for (int i = 0; i < rowCount; i++)
            {
                largest = Vector512.Max(largest, Vector512.Abs(
                    Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(rows), (nuint)((i * stride) + (tile * 16)))));
            }
            filled[tile] = 0xFFFF
                & ~(int)Vector512.Equals(largest, Vector512<float>.Zero).ExtractMostSignificantBits();
        }
    }
}
