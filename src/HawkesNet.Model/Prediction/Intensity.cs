namespace HawkesNet.Model.Prediction;

/// <summary>Predicted intensities, given the history up to the view's time and no event since.</summary>
public static class Intensity
{
    /// <summary>Intensity of source → target of a type at a time; null target or type: summed over all of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Unknown index, or a time before the view's.</exception>
    public static IntensityEstimate At(ModelView view, int source, int? target, int? type, long atTicks) =>
        throw new NotSupportedException();
}
