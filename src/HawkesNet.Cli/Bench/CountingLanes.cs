using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Bench;

/// <summary>The production arithmetic, which also counts what a roofline needs. One run at a time: the counts are
/// shared.</summary>
internal readonly struct CountingLanes : ILanes
{
    /// <summary>Exponentials so far.</summary>
    public static long Exponentials { get; private set; }

    /// <summary>Multiply-adds of the information matrix so far, of columns that are not empty alone.</summary>
    public static long MultiplyAdds { get; private set; }

    /// <summary>Starts anew.</summary>
    public static void Clear() => (Exponentials, MultiplyAdds) = (0, 0);

    public static Doubles8 Survival(in Doubles8 decays, double elapsed)
    {
        Exponentials += Doubles8.Count;
        return VectorLanes.Survival(decays, elapsed);
    }

    public static void Logarithms(Span<double> values) => VectorLanes.Logarithms(values);

    public static Doubles8 Product(in Doubles8 left, in Doubles8 right) => VectorLanes.Product(left, right);

    public static Doubles8 Quotient(in Doubles8 left, in Doubles8 right) => VectorLanes.Quotient(left, right);

    public static Doubles8 Difference(in Doubles8 left, in Doubles8 right) => VectorLanes.Difference(left, right);

    public static Doubles8 MultiplyAdd(in Doubles8 left, in Doubles8 right, double scale) =>
        VectorLanes.MultiplyAdd(left, right, scale);

    public static double Dot(in Doubles8 left, in Doubles8 right) => VectorLanes.Dot(left, right);

    public static double Dot(in Doubles8 a, in Doubles8 b, in Doubles8 c) => VectorLanes.Dot(a, b, c);

    public static Doubles8 Mix(ReadOnlySpan<Doubles8> rows, in Doubles8 factors) => VectorLanes.Mix(rows, factors);

    public static void Scale(Span<Doubles8> rows, in Doubles8 factors) => VectorLanes.Scale(rows, factors);

    public static Doubles8 Products(ReadOnlySpan<Doubles8> rows, ReadOnlySpan<Doubles8> factors) =>
        VectorLanes.Products(rows, factors);

    public static Doubles8 CreditGammas(
        in Doubles8 rates, double scale, ref Doubles8 shapes, ref Doubles8 gammaRates) =>
        VectorLanes.CreditGammas(rates, scale, ref shapes, ref gammaRates);

    public static void Components(
        in Doubles8 mass, in Doubles8 decays, in Doubles8 humps, double scale, Span<float> into) =>
        VectorLanes.Components(mass, decays, humps, scale, into);

    public static void ChoiceDerivative(
        in Doubles8 gate, in Doubles8 probability, double mean, double scale, Span<float> into) =>
        VectorLanes.ChoiceDerivative(gate, probability, mean, scale, into);

    public static void Accumulate(ReadOnlySpan<float> row, Span<double> sum) => VectorLanes.Accumulate(row, sum);

    public static void AddGram(ReadOnlySpan<float> rows, int rowCount, int stride, Span<double> information)
    {
        long used = 0;
        for (int column = 0; column < stride; column++)
        {
            used += IsEmpty(rows, rowCount, stride, column) ? 0 : 1;
        }
        MultiplyAdds += used * (used + 1) / 2 * rowCount;
        VectorLanes.AddGram(rows, rowCount, stride, information);
    }

    private static bool IsEmpty(ReadOnlySpan<float> rows, int rowCount, int stride, int column)
    {
        for (int i = 0; i < rowCount; i++)
        {
            if (rows[(i * stride) + column] != 0)
            {
                return false;
            }
        }
        return true;
    }
}

/// <summary>The local step with counts.</summary>
internal sealed class CountingLocalStep : LaneLocalStep<CountingLanes>;
