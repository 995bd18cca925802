using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace HawkesNet.Model.Numerics;

/// <summary>The discrete Fourier transform of a real series, by Stockham's way of ordering the steps: no bits are
/// reversed, and the inner loops run over neighbours.</summary>
/// <remarks>Two values of the series are one complex value, so that half the length is transformed. Operations are
/// those of single numbers, in one order on every machine. Cooley and Tukey 1965.</remarks>
internal sealed class RealFourier
{
    private const int Lanes = Doubles8.Count;

    private readonly int half;
    private readonly double[] cosines;
    private readonly double[] sines;

    /// <param name="length">Length of the series, a power of two, at least four.</param>
    public RealFourier(int length)
    {
        if (length < 4 || !BitOperations.IsPow2(length))
        {
            throw new ArgumentOutOfRangeException(nameof(length));
        }
        half = length / 2;
        (cosines, sines) = (new double[half], new double[half]);
        for (int k = 0; k < half; k++)
        {
            (double sine, cosines[k]) = Math.SinCos(2 * Math.PI * k / length);
            sines[k] = -sine;
        }
    }

    /// <summary>|Σ_t x_t e^(-2πi k t / length)|² of the first frequencies, at most half of them. [count]</summary>
    public double[] Power(ReadOnlySpan<double> series, int count)
    {
        double[] real = Rent(), imaginary = Rent(), otherReal = Rent(), otherImaginary = Rent();
        for (int t = 0; t < half; t++)
        {
            (real[t], imaginary[t]) = (series[2 * t], series[(2 * t) + 1]);
        }
        Transform(ref real, ref imaginary, ref otherReal, ref otherImaginary);
        var power = new double[count];
        for (int k = 0; k < count; k++)
        {
            int mirror = (half - k) % half;
            double evenReal = (real[k] + real[mirror]) / 2, evenImaginary = (imaginary[k] - imaginary[mirror]) / 2;
            double oddReal = (imaginary[k] + imaginary[mirror]) / 2, oddImaginary = (real[mirror] - real[k]) / 2;
            double sumReal = evenReal + (oddReal * cosines[k]) - (oddImaginary * sines[k]);
            double sumImaginary = evenImaginary + (oddReal * sines[k]) + (oddImaginary * cosines[k]);
            power[k] = (sumReal * sumReal) + (sumImaginary * sumImaginary);
        }
        Return(real, imaginary, otherReal, otherImaginary);
        return power;
    }

    // Arrays of this size would else be cleared, and collected, at every search for a rhythm.
    private double[] Rent() => ArrayPool<double>.Shared.Rent(half);

    private static void Return(params ReadOnlySpan<double[]> arrays)
    {
        foreach (double[] one in arrays)
        {
            ArrayPool<double>.Shared.Return(one);
        }
    }

    private void Transform(
        ref double[] real, ref double[] imaginary, ref double[] nextReal, ref double[] nextImaginary)
    {
        for (int stride = 1, pairs = half / 2; pairs > 0; stride *= 2, pairs /= 2)
        {
            for (int p = 0; p < pairs; p++)
            {
                int turn = 2 * stride * p;
                var step = new Step(real, imaginary, nextReal, nextImaginary, cosines[turn], sines[turn])
                {
                    From = stride * p,
                    Apart = stride * pairs,
                    To = 2 * stride * p,
                    Stride = stride,
                };
                step.Run();
            }
            (real, nextReal) = (nextReal, real);
            (imaginary, nextImaginary) = (nextImaginary, imaginary);
        }
    }

    /// <summary>Sums and turned differences of neighbours with their partners.</summary>
    private readonly ref struct Step(
        double[] real, double[] imaginary, double[] sumReal, double[] sumImaginary, double cosine, double sine)
    {
        public required int From { get; init; }
        public required int Apart { get; init; }
        public required int To { get; init; }
        public required int Stride { get; init; }

        public void Run()
        {
            if (Stride >= Lanes)
            {
                RunVectors();
                return;
            }
            for (int q = 0; q < Stride; q++)
            {
                int a = From + q, b = a + Apart, c = To + q, d = c + Stride;
                double differenceReal = real[a] - real[b], differenceImaginary = imaginary[a] - imaginary[b];
                sumReal[c] = real[a] + real[b];
                sumImaginary[c] = imaginary[a] + imaginary[b];
                sumReal[d] = (differenceReal * cosine) - (differenceImaginary * sine);
                sumImaginary[d] = (differenceReal * sine) + (differenceImaginary * cosine);
            }
        }

        private void RunVectors()
        {
            for (int q = 0; q < Stride; q += Lanes)
            {
                int a = From + q, b = a + Apart, c = To + q, d = c + Stride;
                Vector512<double> aReal = Load(real, a), bReal = Load(real, b);
                Vector512<double> aImaginary = Load(imaginary, a), bImaginary = Load(imaginary, b);
                Store(aReal + bReal, sumReal, c);
                Store(aImaginary + bImaginary, sumImaginary, c);
                Vector512<double> differenceReal = aReal - bReal, differenceImaginary = aImaginary - bImaginary;
                Store((differenceReal * cosine) - (differenceImaginary * sine), sumReal, d);
                Store((differenceReal * sine) + (differenceImaginary * cosine), sumImaginary, d);
            }
        }

        private static Vector512<double> Load(double[] values, int at) =>
            Vector512.Create<double>(values.AsSpan(at, Lanes));

        private static void Store(Vector512<double> value, double[] values, int at) =>
            value.CopyTo(values.AsSpan(at, Lanes));
    }
}
