using System.Runtime.InteropServices;

namespace HawkesNet.Model.Ties;

/// <summary>A pair of actors that influence has been credited with: q(W) = Gamma(shape, rate).</summary>
/// <remarks>Pairs that never were have no record: they stand at the prior, with all the source's exposure.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct TiePair
{
    public int Source;
    public int Target;

    public double Shape;

    /// <summary>Rate of the Gamma: an exposure, in events of the source.</summary>
    public double Rate;

    /// <summary>The source's exposure that the rate holds; what came since is added when the pair is next
    /// used.</summary>
    public double ExposureSeen;

    /// <summary>The source's next pair, or <see cref="TieTable.None"/>.</summary>
    public int NextOfSource;

    /// <summary>Keeps the layout free of padding, which would not be the same in equal states.</summary>
    public int Filling;

    /// <summary>Expected offspring in the target of one event of the source, as last counted.</summary>
    public readonly double Weight => Shape / Rate;

    /// <summary>The same, with all the exposure that the source has by now.</summary>
    public readonly double WeightAt(double exposure) => Shape / (Rate + exposure - ExposureSeen);

    /// <summary>Adds the exposure since the pair was last used.</summary>
    public void Bring(double exposure)
    {
        Rate += exposure - ExposureSeen;
        ExposureSeen = exposure;
    }
}
