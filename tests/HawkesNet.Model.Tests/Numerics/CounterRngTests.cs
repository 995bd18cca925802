using HawkesNet.Model.Numerics;
using Xunit;

namespace HawkesNet.Model.Tests.Numerics;

public sealed class CounterRngTests
{
    private const int Draws = 200_000;

    [Fact]
    public void Bits_are_a_pure_function_of_seed_stream_and_counter()
    {
        var rng = new CounterRng(7, 3);
        ulong[] drawn = [rng.NextBits(), rng.NextBits(), rng.NextBits()];
        for (ulong counter = 0; counter < 3; counter++)
        {
            Assert.Equal(CounterRng.Bits(7, 3, counter), drawn[counter]);
        }
        Assert.Equal(drawn[2], new CounterRng(7, 3, counter: 2).NextBits());
        Assert.Equal(3UL, rng.Counter);
    }

    [Fact]
    public void Bits_stay_the_same_from_release_to_release()
    {
        Assert.Equal(0xC2F8847F32BC0B35UL, CounterRng.Bits(0, 0, 0));
        Assert.Equal(0xDAA514C3C86F51B0UL, CounterRng.Bits(1, 2, 3));
    }

    [Fact]
    public void Neighbouring_seeds_streams_and_counters_differ_in_half_of_their_bits()
    {
        double flipped = 0;
        for (ulong i = 0; i < 1000; i++)
        {
            flipped += ulong.PopCount(CounterRng.Bits(i, 5, 9) ^ CounterRng.Bits(i + 1, 5, 9));
            flipped += ulong.PopCount(CounterRng.Bits(5, i, 9) ^ CounterRng.Bits(5, i + 1, 9));
            flipped += ulong.PopCount(CounterRng.Bits(5, 9, i) ^ CounterRng.Bits(5, 9, i + 1));
        }
        // The mean of 3000 x 64 fair coins is 32 with a standard deviation of 4 / sqrt(3000) = 0.073; five of them.
        Assert.Equal(32, flipped / 3000, 0.37);
    }

    [Fact]
    public void Draws_have_the_moments_of_their_laws()
    {
        CheckMoments(rng => rng.Uniform(), 0.5, 1.0 / 12);
        CheckMoments(rng => rng.Exponential(2), 0.5, 0.25);
        CheckMoments(rng => rng.Normal(), 0, 1);
        CheckMoments(rng => rng.Gamma(0.3, 2), 0.6, 1.2);
        CheckMoments(rng => rng.Gamma(5, 0.5), 2.5, 1.25);
        CheckMoments(rng => rng.Poisson(0.7), 0.7, 0.7);
        CheckMoments(rng => rng.Poisson(9.9), 9.9, 9.9);
        CheckMoments(rng => rng.Poisson(10.1), 10.1, 10.1);
        CheckMoments(rng => rng.Poisson(400), 400, 400);
        CheckMoments(rng => rng.Below(6), 2.5, 35.0 / 12);
    }

    [Fact]
    public void Poisson_probabilities_are_right_on_both_sides_of_the_change_of_method()
    {
        foreach (double mean in new[] { 3.0, 12.0 })
        {
            var rng = new CounterRng(11);
            int[] counts = new int[60];
            for (int i = 0; i < Draws; i++)
            {
                counts[rng.Poisson(mean)]++;
            }
            double probability = Math.Exp(-mean);
            for (int k = 0; k < 30; k++)
            {
                double error = Math.Sqrt(Math.Max(1, probability * Draws));
                Assert.Equal(probability * Draws, counts[k], 5 * error);
                probability *= mean / (k + 1);
            }
        }
    }

    [Fact]
    public void Uniform_never_leaves_the_open_interval_and_zero_mean_gives_zero()
    {
        var rng = new CounterRng(1);
        for (int i = 0; i < Draws; i++)
        {
            Assert.InRange(rng.Uniform(), double.Epsilon, 1 - 1e-16);
        }
        Assert.Equal(0, rng.Poisson(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.Poisson(double.NaN));
    }

    // The error of the mean is sd / sqrt(n); five of them keep a fixed seed far from chance failures. The variance's
    // error is at most sd^2 sqrt(kurtosis / n), with kurtosis below 23 for these laws.
    private static void CheckMoments(Func<CounterRng, double> draw, double mean, double variance)
    {
        var rng = new CounterRng(42);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < Draws; i++)
        {
            double x = draw(rng) - mean;
            sum += x;
            squares += x * x;
        }
        Assert.Equal(0, sum / Draws, 5 * Math.Sqrt(variance / Draws));
        Assert.Equal(variance, squares / Draws, 5 * variance * Math.Sqrt(23.0 / Draws));
    }
}
