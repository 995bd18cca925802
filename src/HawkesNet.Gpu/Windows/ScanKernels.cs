using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Windows;

/// <summary>The decayed sums S and D after every addition of every chain, by blocked scan
/// (docs/performance.md).</summary>
/// <remarks>The step S ← e^(-β gap) S + mark, D ← e^(-β gap) (D + gap S) is linear, so blocks of
/// <see cref="BlockLength"/> additions are folded into one step each, the blocks' steps are scanned the same way, and
/// then every block starts from what has gone before it. A gap below zero begins a chain: nothing is carried over. One
/// thread per block and decay; all in double.</remarks>
internal static class ScanKernels
{
    /// <summary>Steps folded by one thread.</summary>
    public const int BlockLength = 32;

    /// <summary>Folds the additions of each block, nothing carried in.</summary>
    /// <param name="index">Block · 8 + decay.</param>
    /// <param name="gaps">Ticks since the addition before. [additions]</param>
    /// <param name="events">Event of an addition. [additions]</param>
    /// <param name="marks">Mark of an event. [events]</param>
    /// <param name="decays">Per tick. [8]</param>
    /// <param name="mass">S after each block. [blocks, 8]</param>
    /// <param name="delay">D after each block. [blocks, 8]</param>
    public static void FoldAdditions(
        Index1D index, ArrayView<double> gaps, ArrayView<int> events, ArrayView<double> marks,
        ArrayView<double> decays, ArrayView<double> mass, ArrayView<double> delay)
    {
        int b = index % Doubles8.Count;
        int first = index / Doubles8.Count * BlockLength;
        int end = Math.Min(first + BlockLength, gaps.IntLength);
        double decay = decays[b], s = 0, d = 0;
        for (int i = first; i < end; i++)
        {
            Decay(decay, gaps[i], ref s, ref d);
            s += marks[events[i]];
        }
        mass[index] = s;
        delay[index] = d;
    }

    /// <summary>The sums after each addition, from those after the blocks before.</summary>
    /// <param name="index">Block · 8 + decay.</param>
    /// <param name="gaps">Ticks since the addition before. [additions]</param>
    /// <param name="events">Event of an addition. [additions]</param>
    /// <param name="marks">Mark of an event. [events]</param>
    /// <param name="decays">Per tick. [8]</param>
    /// <param name="blockMass">S after each block. [blocks, 8]</param>
    /// <param name="blockDelay">D after each block. [blocks, 8]</param>
    /// <param name="mass">S after each addition. [additions, 8]</param>
    /// <param name="delay">D after each addition. [additions, 8]</param>
    public static void SpreadAdditions(
        Index1D index, ArrayView<double> gaps, ArrayView<int> events, ArrayView<double> marks,
        ArrayView<double> decays, ArrayView<double> blockMass, ArrayView<double> blockDelay,
        ArrayView<double> mass, ArrayView<double> delay)
    {
        int b = index % Doubles8.Count;
        int first = index / Doubles8.Count * BlockLength;
        int end = Math.Min(first + BlockLength, gaps.IntLength);
        double decay = decays[b], s = 0, d = 0;
        if (first > 0)
        {
            s = blockMass[index - Doubles8.Count];
            d = blockDelay[index - Doubles8.Count];
        }
        for (int i = first; i < end; i++)
        {
            Decay(decay, gaps[i], ref s, ref d);
            s += marks[events[i]];
            mass[(i * Doubles8.Count) + b] = s;
            delay[(i * Doubles8.Count) + b] = d;
        }
    }

    /// <summary>Folds the steps of each block of a level into one step of the next.</summary>
    /// <param name="index">Block · 8 + decay.</param>
    /// <param name="gaps">Ticks a step lasts. [steps]</param>
    /// <param name="decays">Per tick. [8]</param>
    /// <param name="mass">S a step adds. [steps, 8]</param>
    /// <param name="delay">D a step adds. [steps, 8]</param>
    /// <param name="blockMass">S after each block. [blocks, 8]</param>
    /// <param name="blockDelay">D after each block. [blocks, 8]</param>
    public static void FoldSteps(
        Index1D index, ArrayView<double> gaps, ArrayView<double> decays, ArrayView<double> mass,
        ArrayView<double> delay, ArrayView<double> blockMass, ArrayView<double> blockDelay)
    {
        int b = index % Doubles8.Count;
        int first = index / Doubles8.Count * BlockLength;
        int end = Math.Min(first + BlockLength, gaps.IntLength);
        double decay = decays[b], s = 0, d = 0;
        for (int i = first; i < end; i++)
        {
            Decay(decay, gaps[i], ref s, ref d);
            s += mass[(i * Doubles8.Count) + b];
            d += delay[(i * Doubles8.Count) + b];
        }
        blockMass[index] = s;
        blockDelay[index] = d;
    }

    /// <summary>Turns what each step adds into the sums after it, in place.</summary>
    /// <param name="index">Block · 8 + decay.</param>
    /// <param name="gaps">Ticks a step lasts. [steps]</param>
    /// <param name="decays">Per tick. [8]</param>
    /// <param name="blockMass">S after each block. [blocks, 8]</param>
    /// <param name="blockDelay">D after each block. [blocks, 8]</param>
    /// <param name="mass">S a step adds; then S after it. [steps, 8]</param>
    /// <param name="delay">The same for D. [steps, 8]</param>
    public static void SpreadSteps(
        Index1D index, ArrayView<double> gaps, ArrayView<double> decays, ArrayView<double> blockMass,
        ArrayView<double> blockDelay, ArrayView<double> mass, ArrayView<double> delay)
    {
        int b = index % Doubles8.Count;
        int first = index / Doubles8.Count * BlockLength;
        int end = Math.Min(first + BlockLength, gaps.IntLength);
        double decay = decays[b], s = 0, d = 0;
        if (first > 0)
        {
            s = blockMass[index - Doubles8.Count];
            d = blockDelay[index - Doubles8.Count];
        }
        for (int i = first; i < end; i++)
        {
            int at = (i * Doubles8.Count) + b;
            Decay(decay, gaps[i], ref s, ref d);
            s += mass[at];
            d += delay[at];
            mass[at] = s;
            delay[at] = d;
        }
    }

    /// <summary>Ticks each block lasts; <see cref="ExcitationWindow.ChainStart"/> where a chain begins in it.</summary>
    public static double[] BlockGaps(ReadOnlySpan<double> gaps)
    {
        var blocks = new double[(gaps.Length + BlockLength - 1) / BlockLength];
        for (int i = 0; i < gaps.Length; i++)
        {
            ref double block = ref blocks[i / BlockLength];
            block = block < 0 || gaps[i] < 0 ? ExcitationWindow.ChainStart : block + gaps[i];
        }
        return blocks;
    }

    private static void Decay(double decay, double gap, ref double mass, ref double delay)
    {
        double survival = gap < 0 ? 0 : DeviceMath.ExpOfNonPositive(-decay * gap);
        delay = (delay + (gap * mass)) * survival;
        mass *= survival;
    }
}
