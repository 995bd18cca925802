using HawkesNet.Model.Clustering;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>What the events since the last global step say of the shared parameters, and the information
/// matrix.</summary>
/// <remarks>A row is g = ∂ log λ / ∂θ at one event. Rows wait in a chunk of fixed size, so that sums are formed in the
/// same order however the stream is cut into batches (docs/model.md, section 6).</remarks>
internal sealed class Evidence
{
    /// <summary>Rows summed together.</summary>
    public const int ChunkRows = 32;

    private float[] rows = new float[ChunkRows * ParameterLayout.Stride];

    public int RowCount { get; private set; }

    /// <summary>The newest events for refits of the clusters; null where only one is allowed.</summary>
    public EventWindow? Window { get; init; }

    /// <summary>Σ g since the last step. [Stride]</summary>
    public double[] Gradient { get; private set; } = new double[ParameterLayout.Stride];

    /// <summary>Exposures since the last step: the compensator's derivative. [Stride]</summary>
    public double[] Exposure { get; private set; } = new double[ParameterLayout.Stride];

    /// <summary>Discounted Σ g gᵀ, row-major lower triangle. [Stride, Stride]</summary>
    public double[] Information { get; private set; } = new double[ParameterLayout.Stride * ParameterLayout.Stride];

    /// <summary>Events the information speaks of, each by its weight after the discounts; and their squared
    /// weights.</summary>
    public double WeightSum { get; private set; }
    public double SquaredWeightSum { get; private set; }

    /// <summary>Mass of each mechanism's triggers that decayed away since the last step. [mechanisms]</summary>
    public Doubles8[] Decayed { get; private set; } = new Doubles8[Mechanisms.Count];

    /// <summary>The row of the next event, zeroed. [Stride]</summary>
    public Span<float> NextRow()
    {
        Span<float> row = rows.AsSpan(RowCount * ParameterLayout.Stride, ParameterLayout.Stride);
        row.Clear();
        RowCount++;
        return row;
    }

    /// <summary>Sums the waiting rows into gradient and information when the chunk is full, or when told to.</summary>
    public void Sum<TLanes>(bool evenIfPartial)
        where TLanes : struct, ILanes
    {
        if (RowCount == 0 || (RowCount < ChunkRows && !evenIfPartial))
        {
            return;
        }
        for (int i = 0; i < RowCount; i++)
        {
            ReadOnlySpan<float> row = rows.AsSpan(i * ParameterLayout.Stride, ParameterLayout.Stride);
            TLanes.Accumulate(row, Gradient);
        }
        TLanes.AddGram(rows, RowCount, ParameterLayout.Stride, Information);
        WeightSum += RowCount;
        SquaredWeightSum += RowCount;
        RowCount = 0;
    }

    /// <summary>Turns the mass that decayed away into exposures of the kernel components.</summary>
    public void AddDecayedExposures(DecayGrid grid)
    {
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            int offset = ParameterLayout.Of((Mechanism)m);
            grid.AddExposures(Decayed[m], Exposure.AsSpan(offset, DecayGrid.ComponentCount));
        }
        Array.Clear(Decayed);
    }

    /// <summary>Forgets what the last step has used; the information stays.</summary>
    public void ClearStep()
    {
        Array.Clear(Gradient);
        Array.Clear(Exposure);
    }

    /// <summary>Scales the information.</summary>
    public void Discount(double factor)
    {
        for (int i = 0; i < Information.Length; i++)
        {
            Information[i] *= factor;
        }
        WeightSum *= factor;
        SquaredWeightSum *= factor * factor;
    }

    public void Transfer(IStateTransfer transfer)
    {
        rows = transfer.Array(rows);
        RowCount = transfer.Value(RowCount);
        Gradient = transfer.Array(Gradient);
        Exposure = transfer.Array(Exposure);
        Information = transfer.Array(Information);
        Decayed = transfer.Array(Decayed);
        WeightSum = transfer.Value(WeightSum);
        SquaredWeightSum = transfer.Value(SquaredWeightSum);
        Window?.Transfer(transfer);
    }
}
