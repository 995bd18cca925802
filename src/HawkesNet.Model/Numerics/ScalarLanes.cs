using HawkesNet.Model.Ties;

namespace HawkesNet.Model.Numerics;

/// <summary>The lanes' arithmetic as plain loops in double: what the fast version is held against.</summary>
internal readonly struct ScalarLanes : ILanes
{
    public static Doubles8 Survival(in Doubles8 decays, double elapsed)
    {
        Doubles8 result = default;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            result[b] = Math.Exp(-decays[b] * elapsed);
        }
        return result;
    }

    public static void Logarithms(Span<double> values)
    {
        foreach (ref double value in values)
        {
            value = Math.Log(value);
        }
    }

    public static Doubles8 Product(in Doubles8 left, in Doubles8 right)
    {
        Doubles8 result = default;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            result[b] = left[b] * right[b];
        }
        return result;
    }

    public static Doubles8 Quotient(in Doubles8 left, in Doubles8 right)
    {
        Doubles8 result = default;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            result[b] = left[b] / right[b];
        }
        return result;
    }

    public static Doubles8 Difference(in Doubles8 left, in Doubles8 right) => MultiplyAdd(left, right, -1);

    public static Doubles8 MultiplyAdd(in Doubles8 left, in Doubles8 right, double scale)
    {
        Doubles8 result = default;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            result[b] = left[b] + (scale * right[b]);
        }
        return result;
    }

    public static double Dot(in Doubles8 left, in Doubles8 right)
    {
        double sum = 0;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            sum += left[b] * right[b];
        }
        return sum;
    }

    public static double Dot(in Doubles8 a, in Doubles8 b, in Doubles8 c) => Dot(Product(a, b), c);

    public static Doubles8 Mix(ReadOnlySpan<Doubles8> rows, in Doubles8 factors)
    {
        Doubles8 sum = default;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            sum = MultiplyAdd(sum, rows[b], factors[b]);
        }
        return sum;
    }

    public static void Scale(Span<Doubles8> rows, in Doubles8 factors)
    {
        for (int b = 0; b < Doubles8.Count; b++)
        {
            rows[b] = MultiplyAdd(default, rows[b], factors[b]);
        }
    }

    public static Doubles8 Products(ReadOnlySpan<Doubles8> rows, ReadOnlySpan<Doubles8> factors)
    {
        Doubles8 sums = default;
        for (int row = 0; row < factors.Length * Doubles8.Count; row++)
        {
            sums[row % Doubles8.Count] += Dot(rows[row], factors[row / Doubles8.Count]);
        }
        return sums;
    }

    public static Doubles8 CreditGammas(
        in Doubles8 rates, double scale, ref Doubles8 shapes, ref Doubles8 gammaRates)
    {
        Doubles8 means = default;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            TieMoments.Credit(ref shapes[b], ref gammaRates[b], Math.Min(1, scale * rates[b]));
            means[b] = shapes[b] / gammaRates[b];
        }
        return means;
    }

    public static void Components(
        in Doubles8 mass, in Doubles8 decays, in Doubles8 humps, double scale, Span<float> into)
    {
        into[..(2 * Doubles8.Count)].Clear();
        for (int b = 0; b < Doubles8.Count; b++)
        {
            into[b] = Bounded(scale * decays[b] * mass[b]);
        }
        for (int b = 0; b < Doubles8.Count - 1; b++)
        {
            into[Doubles8.Count + b] = Bounded(scale * humps[b] * (mass[b + 1] - mass[b]));
        }
    }

    public static void ChoiceDerivative(
        in Doubles8 gate, in Doubles8 probability, double mean, double scale, Span<float> into)
    {
        for (int c = 0; c < Doubles8.Count; c++)
        {
            into[c] = Bounded(scale * gate[c] * (probability[c] - mean));
        }
    }

    public static void Accumulate(ReadOnlySpan<float> row, Span<double> sum)
    {
        for (int p = 0; p < row.Length; p++)
        {
            sum[p] += row[p];
        }
    }

    public static void AddGram(ReadOnlySpan<float> rows, int rowCount, int stride, Span<double> information)
    {
        for (int p = 0; p < stride; p++)
        {
            for (int q = 0; q < ((p / 16) + 1) * 16; q++)
            {
                double sum = 0;
                for (int i = 0; i < rowCount; i++)
                {
                    sum += (double)rows[(i * stride) + p] * rows[(i * stride) + q];
                }
                information[(p * stride) + q] += sum;
            }
        }
    }

    private static float Bounded(double entry) =>
        Math.Clamp((float)entry, -ILanes.RowEntryMax, ILanes.RowEntryMax);
}
