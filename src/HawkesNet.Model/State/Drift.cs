using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HawkesNet.Model.State;

/// <summary>How far the baseline has drifted from its parameters: a factor on all baseline rates, found from the events
/// put down to the baseline of late (docs/model.md, section 15).</summary>
/// <remarks>Guesses compete by the likelihood of what follows them: that the factor is one, and that it is what was
/// seen of late over what was expected, as that fades faster or slower (equation 41). The factor is their weighted mean
/// (equation 42). It corrects predictions only: parameters are learned as if it were one.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Drift
{
    /// <summary>Least weight of a guess against the best one, so that it can come back.</summary>
    private const double WeightMin = 1e-3;

    private Guesses guesses;

    /// <summary>No drift yet.</summary>
    public Drift()
    {
        for (int k = 0; k < Guesses.Count; k++)
        {
            guesses[k] = new Guess { Weight = k == 0 ? 1 : WeightMin, NewRatio = 1 };
        }
    }

    /// <summary>Expected events over which the past fades, by guess. The first guess has no past: its factor is
    /// one.</summary>
    private static ReadOnlySpan<double> MemoryEvents => [double.PositiveInfinity, 10, 100];

    /// <summary>The factor, as long as no time passes.</summary>
    public readonly double Factor
    {
        get
        {
            double sum = 0, weights = guesses[0].Weight;
            for (int k = 1; k < Guesses.Count; k++)
            {
                weights += guesses[k].Weight;
                sum += guesses[k].Weight * (guesses[k].Factor - 1);
            }
            return 1 + (sum / weights);
        }
    }

    /// <summary>Lets time pass in which no event falls.</summary>
    /// <param name="steady">Baseline events expected in it without drift.</param>
    /// <returns>Those expected with drift: the integral of the intensity.</returns>
    public double Pass(double steady)
    {
        Span<double> expected = stackalloc double[Guesses.Count];
        double least = expected[0] = steady;
        for (int k = 1; k < Guesses.Count; k++)
        {
            expected[k] = guesses[k].Pass(steady, MemoryEvents[k]);
            least = Math.Min(least, expected[k]);
        }
        double before = 0, after = 0;
        for (int k = 0; k < Guesses.Count; k++)
        {
            before += guesses[k].Weight;
            after += guesses[k].Weight *= Math.Exp(least - expected[k]);
        }
        return least - Math.Log(after / before);
    }

    /// <summary>The factor after a time without an event in which the steady baseline expects some.</summary>
    public readonly double FactorAfter(double steady)
    {
        Drift later = this;
        later.Pass(steady);
        return later.Factor;
    }

    /// <summary>Takes note of an event, for when time moves on.</summary>
    /// <param name="baseline">Intensity of the steady baseline at the event.</param>
    /// <param name="others">Intensity of all other causes.</param>
    public void Add(double baseline, double others)
    {
        double share = baseline / (baseline + others);
        for (int k = 1; k < Guesses.Count; k++)
        {
            guesses[k].Add(share);
        }
    }

    /// <summary>Counts the events noted.</summary>
    public void Commit()
    {
        double largest = guesses[0].Weight;
        for (int k = 1; k < Guesses.Count; k++)
        {
            guesses[k].Commit();
            largest = Math.Max(largest, guesses[k].Weight);
        }
        for (int k = 0; k < Guesses.Count; k++)
        {
            guesses[k].Weight = Math.Max(guesses[k].Weight / largest, WeightMin);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Guess
    {
        /// <summary>Events by which what was seen of late is drawn towards what was expected.</summary>
        private const double Prior = 1;

        private const double RatioMax = 1e9;

        public double Weight;
        public double NewRatio;
        private double seen;
        private double expected;
        private double newSeen;

        public readonly double Factor => (Prior + seen) / (Prior + expected);

        /// <summary>Lets the past fade; returns the integral of the factor.</summary>
        /// <remarks>With u = e^(-x / memory) after x expected events, the factor is (a + S u) / (A + B u), A = a +
        /// memory, B = expected - memory, so its integral is a x / A + memory (S - a B / A) ln((A + B) / (A + B u)) /
        /// B.</remarks>
        public double Pass(double steady, double memory)
        {
            double kept = Math.Exp(-steady / memory), limit = Prior + memory, excess = expected - memory;
            double left = limit + (excess * kept), gone = (1 - kept) / left;
            double integral = (Prior / limit * steady)
                + (memory * (seen - (Prior * excess / limit)) * gone * LogPart(excess * gone));
            seen *= kept;
            expected = memory + (excess * kept);
            return integral;
        }

        /// <summary>Notes an event by the steady baseline's share of its intensity.</summary>
        public void Add(double share)
        {
            double drifted = Factor * share, intensity = drifted + (1 - share);
            newSeen += drifted / intensity;
            NewRatio = Math.Clamp(NewRatio * intensity, 1 / RatioMax, RatioMax);
        }

        public void Commit()
        {
            seen += newSeen;
            Weight *= NewRatio;
            (newSeen, NewRatio) = (0, 1);
        }

        /// <summary>ln(1 + z) / z.</summary>
        private static double LogPart(double z) =>
            Math.Abs(z) > 0.01 ? Math.Log(1 + z) / z
                : 1 + (z * ((-1.0 / 2) + (z * ((1.0 / 3) + (z * ((-1.0 / 4) + (z * ((1.0 / 5)
                    + (z * ((-1.0 / 6) + (z * (1.0 / 7))))))))))));
    }

    [InlineArray(Count)]
    private struct Guesses
    {
        public const int Count = 3;

        private Guess first;
    }
}
