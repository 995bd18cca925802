namespace HawkesNet.Model.Prediction;

/// <summary>Central 90 % predictive interval of a count with a given mean and variance.</summary>
internal static class CountInterval
{
    private const double GaussianFrom = 10_000;

    /// <summary>Quantiles 5 % and 95 % of a negative binomial of these moments, Poisson where the variance is no larger
    /// than the mean; Gaussian for large means.</summary>
    public static Estimate Of(double mean, double variance)
    {
        if (mean > GaussianFrom)
        {
            double half = Intensity.Deviations90 * Math.Sqrt(variance);
            return new Estimate(mean, Math.Max(0, Math.Floor(mean - half)), Math.Ceiling(mean + half));
        }
        return new Estimate(mean, Quantile(mean, variance, 0.05), Quantile(mean, variance, 0.95));
    }

    private static double Quantile(double mean, double variance, double probability)
    {
        bool isPoisson = variance <= mean * (1 + 1e-9);
        double size = isPoisson ? 0 : mean * mean / (variance - mean);
        double success = isPoisson ? 0 : mean / variance;
        double mass = isPoisson ? Math.Exp(-mean) : Math.Exp(size * Math.Log(success));
        double sum = mass;
        int count = 0;
        while (sum < probability && count < 100 * GaussianFrom)
        {
            count++;
            mass *= isPoisson ? mean / count : (count - 1 + size) / count * (1 - success);
            sum += mass;
        }
        return count;
    }
}
