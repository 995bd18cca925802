using HawkesNet.Model.Numerics;
using HawkesNet.Model.Prediction;
using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Futures;

/// <summary>The flows between two actors, on the device; packed as <see cref="FutureFlows"/> has them.</summary>
internal readonly struct FlowViews(
    ArrayView<double> decays, ArrayView<double> constants, ArrayView<double> direct, ArrayView<double> gains)
{
    public readonly ArrayView<double> Decays = decays;
    public readonly ArrayView<double> Constants = constants;
    public readonly ArrayView<double> Direct = direct;
    public readonly ArrayView<double> Gains = gains;
}

/// <summary>Draws futures of the flows between two actors, one for each thread, with the words that
/// <see cref="FutureDraw"/> takes from the counter-based generator.</summary>
/// <remarks>A future's decayed counts are in the thread's own memory. All in double.</remarks>
internal static class FutureKernel
{
    private const int Flows = FutureFlows.Count;
    private const int Length = Flows * Doubles8.Count;

    /// <param name="index">Rank of the future among those of this launch.</param>
    /// <param name="flows">The flows.</param>
    /// <param name="horizonTicks">How far the futures go.</param>
    /// <param name="seed">Of the generator.</param>
    /// <param name="first">The first future: its stream of the generator.</param>
    /// <param name="counts">Events of the channel in each future. [futures]</param>
    public static void Run(
        Index1D index, FlowViews flows, double horizonTicks, ulong seed, long first, ArrayView<int> counts)
    {
        ArrayView<double> direct = LocalMemory.Allocate<double>(Length);
        ArrayView<double> masses = LocalMemory.Allocate<double>(Length);
        ArrayView<double> rates = LocalMemory.Allocate<double>(Flows);
        for (int i = 0; i < Length; i++)
        {
            direct[i] = flows.Direct[i];
            masses[i] = 0;
        }
        (ulong keyA, ulong keyB) = CounterRng.Keys(seed, (ulong)(first + index));
        ulong counter = 0;
        int count = 0, events = 0;
        double now = 0;
        while (events < FutureDraw.EventsMax)
        {
            double bound = FindBound(flows, direct, masses);
            double elapsed = -DeviceMath.Log(Uniform(keyA, keyB, counter)) / bound;
            counter++;
            now += elapsed;
            if (!(now < horizonTicks))
            {
                break;
            }
            Decay(flows, elapsed, direct, masses);
            FindRates(flows, direct, masses, rates);
            int flow = Choose(rates, Uniform(keyA, keyB, counter) * bound);
            counter++;
            if (flow < Flows)
            {
                for (int b = 0; b < Doubles8.Count; b++)
                {
                    masses[(flow * Doubles8.Count) + b] += 1;
                }
                events++;
                count += flow == 0 ? 1 : 0;
            }
        }
        counts[index] = count;
    }

    /// <summary>As the generator itself has it: on the open interval (0, 1).</summary>
    private static double Uniform(ulong keyA, ulong keyB, ulong counter) =>
        ((CounterRng.Draw(keyA, keyB, counter) >> 12) + 0.5) * (1.0 / (1L << 52));

    private static void Decay(
        FlowViews flows, double elapsed, ArrayView<double> direct, ArrayView<double> masses)
    {
        for (int b = 0; b < Doubles8.Count; b++)
        {
            double survival = DeviceMath.ExpOfNonPositive(-flows.Decays[b] * elapsed);
            for (int at = b; at < Length; at += Doubles8.Count)
            {
                direct[at] *= survival;
                masses[at] *= survival;
            }
        }
    }

    private static double FindBound(FlowViews flows, ArrayView<double> direct, ArrayView<double> masses)
    {
        double bound = 0;
        for (int flow = 0; flow < Flows; flow++)
        {
            bound += flows.Constants[flow];
            for (int b = 0; b < Doubles8.Count; b++)
            {
                bound += Math.Max(0, direct[(flow * Doubles8.Count) + b]);
            }
            for (int i = 0; i < Length; i++)
            {
                bound += Math.Max(0, flows.Gains[(flow * Length) + i]) * masses[i];
            }
        }
        return bound;
    }

    private static void FindRates(
        FlowViews flows, ArrayView<double> direct, ArrayView<double> masses, ArrayView<double> rates)
    {
        for (int flow = 0; flow < Flows; flow++)
        {
            double rate = flows.Constants[flow];
            for (int b = 0; b < Doubles8.Count; b++)
            {
                rate += direct[(flow * Doubles8.Count) + b];
            }
            for (int i = 0; i < Length; i++)
            {
                rate += flows.Gains[(flow * Length) + i] * masses[i];
            }
            rates[flow] = Math.Max(0, rate);
        }
    }

    private static int Choose(ArrayView<double> rates, double point)
    {
        int flow = 0;
        while (flow < Flows && point >= rates[flow])
        {
            point -= rates[flow];
            flow++;
        }
        return flow;
    }
}
