using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Windows;

/// <summary>The triggers of every mechanism, decayed to one time, for the compensator (equation 8).</summary>
/// <remarks>One thread per chunk of <see cref="EventsPerThread"/> events and decay; a ninth decay of zero counts the
/// triggers. All in double.</remarks>
internal static class TriggerKernel
{
    /// <summary>Events whose sums one thread forms, in order.</summary>
    public const int EventsPerThread = 64;

    /// <summary>Decays, and one of zero.</summary>
    public const int Lanes = Doubles8.Count + 1;

    /// <summary>Of each decay S of every mechanism, then D of every mechanism.</summary>
    public const int Columns = Lanes * 2 * Mechanisms.Count;

    /// <param name="index">Chunk · 9 + decay.</param>
    /// <param name="ages">Ticks since each event. [events before]</param>
    /// <param name="weights">Relative offspring. [events, mechanisms]</param>
    /// <param name="marks">Mark of each event. [events]</param>
    /// <param name="decays">Per tick. [8]</param>
    /// <param name="partial">Sums of each chunk. [chunks, <see cref="Columns"/>]</param>
    public static void Run(
        Index1D index, ArrayView<double> ages, ArrayView<double> weights, ArrayView<double> marks,
        ArrayView<double> decays, ArrayView<double> partial)
    {
        int lane = index % Lanes;
        int first = index / Lanes * EventsPerThread;
        int end = Math.Min(first + EventsPerThread, ages.IntLength);
        double decay = lane < Doubles8.Count ? decays[lane] : 0;
        MechanismSums mass = default, delay = default;
        for (int e = first; e < end; e++)
        {
            double scale = marks[e] * DeviceMath.ExpOfNonPositive(-decay * ages[e]);
            ArrayView<double> row = weights.SubView(e * Mechanisms.Count, Mechanisms.Count);
            mass.Add(row, scale);
            delay.Add(row, ages[e] * scale);
        }
        int at = (index / Lanes * Columns) + (lane * 2 * Mechanisms.Count);
        mass.WriteTo(partial.SubView(at, Mechanisms.Count));
        delay.WriteTo(partial.SubView(at + Mechanisms.Count, Mechanisms.Count));
    }

    /// <summary>One sum per mechanism, in registers.</summary>
    private struct MechanismSums
    {
        private double repeat;
        private double reply;
        private double burst;
        private double relay;
        private double join;

        public void Add(ArrayView<double> weights, double scale)
        {
            repeat += weights[(int)Mechanism.Repeat] * scale;
            reply += weights[(int)Mechanism.Reply] * scale;
            burst += weights[(int)Mechanism.Burst] * scale;
            relay += weights[(int)Mechanism.Relay] * scale;
            join += weights[(int)Mechanism.Join] * scale;
        }

        public readonly void WriteTo(ArrayView<double> sums)
        {
            sums[(int)Mechanism.Repeat] = repeat;
            sums[(int)Mechanism.Reply] = reply;
            sums[(int)Mechanism.Burst] = burst;
            sums[(int)Mechanism.Relay] = relay;
            sums[(int)Mechanism.Join] = join;
        }
    }
}
