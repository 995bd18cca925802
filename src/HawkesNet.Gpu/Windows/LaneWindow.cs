using System.Runtime.Intrinsics;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Gpu.Windows;

/// <summary>The evaluation of a window on the processor's vectors and several of its cores: what a device is measured
/// against.</summary>
/// <remarks>Work is cut at fixed places and summed in order, so the number of cores does not change the bits.</remarks>
internal sealed class LaneWindow(int cores) : WindowDevice
{
    private const int AdditionsPerChunk = 4096;
    private const int EventsPerChunk = 512;

    public override string Name => $"{cores} cores";

    public override LoadedWindow Load(ExcitationWindow window) => new Loaded(window, cores);

    public override void Dispose()
    {
    }

    private sealed class Loaded(ExcitationWindow window, int cores) : LoadedWindow
    {
        private readonly ParallelOptions options = new() { MaxDegreeOfParallelism = cores };
        private readonly Doubles8[] mass = new Doubles8[window.AdditionCount];
        private readonly Doubles8[] delay = new Doubles8[window.AdditionCount];

        public override WindowSums Evaluate(KernelCoefficients kernels, ReadOnlySpan<double> marks)
        {
            double[] eventMarks = marks.ToArray();
            Scan(kernels.Grid.DecaysPerTick, eventMarks);
            var parts = new Part[Chunks(window.ScoredCount, EventsPerChunk)];
            Parallel.For(0, parts.Length, options, chunk => parts[chunk] = Score(kernels, chunk));
            var sums = new WindowSums();
            foreach (Part part in parts)
            {
                part.AddTo(sums);
            }
            SumTriggers(kernels.Grid.DecaysPerTick, eventMarks, window.AgesAtStart, sums.AtStart);
            SumTriggers(kernels.Grid.DecaysPerTick, eventMarks, window.AgesAtEnd, sums.AtEnd);
            return sums;
        }

        public override void Dispose()
        {
        }

        /// <summary>The sums of each chunk on its own, what each begins with, and then the sums themselves.</summary>
        private void Scan(Doubles8 decays, double[] marks)
        {
            int chunks = Chunks(window.AdditionCount, AdditionsPerChunk);
            var carried = new (Doubles8 Mass, Doubles8 Delay)[chunks + 1];
            Parallel.For(0, chunks, options, chunk => Run(chunk, decays, marks, default));
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                carried[chunk + 1] = After(chunk, decays, carried[chunk]);
            }
            Parallel.For(1, Math.Max(1, chunks), options, chunk => Run(chunk, decays, marks, carried[chunk]));
        }

        private void Run(int chunk, in Doubles8 decays, double[] marks, (Doubles8 Mass, Doubles8 Delay) from)
        {
            (Doubles8 s, Doubles8 d) = from;
            int end = Math.Min(window.AdditionCount, (chunk + 1) * AdditionsPerChunk);
            for (int i = chunk * AdditionsPerChunk; i < end; i++)
            {
                Decay(window.AdditionGaps[i], decays, ref s, ref d);
                s = VectorLanes.MultiplyAdd(s, Doubles8.Filled(1), marks[window.AdditionEvents[i]]);
                (mass[i], delay[i]) = (s, d);
            }
        }

        /// <summary>The sums after a chunk: its own, and what is left of those before it.</summary>
        private (Doubles8 Mass, Doubles8 Delay) After(
            int chunk, in Doubles8 decays, (Doubles8 Mass, Doubles8 Delay) before)
        {
            int first = chunk * AdditionsPerChunk, end = Math.Min(window.AdditionCount, first + AdditionsPerChunk);
            double gap = 0;
            for (int i = first; i < end && gap >= 0; i++)
            {
                gap = window.AdditionGaps[i] < 0 ? ExcitationWindow.ChainStart : gap + window.AdditionGaps[i];
            }
            (Doubles8 s, Doubles8 d) = before;
            Decay(gap, decays, ref s, ref d);
            return (VectorLanes.MultiplyAdd(s, mass[end - 1], 1), VectorLanes.MultiplyAdd(d, delay[end - 1], 1));
        }

        private static void Decay(double gap, in Doubles8 decays, ref Doubles8 mass, ref Doubles8 delay)
        {
            if (gap < 0)
            {
                (mass, delay) = (default, default);
                return;
            }
            Doubles8 survival = VectorLanes.Survival(decays, gap);
            delay = VectorLanes.Product(VectorLanes.MultiplyAdd(delay, mass, gap), survival);
            mass = VectorLanes.Product(mass, survival);
        }

        private Part Score(KernelCoefficients kernels, int chunk)
        {
            var part = new Part();
            int end = Math.Min(window.ScoredCount, (chunk + 1) * EventsPerChunk);
            for (int e = chunk * EventsPerChunk; e < end; e++)
            {
                Doubles8 slopes = default;
                double rate = window.BaselineIntensities[e] + Gather(kernels, e, ref slopes);
                part.Add(rate, slopes);
            }
            return part;
        }

        private double Gather(KernelCoefficients kernels, int e, ref Doubles8 slopes)
        {
            Vector512<double> rates = default, own = default, faster = default, slower = default;
            for (int read = window.ReadStarts[e]; read < window.ReadStarts[e + 1]; read++)
            {
                int addition = window.ReadAdditions[read];
                double gap = window.ReadGaps[read];
                Vector512<double> survival = window.ReadScales[read]
                    * VectorLanes.Survival(kernels.Grid.DecaysPerTick, gap).ToVector();
                Vector512<double> s = mass[addition].ToVector(), d = delay[addition].ToVector() + (gap * s);
                s *= survival;
                int at = window.ReadMechanisms[read] * Doubles8.Count;
                rates += Kind(kernels, KernelCoefficients.Intensity + at) * s;
                own += (Kind(kernels, KernelCoefficients.OfMass + at) * s)
                    + (Kind(kernels, KernelCoefficients.OfDelay + at) * (d * survival));
                faster += Kind(kernels, KernelCoefficients.ToFaster + at) * s;
                slower += Kind(kernels, KernelCoefficients.ToSlower + at) * s;
            }
            for (int b = 0; b < Doubles8.Count; b++)
            {
                slopes[b] = own[b] + (b < Doubles8.Count - 1 ? faster[b + 1] : 0) + (b > 0 ? slower[b - 1] : 0);
            }
            return VectorLanes.Dot(Doubles8.From(rates), Doubles8.Filled(1));
        }

        private static Vector512<double> Kind(KernelCoefficients kernels, int at) =>
            Vector512.Create<double>(kernels.Packed.AsSpan(at, Doubles8.Count));

        private void SumTriggers(Doubles8 decays, double[] marks, double[] ages, TriggerSum[] sums)
        {
            var parts = new TriggerSum[Chunks(ages.Length, AdditionsPerChunk)][];
            Parallel.For(0, parts.Length, options, chunk => parts[chunk] = Triggers(chunk, decays, marks, ages));
            foreach (TriggerSum[] part in parts)
            {
                for (int m = 0; m < Mechanisms.Count; m++)
                {
                    sums[m].Triggers += part[m].Triggers;
                    sums[m].Mass = VectorLanes.MultiplyAdd(sums[m].Mass, part[m].Mass, 1);
                    sums[m].Delay = VectorLanes.MultiplyAdd(sums[m].Delay, part[m].Delay, 1);
                }
            }
        }

        private TriggerSum[] Triggers(int chunk, in Doubles8 decays, double[] marks, double[] ages)
        {
            var sums = new TriggerSum[Mechanisms.Count];
            int end = Math.Min(ages.Length, (chunk + 1) * AdditionsPerChunk);
            for (int e = chunk * AdditionsPerChunk; e < end; e++)
            {
                Doubles8 survival = VectorLanes.Survival(decays, ages[e]);
                for (int m = 0; m < Mechanisms.Count; m++)
                {
                    double weight = marks[e] * window.TriggerWeights[(e * Mechanisms.Count) + m];
                    sums[m].Triggers += weight;
                    sums[m].Mass = VectorLanes.MultiplyAdd(sums[m].Mass, survival, weight);
                    sums[m].Delay = VectorLanes.MultiplyAdd(sums[m].Delay, survival, weight * ages[e]);
                }
            }
            return sums;
        }

        private static int Chunks(int count, int size) => (count + size - 1) / size;
    }

    /// <summary>The sums of one chunk of events.</summary>
    private sealed class Part
    {
        private readonly WindowSums sums = new();

        public void Add(double rate, in Doubles8 slopes)
        {
            sums.LogIntensity += Math.Log(rate);
            for (int b = 0; b < Doubles8.Count; b++)
            {
                double left = slopes[b] / rate;
                sums.Gradient[b] += left;
                for (int c = 0; c <= b; c++)
                {
                    sums.Information[(b * Doubles8.Count) + c] += left * (slopes[c] / rate);
                }
            }
        }

        public void AddTo(WindowSums total)
        {
            total.LogIntensity += sums.LogIntensity;
            for (int b = 0; b < Doubles8.Count; b++)
            {
                total.Gradient[b] += sums.Gradient[b];
            }
            for (int i = 0; i < sums.Information.Length; i++)
            {
                total.Information[i] += sums.Information[i];
            }
        }
    }
}
