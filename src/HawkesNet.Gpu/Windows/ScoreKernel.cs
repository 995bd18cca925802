using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Windows;

/// <summary>What a window's events read, on the device.</summary>
internal readonly struct ReadViews(
    ArrayView<int> starts, ArrayView<int> additions, ArrayView<double> gaps, ArrayView<int> mechanisms,
    ArrayView<double> scales, ArrayView<double> baselines)
{
    public readonly ArrayView<int> Starts = starts;
    public readonly ArrayView<int> Additions = additions;
    public readonly ArrayView<double> Gaps = gaps;
    public readonly ArrayView<int> Mechanisms = mechanisms;
    public readonly ArrayView<double> Scales = scales;
    public readonly ArrayView<double> Baselines = baselines;
}

/// <summary>Log-intensity of the scored events, their derivatives by the log decays, and the sums of both
/// (equation 17).</summary>
/// <remarks>A group takes <see cref="EventsPerGroup"/> events, a thread one event and decay at a time; what the decays
/// give to each other goes through shared memory. Each group writes one row of partial sums, its events in order. All
/// in double.</remarks>
internal static class ScoreKernel
{
    /// <summary>Events whose sums one group forms.</summary>
    public const int EventsPerGroup = 32;

    /// <summary>Σ log λ, then the gradient, then the lower triangle of the information.</summary>
    public const int Columns = 1 + Doubles8.Count + (Doubles8.Count * (Doubles8.Count + 1) / 2);

    private const int Slots = EventsPerGroup * Doubles8.Count;

    /// <param name="reads">What the events read.</param>
    /// <param name="decays">Per tick. [8]</param>
    /// <param name="coefficients">As <see cref="KernelCoefficients"/> packs them.</param>
    /// <param name="mass">S after each addition. [additions, 8]</param>
    /// <param name="delay">D after each addition. [additions, 8]</param>
    /// <param name="partial">Sums of each group. [groups, <see cref="Columns"/>]</param>
    public static void Run(
        ReadViews reads, ArrayView<double> decays, ArrayView<double> coefficients, ArrayView<double> mass,
        ArrayView<double> delay, ArrayView<double> partial)
    {
        ArrayView<double> rates = SharedMemory.Allocate<double>(Slots);
        ArrayView<double> own = SharedMemory.Allocate<double>(Slots);
        ArrayView<double> toFaster = SharedMemory.Allocate<double>(Slots);
        ArrayView<double> toSlower = SharedMemory.Allocate<double>(Slots);
        ArrayView<double> logs = SharedMemory.Allocate<double>(EventsPerGroup);
        int first = Grid.IdxX * EventsPerGroup;
        int count = Math.Min(EventsPerGroup, reads.Baselines.IntLength - first);
        int slots = count * Doubles8.Count;
        for (int slot = Group.IdxX; slot < slots; slot += Group.DimX)
        {
            Gather(reads, decays, coefficients, mass, delay, first, slot, rates, own, toFaster, toSlower);
        }
        Group.Barrier();
        for (int slot = Group.IdxX; slot < slots; slot += Group.DimX)
        {
            int b = slot % Doubles8.Count, e = slot / Doubles8.Count;
            double rate = reads.Baselines[first + e];
            for (int c = 0; c < Doubles8.Count; c++)
            {
                rate += rates[slot - b + c];
            }
            double slope = own[slot];
            slope += b < Doubles8.Count - 1 ? toFaster[slot + 1] : 0;
            slope += b > 0 ? toSlower[slot - 1] : 0;
            if (b == 0)
            {
                logs[e] = DeviceMath.Log(rate);
            }
            own[slot] = slope / rate;
        }
        Group.Barrier();
        for (int column = Group.IdxX; column < Columns; column += Group.DimX)
        {
            partial[(Grid.IdxX * Columns) + column] = Sum(logs, own, column, count);
        }
    }

    /// <summary>What one decay gives to an event's intensity and to its derivatives.</summary>
    private static void Gather(
        ReadViews reads, ArrayView<double> decays, ArrayView<double> coefficients, ArrayView<double> mass,
        ArrayView<double> delay, int first, int slot, ArrayView<double> rates, ArrayView<double> own,
        ArrayView<double> toFaster, ArrayView<double> toSlower)
    {
        int b = slot % Doubles8.Count, e = first + (slot / Doubles8.Count);
        double decay = decays[b], rate = 0, slope = 0, faster = 0, slower = 0;
        int end = reads.Starts[e + 1];
        for (int read = reads.Starts[e]; read < end; read++)
        {
            int at = (reads.Additions[read] * Doubles8.Count) + b;
            double gap = reads.Gaps[read];
            double scale = reads.Scales[read] * DeviceMath.ExpOfNonPositive(-decay * gap);
            double d = (delay[at] + (gap * mass[at])) * scale, s = mass[at] * scale;
            int kind = (reads.Mechanisms[read] * Doubles8.Count) + b;
            rate += coefficients[KernelCoefficients.Intensity + kind] * s;
            slope += (coefficients[KernelCoefficients.OfMass + kind] * s)
                + (coefficients[KernelCoefficients.OfDelay + kind] * d);
            faster += coefficients[KernelCoefficients.ToFaster + kind] * s;
            slower += coefficients[KernelCoefficients.ToSlower + kind] * s;
        }
        rates[slot] = rate;
        own[slot] = slope;
        toFaster[slot] = faster;
        toSlower[slot] = slower;
    }

    /// <summary>One column of the sums, the group's events in order.</summary>
    private static double Sum(ArrayView<double> logs, ArrayView<double> slopes, int column, int count)
    {
        int row = 0, left = Math.Max(0, column - 1 - Doubles8.Count);
        for (; left > row; row++)
        {
            left -= row + 1;
        }
        double sum = 0;
        for (int e = 0; e < count; e++)
        {
            int at = e * Doubles8.Count;
            sum += column == 0 ? logs[e]
                : column <= Doubles8.Count ? slopes[at + column - 1]
                : slopes[at + row] * slopes[at + left];
        }
        return sum;
    }
}
