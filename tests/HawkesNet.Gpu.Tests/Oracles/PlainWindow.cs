using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Gpu.Tests.Oracles;

/// <summary>The window's sums straight from their definition: every read goes through all events before it.</summary>
internal sealed class PlainWindow : WindowDevice
{
    public override string Name => "plain loops";

    public override LoadedWindow Load(ExcitationWindow window) => new Loaded(window);

    public override void Dispose()
    {
    }

    private sealed class Loaded(ExcitationWindow window) : LoadedWindow
    {
        public override WindowSums Evaluate(KernelCoefficients kernels, ReadOnlySpan<double> marks)
        {
            var sums = new WindowSums();
            var slopes = new double[Doubles8.Count];
            for (int e = 0; e < window.ScoredCount; e++)
            {
                double rate = Score(kernels, marks, e, slopes);
                sums.LogIntensity += Math.Log(rate);
                for (int b = 0; b < Doubles8.Count; b++)
                {
                    sums.Gradient[b] += slopes[b] / rate;
                    for (int c = 0; c <= b; c++)
                    {
                        sums.Information[(b * Doubles8.Count) + c] += slopes[b] * slopes[c] / (rate * rate);
                    }
                }
            }
            Trigger(kernels.Grid, marks, window.AgesAtStart, sums.AtStart);
            Trigger(kernels.Grid, marks, window.AgesAtEnd, sums.AtEnd);
            return sums;
        }

        public override void Dispose()
        {
        }

        private double Score(KernelCoefficients kernels, ReadOnlySpan<double> marks, int e, double[] slopes)
        {
            double rate = window.BaselineIntensities[e];
            Array.Clear(slopes);
            for (int read = window.ReadStarts[e]; read < window.ReadStarts[e + 1]; read++)
            {
                for (int b = 0; b < Doubles8.Count; b++)
                {
                    (double mass, double delay) = Sums(kernels.Grid.DecaysPerTick[b], marks, read);
                    double scale = window.ReadScales[read];
                    int at = (window.ReadMechanisms[read] * Doubles8.Count) + b;
                    rate += scale * mass * kernels.Packed[KernelCoefficients.Intensity + at];
                    slopes[b] += scale * ((mass * kernels.Packed[KernelCoefficients.OfMass + at])
                        + (delay * kernels.Packed[KernelCoefficients.OfDelay + at]));
                    slopes[Math.Max(0, b - 1)] += scale * mass * kernels.Packed[KernelCoefficients.ToFaster + at];
                    slopes[Math.Min(Doubles8.Count - 1, b + 1)] +=
                        scale * mass * kernels.Packed[KernelCoefficients.ToSlower + at];
                }
            }
            return rate;
        }

        private (double Mass, double Delay) Sums(double decay, ReadOnlySpan<double> marks, int read)
        {
            double mass = 0, delay = 0, age = window.ReadGaps[read];
            for (int addition = window.ReadAdditions[read]; ; addition--)
            {
                double survived = marks[window.AdditionEvents[addition]] * Math.Exp(-decay * age);
                mass += survived;
                delay += age * survived;
                if (window.AdditionGaps[addition] < 0)
                {
                    return (mass, delay);
                }
                age += window.AdditionGaps[addition];
            }
        }

        private void Trigger(DecayGrid grid, ReadOnlySpan<double> marks, double[] ages, TriggerSum[] sums)
        {
            for (int i = 0; i < ages.Length * Mechanisms.Count; i++)
            {
                double weight = marks[i / Mechanisms.Count] * window.TriggerWeights[i];
                double age = ages[i / Mechanisms.Count];
                ref TriggerSum sum = ref sums[i % Mechanisms.Count];
                sum.Triggers += weight;
                for (int b = 0; b < Doubles8.Count; b++)
                {
                    double survived = weight * Math.Exp(-grid.DecaysPerTick[b] * age);
                    sum.Mass[b] += survived;
                    sum.Delay[b] += age * survived;
                }
            }
        }
    }
}
