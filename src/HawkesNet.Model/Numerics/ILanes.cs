namespace HawkesNet.Model.Numerics;

/// <summary>The arithmetic of the local step over eight lanes. Two implementations, told apart by a contract test:
/// <see cref="ScalarLanes"/>, plain loops, and <see cref="VectorLanes"/>, the production path.</summary>
internal interface ILanes
{
    /// <summary>Largest size of an entry of a row. An event that nearly nothing explains would else outweigh all
    /// others, and its square overflow.</summary>
    const float RowEntryMax = 1e4f;

    /// <summary>exp(-decay_b · elapsed) of every lane; decays in 1/tick, elapsed in ticks, both non-negative.</summary>
    static abstract Doubles8 Survival(in Doubles8 decays, double elapsed);

    /// <summary>Replaces every value by its natural logarithm.</summary>
    static abstract void Logarithms(Span<double> values);

    /// <summary>left_b · right_b.</summary>
    static abstract Doubles8 Product(in Doubles8 left, in Doubles8 right);

    /// <summary>left_b / right_b.</summary>
    static abstract Doubles8 Quotient(in Doubles8 left, in Doubles8 right);

    /// <summary>left_b - right_b.</summary>
    static abstract Doubles8 Difference(in Doubles8 left, in Doubles8 right);

    /// <summary>left_b + scale · right_b.</summary>
    static abstract Doubles8 MultiplyAdd(in Doubles8 left, in Doubles8 right, double scale);

    /// <summary>Sum over the lanes of left_b · right_b.</summary>
    static abstract double Dot(in Doubles8 left, in Doubles8 right);

    /// <summary>Sum over the lanes of a_b · b_b · c_b.</summary>
    static abstract double Dot(in Doubles8 a, in Doubles8 b, in Doubles8 c);

    /// <summary>Σ_b factors_b · rows_b, lane by lane, of eight rows.</summary>
    static abstract Doubles8 Mix(ReadOnlySpan<Doubles8> rows, in Doubles8 factors);

    /// <summary>rows_b *= factors_b, of eight rows.</summary>
    static abstract void Scale(Span<Doubles8> rows, in Doubles8 factors);

    /// <summary>Sums over groups and lanes of factors_g · rows_gb, of eight rows in each group. [8]</summary>
    static abstract Doubles8 Products(ReadOnlySpan<Doubles8> rows, ReadOnlySpan<Doubles8> factors);

    /// <summary>Credits eight Gammas with an event that each caused with probability scale · rates_b, one at most, by
    /// their moments (equation 31).</summary>
    /// <returns>Their means.</returns>
    static abstract Doubles8 CreditGammas(
        in Doubles8 rates, double scale, ref Doubles8 shapes, ref Doubles8 gammaRates);

    /// <summary>The sixteen kernel components of a mass (equation 5), scaled: eight exponential ones
    /// mass_b · decay_b, then seven humps (mass_(b+1) - mass_b) · hump_b, then one zero.</summary>
    static abstract void Components(
        in Doubles8 mass, in Doubles8 decays, in Doubles8 humps, double scale, Span<float> into);

    /// <summary>into_b = scale · gate_b · (probability_b - mean): the derivative of a choice by its weights.</summary>
    static abstract void ChoiceDerivative(
        in Doubles8 gate, in Doubles8 probability, double mean, double scale, Span<float> into);

    /// <summary>sum_p += row_p.</summary>
    static abstract void Accumulate(ReadOnlySpan<float> row, Span<double> sum);

    /// <summary>information += rowsᵀ · rows, lower triangle of 16 × 16 tiles, of <paramref name="rowCount"/>
    /// rows.</summary>
    /// <remarks>Row-major; both have <paramref name="stride"/> columns, a multiple of sixteen.</remarks>
    static abstract void AddGram(ReadOnlySpan<float> rows, int rowCount, int stride, Span<double> information);
}
