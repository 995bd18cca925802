using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace HawkesNet.Gpu.Windows;

/// <summary>The information matrix G'G of the scored events by log decays and component weights together, with Σ g and
/// Σ log λ (equations 11, 12 and 17).</summary>
/// <remarks>A row is g = ∂ log λ, then 1, then log λ, filled up to whole tiles: its products with the 1 are the sums. A
/// group takes <see cref="EventsPerGroup"/> events, <see cref="RowsAtOnce"/> rows in shared memory at a time; a thread
/// keeps a tile of 4 × 4 products in registers, its events in order. All in double.</remarks>
internal static class InformationKernel
{
    /// <summary>Events whose sums one group forms.</summary>
    public const int EventsPerGroup = 512;

    /// <summary>Rows in shared memory at a time.</summary>
    public const int RowsAtOnce = 16;

    /// <summary>The entries of a row that are 1 and log λ.</summary>
    public const int One = WindowInformation.Count;
    public const int LogRate = One + 1;

    /// <summary>Length of a row, and its tiles.</summary>
    public const int Width = 72;
    public const int TileSide = 4;
    private const int TileRows = Width / TileSide;
    public const int TileCount = TileRows * (TileRows + 1) / 2;

    /// <summary>Numbers a group writes: its tiles, one after the other, those of the lower triangle.</summary>
    public const int Columns = TileCount * TileSide * TileSide;

    private const int Sums = Mechanisms.Count * Doubles8.Count;

    /// <param name="reads">What the events read.</param>
    /// <param name="decays">Per tick. [8]</param>
    /// <param name="humps">Hump factors, per tick. [8]</param>
    /// <param name="slots">Slot of θ of each weight in use. [weights]</param>
    /// <param name="coefficients">As <see cref="KernelCoefficients"/> packs them.</param>
    /// <param name="mass">S after each addition. [additions, 8]</param>
    /// <param name="delay">D after each addition. [additions, 8]</param>
    /// <param name="partial">Tiles of each group. [groups, <see cref="Columns"/>]</param>
    public static void Run(
        ReadViews reads, ArrayView<double> decays, ArrayView<double> humps, ArrayView<int> slots,
        ArrayView<double> coefficients, ArrayView<double> mass, ArrayView<double> delay, ArrayView<double> partial)
    {
        ArrayView<double> masses = SharedMemory.Allocate<double>(RowsAtOnce * Sums);
        ArrayView<double> delays = SharedMemory.Allocate<double>(RowsAtOnce * Sums);
        ArrayView<double> rates = SharedMemory.Allocate<double>(RowsAtOnce);
        ArrayView<double> rows = SharedMemory.Allocate<double>(RowsAtOnce * Width);
        int begin = Grid.IdxX * EventsPerGroup;
        int end = Math.Min(begin + EventsPerGroup, reads.Baselines.IntLength);
        for (int firstTile = 0; firstTile < TileCount; firstTile += Group.DimX)
        {
            int tile = firstTile + Group.IdxX;
            int row = 0, column = tile;
            for (; column > row; row++)
            {
                column -= row + 1;
            }
            Tile sums = default;
            for (int first = begin; first < end; first += RowsAtOnce)
            {
                int count = Math.Min(RowsAtOnce, end - first);
                Gather(reads, decays, mass, delay, first, count, masses, delays);
                Group.Barrier();
                FindRates(reads, coefficients, first, count, masses, rates);
                Group.Barrier();
                WriteRows(decays, humps, slots, coefficients, count, masses, delays, rates, rows);
                Group.Barrier();
                for (int e = 0; e < count && tile < TileCount; e++)
                {
                    sums.Add(rows, (e * Width) + (row * TileSide), (e * Width) + (column * TileSide));
                }
            }
            if (tile < TileCount)
            {
                sums.WriteTo(partial.SubView(
                    (Grid.IdxX * Columns) + (tile * TileSide * TileSide), TileSide * TileSide));
            }
        }
    }

    /// <summary>The decayed sums each event reads, by mechanism; one event and decay per thread.</summary>
    private static void Gather(
        ReadViews reads, ArrayView<double> decays, ArrayView<double> mass, ArrayView<double> delay, int first,
        int count, ArrayView<double> masses, ArrayView<double> delays)
    {
        for (int slot = Group.IdxX; slot < count * Doubles8.Count; slot += Group.DimX)
        {
            int b = slot % Doubles8.Count, e = slot / Doubles8.Count;
            for (int m = 0; m < Mechanisms.Count; m++)
            {
                masses[(e * Sums) + (m * Doubles8.Count) + b] = 0;
                delays[(e * Sums) + (m * Doubles8.Count) + b] = 0;
            }
            int end = reads.Starts[first + e + 1];
            for (int read = reads.Starts[first + e]; read < end; read++)
            {
                int at = (reads.Additions[read] * Doubles8.Count) + b;
                int into = (e * Sums) + (reads.Mechanisms[read] * Doubles8.Count) + b;
                double gap = reads.Gaps[read];
                double scale = reads.Scales[read] * DeviceMath.ExpOfNonPositive(-decays[b] * gap);
                masses[into] += mass[at] * scale;
                delays[into] += (delay[at] + (gap * mass[at])) * scale;
            }
        }
    }

    private static void FindRates(
        ReadViews reads, ArrayView<double> coefficients, int first, int count, ArrayView<double> masses,
        ArrayView<double> rates)
    {
        for (int e = Group.IdxX; e < count; e += Group.DimX)
        {
            double rate = reads.Baselines[first + e];
            for (int i = 0; i < Sums; i++)
            {
                rate += coefficients[KernelCoefficients.Intensity + i] * masses[(e * Sums) + i];
            }
            rates[e] = rate;
        }
    }

    private static void WriteRows(
        ArrayView<double> decays, ArrayView<double> humps, ArrayView<int> slots, ArrayView<double> coefficients,
        int count, ArrayView<double> masses, ArrayView<double> delays, ArrayView<double> rates,
        ArrayView<double> rows)
    {
        for (int entry = Group.IdxX; entry < count * Width; entry += Group.DimX)
        {
            int e = entry / Width, p = entry % Width;
            double value = 0;
            if (p < Doubles8.Count)
            {
                value = DecaySlope(coefficients, masses, delays, e * Sums, p) / rates[e];
            }
            else if (p < One)
            {
                value = WeightSlope(decays, humps, masses, e * Sums, slots[p - Doubles8.Count]) / rates[e];
            }
            else if (p == One)
            {
                value = 1;
            }
            else if (p == LogRate)
            {
                value = DeviceMath.Log(rates[e]);
            }
            rows[entry] = value;
        }
    }

    /// <summary>∂ intensity / ∂ log β_b.</summary>
    private static double DecaySlope(
        ArrayView<double> coefficients, ArrayView<double> masses, ArrayView<double> delays, int first, int b)
    {
        double slope = 0;
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            int at = (m * Doubles8.Count) + b;
            slope += (coefficients[KernelCoefficients.OfMass + at] * masses[first + at])
                + (coefficients[KernelCoefficients.OfDelay + at] * delays[first + at]);
            if (b < Doubles8.Count - 1)
            {
                slope += coefficients[KernelCoefficients.ToFaster + at + 1] * masses[first + at + 1];
            }
            if (b > 0)
            {
                slope += coefficients[KernelCoefficients.ToSlower + at - 1] * masses[first + at - 1];
            }
        }
        return slope;
    }

    /// <summary>∂ intensity / ∂ weight: the intensity of its component (equation 5).</summary>
    private static double WeightSlope(
        ArrayView<double> decays, ArrayView<double> humps, ArrayView<double> masses, int first, int slot)
    {
        int component = slot % DecayGrid.ComponentCount;
        int at = first + (slot / DecayGrid.ComponentCount * Doubles8.Count) + (component % Doubles8.Count);
        return component < Doubles8.Count
            ? decays[component] * masses[at]
            : humps[component - Doubles8.Count] * (masses[at + 1] - masses[at]);
    }

    /// <summary>Sixteen products of four entries of a row with four, summed in registers.</summary>
    private struct Tile
    {
        private TileRow first;
        private TileRow second;
        private TileRow third;
        private TileRow fourth;

        public void Add(ArrayView<double> rows, int left, int right)
        {
            double a = rows[right], b = rows[right + 1], c = rows[right + 2], d = rows[right + 3];
            first.Add(rows[left], a, b, c, d);
            second.Add(rows[left + 1], a, b, c, d);
            third.Add(rows[left + 2], a, b, c, d);
            fourth.Add(rows[left + 3], a, b, c, d);
        }

        public readonly void WriteTo(ArrayView<double> into)
        {
            first.WriteTo(into.SubView(0, TileSide));
            second.WriteTo(into.SubView(TileSide, TileSide));
            third.WriteTo(into.SubView(2 * TileSide, TileSide));
            fourth.WriteTo(into.SubView(3 * TileSide, TileSide));
        }
    }

    private struct TileRow
    {
        private double a;
        private double b;
        private double c;
        private double d;

        public void Add(double left, double rightA, double rightB, double rightC, double rightD)
        {
            a += left * rightA;
            b += left * rightB;
            c += left * rightC;
            d += left * rightD;
        }

        public readonly void WriteTo(ArrayView<double> into)
        {
            into[0] = a;
            into[1] = b;
            into[2] = c;
            into[3] = d;
        }
    }
}
