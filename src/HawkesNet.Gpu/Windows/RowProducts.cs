using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Gpu.Windows;

/// <summary>The products of <see cref="InformationKernel"/>'s rows, read out of its tiles.</summary>
/// <param name="tiles">The tiles of the lower triangle, row by row.</param>
internal readonly struct RowProducts(double[] tiles)
{
    /// <summary>Σ over the events of entry left · entry right, left ≥ right.</summary>
    private double this[int left, int right]
    {
        get
        {
            const int side = InformationKernel.TileSide;
            int row = left / side, column = right / side;
            int tile = (row * (row + 1) / 2) + column;
            return tiles[(tile * side * side) + (left % side * side) + (right % side)];
        }
    }

    /// <summary>Takes out Σ log λ and the sums by the log decays.</summary>
    public void WriteTo(WindowSums sums)
    {
        sums.LogIntensity = this[InformationKernel.LogRate, InformationKernel.One];
        for (int b = 0; b < Doubles8.Count; b++)
        {
            sums.Gradient[b] = this[InformationKernel.One, b];
            for (int c = 0; c <= b; c++)
            {
                sums.Information[(b * Doubles8.Count) + c] = this[b, c];
            }
        }
    }

    /// <summary>Σ ∂ log λ / ∂ weight. [weights]</summary>
    public double[] WeightGradient()
    {
        var gradient = new double[WindowInformation.WeightCount];
        for (int p = 0; p < gradient.Length; p++)
        {
            gradient[p] = this[InformationKernel.One, Doubles8.Count + p];
        }
        return gradient;
    }

    /// <summary>Takes out G'G; lower triangle.</summary>
    public void WriteTo(double[] information)
    {
        for (int p = 0; p < WindowInformation.Count; p++)
        {
            for (int q = 0; q <= p; q++)
            {
                information[(p * WindowInformation.Count) + q] = this[p, q];
            }
        }
    }
}
