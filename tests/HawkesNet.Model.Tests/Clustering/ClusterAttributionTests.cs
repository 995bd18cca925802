using HawkesNet.Model.Clustering;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Tests.Oracles;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace HawkesNet.Model.Tests.Clustering;

/// <summary>The sweep over the events against their intensities taken one by one.</summary>
public class ClusterAttributionTests
{
    public static TheoryData<int, int> Cases()
    {
        var cases = new TheoryData<int, int>();
        for (int shape = 0; shape < FitShapes.All.Length; shape++)
        {
            cases.Add(shape, 1 + shape);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_event_is_put_down_to_its_causes_in_proportion_to_their_intensities(int shape, int seed)
    {
        var recorded = new RecordedScenario(seed, FitShapes.All[shape], 200);
        ClusterFit fit = recorded.RandomFit(seed, clusters: 3, sweeps: 2);
        double[] rates = [.. fit.Labels.Select((k, i) => fit.Rate(i, k))];
        double logs = 0;
        var offspring = new double[fit.Layout.Count];
        double[,,] information = new double[fit.Clusters * fit.Clusters, 2, 2];
        var squares = new double[fit.Layout.Count];
        var baselineCounts = new double[fit.Labels.Length];
        for (int e = 0; e < fit.Index.Sources.Length; e++)
        {
            double intensity = Intensity(fit, e, rates, out int source, out int target, out double tilt);
            logs += Math.Log(intensity);
            double left = 1;
            var pair = new double[2];
            foreach (WindowTerm term in fit.Index.Window.Terms(e))
            {
                int cell = fit.Cell(term, source, target, fit.Index.Window.Event(e).Type);
                double share = fit.Weights[cell] * (term.Known + (term.Strange * tilt)) / intensity;
                offspring[cell] += share;
                squares[cell] += share * share;
                left -= share;
                if ((Mechanism)term.Mechanism is Mechanism.Repeat or Mechanism.Reply)
                {
                    pair[(Mechanism)term.Mechanism == Mechanism.Repeat ? 0 : 1] += share;
                }
            }
            AddProducts(information, (source * fit.Clusters) + target, pair);
            baselineCounts[fit.Index.Sources[e]] += left - (fit.Index.Window.Event(e).Other / intensity);
        }
        SetPairs(squares, information, fit);
        AssertClose(squares, fit.CertainOffspring());
        var factors = (double[])fit.Factors.Clone();
        fit.Attribute();
        double compensator = factors.Zip(fit.Expected, (factor, expected) => factor * expected).Sum()
            + (rates.Zip(fit.Index.Presence, (rate, presence) => rate * presence).Sum() * fit.Index.SpanTicks);
        Close.Assert(logs - compensator, fit.LogLikelihood, 1e-10);
        AssertClose(offspring, fit.Offspring);
        AssertClose(baselineCounts, fit.BaselineCounts);
    }

    private static void AddProducts(double[,,] information, int pair, double[] shares)
    {
        for (int a = 0; a < 2; a++)
        {
            for (int b = 0; b < 2; b++)
            {
                information[pair, a, b] += shares[a] * shares[b];
            }
        }
    }

    // Repeat and reply of a pair of clusters: the precision of each that is left by inverting the information of both,
    // less that of its prior.
    private static void SetPairs(double[] squares, double[,,] information, ClusterFit fit)
    {
        double[] priors = [fit.Strengths[(int)Mechanism.Repeat], fit.Strengths[(int)Mechanism.Reply]];
        for (int pair = 0; pair < fit.Layout.Reply; pair++)
        {
            Matrix<double> inverse = Matrix<double>.Build.Dense(
                2, 2, (a, b) => information[pair, a, b] + (a == b ? priors[a] : 0)).Inverse();
            squares[pair] = (1 / inverse[0, 0]) - priors[0];
            squares[fit.Layout.Reply + pair] = (1 / inverse[1, 1]) - priors[1];
        }
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Close.Assert(expected[i], actual[i], 1e-9, floor: 1, $"entry {i}:");
        }
    }

    private static double Intensity(
        ClusterFit fit, int e, double[] rates, out int source, out int target, out double tilt)
    {
        int sender = fit.Index.Sources[e], receiver = fit.Index.Targets[e];
        source = fit.Labels[sender];
        target = receiver < 0 ? 0 : fit.Labels[receiver];
        double appeal = receiver < 0 ? 1 : fit.Appeal[receiver];
        tilt = receiver < 0 ? 1 : fit.Tilt[(source * fit.Clusters) + target] * appeal;
        return fit.Intensity(e, source, target, rates[sender], appeal);
    }
}
