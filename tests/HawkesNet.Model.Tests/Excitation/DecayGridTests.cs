using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Excitation;

/// <summary>Kernel components as densities, and what is folded out of them.</summary>
public class DecayGridTests
{
    private static readonly DecayGrid[] Grids =
    [
        DecayGrid.LogSpaced(10, 1e5),
        DecayGrid.LogSpaced(1e6, 1e15),
        new DecayGrid(Decays(5, 4, 3.2, 2.5, 2, 1.6, 1.3, 0.1)),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_component_integrates_to_one(int grid)
    {
        DecayGrid decays = Grids[grid];
        for (int j = 0; j < DecayGrid.ComponentCount - 1; j++)
        {
            double integral = Quadrature.Integrate(
                delay => decays.Density(j, delay), 0, 50 / decays.DecaysPerTick[7], 1 / decays.DecaysPerTick[0]);
            Close.Assert(1, integral, 1e-11, what: $"component {j}:");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Humps_are_zero_at_once_and_never_negative(int grid)
    {
        DecayGrid decays = Grids[grid];
        for (int j = Doubles8.Count; j < DecayGrid.ComponentCount; j++)
        {
            Assert.Equal(0, decays.Density(j, 0));
            for (double delay = 1e-3 / decays.DecaysPerTick[0]; delay < 100 / decays.DecaysPerTick[7]; delay *= 1.1)
            {
                Assert.True(decays.Density(j, delay) >= 0, $"component {j} at {delay}");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Intensity_weights_fold_the_densities(int grid)
    {
        DecayGrid decays = Grids[grid];
        double[] weights = RandomWeights(grid);
        Doubles8 folded = decays.IntensityWeights(weights);
        foreach (double share in (double[])[0, 0.01, 0.5, 1, 3, 20, 1000])
        {
            double delay = share / decays.DecaysPerTick[0];
            double expected = 0, actual = 0, size = 0;
            for (int j = 0; j < DecayGrid.ComponentCount; j++)
            {
                expected += weights[j] * decays.Density(j, delay);
            }
            for (int b = 0; b < Doubles8.Count; b++)
            {
                double part = folded[b] * Math.Exp(-decays.DecaysPerTick[b] * delay);
                actual += part;
                size += Math.Abs(part);
            }
            Close.Assert(expected, actual, 1e-12, size);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Component_intensities_are_the_densities_of_the_delays(int grid)
    {
        DecayGrid decays = Grids[grid];
        double delay = 2.5 / decays.DecaysPerTick[3];
        var intensities = new double[DecayGrid.ComponentCount];
        decays.AddIntensities(MassAfter(decays, delay), intensities);
        for (int j = 0; j < DecayGrid.ComponentCount; j++)
        {
            Close.Assert(decays.Density(j, delay), intensities[j], 1e-12, decays.DecaysPerTick[j % 8] * 1e-3);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Exposures_are_the_integrals_of_the_densities(int grid)
    {
        DecayGrid decays = Grids[grid];
        double from = 0.3 / decays.DecaysPerTick[2], to = 4 / decays.DecaysPerTick[4];
        Doubles8 decayed = ScalarLanes.Difference(MassAfter(decays, from), MassAfter(decays, to));
        var exposures = new double[DecayGrid.ComponentCount];
        decays.AddExposures(decayed, exposures);
        double[] weights = RandomWeights(grid);
        double weighted = 0;
        for (int j = 0; j < DecayGrid.ComponentCount; j++)
        {
            double integral = Quadrature.Integrate(
                delay => decays.Density(j, delay), from, to, 0.2 / decays.DecaysPerTick[0]);
            Close.Assert(integral, exposures[j], 1e-10, 1e-4, $"component {j}:");
            weighted += weights[j] * integral;
        }
        Close.Assert(weighted, ScalarLanes.Dot(decays.CompensatorWeights(weights), decayed), 1e-10);
    }

    [Fact]
    public void A_grid_refuses_decays_that_do_not_fall()
    {
        Assert.Throws<ArgumentException>(() => new DecayGrid(Decays(8, 7, 6, 5, 4, 3, 2, 1)));
        Assert.Throws<ArgumentException>(() => new DecayGrid(Decays(1, 2, 4, 8, 16, 32, 64, 128)));
        Assert.Throws<ArgumentException>(() => new DecayGrid(Decays(128, 64, 32, 16, 8, 4, 2, 0)));
        Assert.Throws<ArgumentException>(() => new DecayGrid(Decays(128, 64, 32, 16, 8, 4, 2, double.NaN)));
        Assert.Throws<ArgumentException>(() => new DecayGrid(Decays(double.PositiveInfinity, 64, 32, 16, 8, 4, 2, 1)));
    }

    private static Doubles8 MassAfter(DecayGrid decays, double delay)
    {
        Doubles8 mass = default;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            mass[b] = Math.Exp(-decays.DecaysPerTick[b] * delay);
        }
        return mass;
    }

    private static double[] RandomWeights(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, DecayGrid.ComponentCount).Select(j => j == 15 ? 0 : random.NextDouble())];
    }

    private static Doubles8 Decays(params ReadOnlySpan<double> values)
    {
        Doubles8 result = default;
        values.CopyTo(result.AsSpan());
        return result;
    }
}
