namespace HawkesNet.Cli.Events;

/// <summary>How the times of a file become integer ticks: the span of the file (of all its sequences, end to end)
/// takes 16 digits, whatever its unit.</summary>
/// <remarks>Only the digits count: times all multiplied by a power of ten give exactly the same ticks.</remarks>
/// <param name="PowerOfTen">One unit of the file is 10^PowerOfTen ticks.</param>
internal readonly record struct TickScale(int PowerOfTen)
{
    private const int SpanDigits = 16;
    private const int AlignedDigitsMax = 37;

    /// <summary>Ticks of one unit of the file.</summary>
    public double TicksPerUnit => Math.Pow(10, PowerOfTen);

    /// <summary>What a log-likelihood per event gains when ticks become the file's unit.</summary>
    public double LogTicksPerUnit => PowerOfTen * Math.Log(10);

    /// <summary>Maps times to ticks from an origin per group (one group, or one per sequence), rounding half to
    /// even.</summary>
    /// <exception cref="OverflowException">The times hold more digits together than can be kept exactly.</exception>
    /// <exception cref="ArgumentException">There are no two different times within a group.</exception>
    public static (long[] Ticks, TickScale Scale) Map(IReadOnlyList<DecimalTime> times, IReadOnlyList<int> groups)
    {
        int unitPower = times.Where(t => t.Mantissa != 0).Select(t => t.Exponent).DefaultIfEmpty(0).Min();
        Int128[] aligned = [.. times.Select(t => Align(t, unitPower))];
        Int128 span = SubtractOrigins(aligned, groups);
        if (span == 0)
        {
            throw new ArgumentException("all events have the same time: nothing can be learned");
        }
        int shift = SpanDigits - Digits(span);
        long[] ticks = [.. aligned.Select(t => Shift(t, shift))];
        return (ticks, new TickScale(shift - unitPower));
    }

    private static Int128 Align(DecimalTime time, int unitPower)
    {
        if (time.Mantissa == 0)
        {
            return 0;
        }
        int zeros = time.Exponent - unitPower;
        if (Digits(Int128.Abs(time.Mantissa)) + zeros > AlignedDigitsMax)
        {
            throw new OverflowException($"the times need more than {AlignedDigitsMax} digits together");
        }
        return time.Mantissa * PowerOf(zeros);
    }

    private static Int128 SubtractOrigins(Int128[] times, IReadOnlyList<int> groups)
    {
        var origins = new Dictionary<int, Int128>();
        for (int i = 0; i < times.Length; i++)
        {
            Int128 origin = origins.GetValueOrDefault(groups[i], times[i]);
            origins[groups[i]] = Int128.Min(origin, times[i]);
        }
        var spans = new Dictionary<int, Int128>();
        for (int i = 0; i < times.Length; i++)
        {
            times[i] -= origins[groups[i]];
            spans[groups[i]] = Int128.Max(spans.GetValueOrDefault(groups[i]), times[i]);
        }
        return spans.Values.Aggregate(Int128.Zero, (sum, span) => sum + span);
    }

    private static long Shift(Int128 value, int shift)
    {
        if (shift >= 0)
        {
            return (long)(value * PowerOf(shift));
        }
        Int128 divisor = PowerOf(-shift);
        (Int128 quotient, Int128 rest) = Int128.DivRem(value, divisor);
        int side = (rest * 2).CompareTo(divisor);
        bool up = side > 0 || (side == 0 && Int128.IsOddInteger(quotient));
        return (long)(up ? quotient + 1 : quotient);
    }

    private static int Digits(Int128 value)
    {
        int digits = 1;
        while ((value /= 10) != 0)
        {
            digits++;
        }
        return digits;
    }

    private static Int128 PowerOf(int exponent)
    {
        Int128 power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power *= 10;
        }
        return power;
    }
}
