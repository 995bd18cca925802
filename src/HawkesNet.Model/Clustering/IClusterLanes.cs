using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HawkesNet.Model.Clustering;

/// <summary>The intensities of an actor's events, were it in each of eight clusters, multiplied together.</summary>
/// <remarks>Both stop where a product leaves its range: who called then takes its logarithm and goes on.</remarks>
internal interface IClusterLanes
{
    /// <summary>Clusters in one vector.</summary>
    const int Count = 8;

    /// <summary>Products of intensities are brought back to logarithms before they leave this range.</summary>
    private const double ProductMax = 1e100;

    /// <summary>Multiplies by the intensities of events that the actor sent.</summary>
    /// <param name="at">The first of the events, by its place among those ordered by source.</param>
    /// <param name="end">The place after the last.</param>
    /// <param name="first">The first of the clusters.</param>
    /// <param name="rates">Baseline rates of the actor in these clusters.</param>
    /// <param name="products">What is multiplied.</param>
    /// <returns>The place of the next event: <paramref name="end"/> unless a product left its range.</returns>
    int MultiplyAsSource(int at, int end, int first, Vector512<double> rates, ref Vector512<double> products);

    /// <summary>Multiplies by the intensities of events that the actor received.</summary>
    /// <param name="at">The first of the events, by its place among those ordered by target.</param>
    /// <param name="end">The place after the last.</param>
    /// <param name="first">The first of the clusters.</param>
    /// <param name="appeals">Appeals of the actor in these clusters.</param>
    /// <param name="products">What is multiplied.</param>
    /// <returns>The place of the next event: <paramref name="end"/> unless a product left its range.</returns>
    int MultiplyAsTarget(int at, int end, int first, Vector512<double> appeals, ref Vector512<double> products);

    /// <summary>Whether a product has left its range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsFar(Vector512<double> products) =>
        Vector512.GreaterThanAny(products, Vector512.Create(ProductMax))
        || Vector512.LessThanAny(products, Vector512.Create(1 / ProductMax));
}
