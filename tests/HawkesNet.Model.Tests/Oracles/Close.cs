using Xunit;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>Comparison of numbers with a stated tolerance.</summary>
internal static class Close
{
    /// <summary>|expected - actual| ≤ tolerance · max(|expected|, floor).</summary>
    public static void Assert(double expected, double actual, double tolerance, double floor = 0, string what = "")
    {
        double error = Math.Abs(expected - actual);
        Xunit.Assert.True(
            error <= tolerance * Math.Max(Math.Abs(expected), floor),
            $"{what} expected {expected:R}, got {actual:R}, off by {error:E2}");
    }

    /// <summary>Relative difference of two numbers; 0 for two zeros.</summary>
    public static double Error(double expected, double actual) =>
        expected == actual ? 0 : Math.Abs(expected - actual) / Math.Max(Math.Abs(expected), 1e-300);
}
