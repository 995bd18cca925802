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
    /// <summary>Expected events over which the past fades, by guess. The first guess has no past: its factor is
    /// one.</summary>
    private static ReadOnlySpan<double> MemoryEvents => [double.PositiveInfinity, 10, 100];

    /// <summary>Events by which what was seen of late is drawn towards what was expected.</summary>
    private const double PriorEvents = 1;

    /// <summary>Least weight of a guess against the best one, so that it can come back.</summary>
    private const double WeightMin = 1e-3;

    /// <summary>Expected events that pass at most before the factor is looked at again.</summary>
    private const double StepEventsMax = 12;

    /// <summary>Steps after which a silence has nothing left to fade.</summary>
    private const int StepsMax = 320;

    private Guesses guesses;

    /// <summary>No drift yet.</summary>
    public Drift()
    {
        for (int k = 0; k < Guesses.Count; k++)
        {
            guesses[k] = new Guess { Weight = k == 0 ? 1 : WeightMin, NewRatio = 1 };
        }
    }

    /// <summary>The factor, as long as no time passes.</summary>
    public readonly double Factor
    {
        get
        {
            double sum = 0, weights = 0;
            for (int k = 0; k < Guesses.Count; k++)
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
        double sum = 0;
        for (int step = 0; steady > 0; step++)
        {
            if (step == StepsMax)
            {
                return sum + (Factor * steady);
            }
            double passing = Math.Min(steady, StepEventsMax);
            sum += PassStep(passing);
            steady -= passing;
        }
        return sum;
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
        double scale = 1 / (baseline + others);
        for (int k = 1; k < Guesses.Count; k++)
        {
            ref Guess guess = ref guesses[k];
            double drifted = guess.Factor * baseline * scale, rest = others * scale;
            guess.NewSeen += drifted / (drifted + rest);
            guess.NewRatio = Math.Clamp(guess.NewRatio * (drifted + rest), 1e-9, 1e9);
        }
    }

    /// <summary>Counts the events noted.</summary>
    public void Commit()
    {
        for (int k = 1; k < Guesses.Count; k++)
        {
            ref Guess guess = ref guesses[k];
            guess.Seen += guess.NewSeen;
            guess.Weight *= guess.NewRatio;
            (guess.NewSeen, guess.NewRatio) = (0, 1);
        }
        Bound();
    }

    private double PassStep(double steady)
    {
        double weights = guesses[0].Weight, sum = 0;
        for (int k = 1; k < Guesses.Count; k++)
        {
            ref Guess guess = ref guesses[k];
            double survival = Math.Exp(steady * (1 - guess.Factor));
            weights += guess.Weight;
            sum += guess.Weight * (survival - 1);
            guess.Weight *= survival;
            guess.Fade(steady, MemoryEvents[k]);
        }
        Bound();
        return steady - Math.Log(1 + (sum / weights));
    }

    private void Bound()
    {
        double largest = 0;
        for (int k = 0; k < Guesses.Count; k++)
        {
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
        public double Weight;
        public double Seen;
        public double Expected;
        public double NewSeen;
        public double NewRatio;

        public readonly double Factor => (PriorEvents + Seen) / (PriorEvents + Expected);

        public void Fade(double steady, double memory)
        {
            double kept = 1 / (1 + (steady / memory));
            Seen *= kept;
            Expected = (Expected + steady) * kept;
        }
    }

    [InlineArray(Count)]
    private struct Guesses
    {
        public const int Count = 3;
        private Guess first;
    }
}
