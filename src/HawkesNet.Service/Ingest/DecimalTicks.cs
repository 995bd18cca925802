namespace HawkesNet.Service.Ingest;

/// <summary>How reading a time ended.</summary>
public enum TimeOutcome
{
    /// <summary>Read.</summary>
    Ok,

    /// <summary>Not a time in the expected form.</summary>
    Unreadable,

    /// <summary>Beyond what is kept: see <see cref="DecimalTicks.TicksMax"/>.</summary>
    OutOfRange,
}

/// <summary>Decimal numbers to integer nanoseconds, exactly: by their digits, never through a double. Thread-safe.</summary>
/// <remarks>Digits below a nanosecond are rounded half to even. <c>1.5e3</c> with unit <c>us</c> is 1,500,000 ns.</remarks>
public static class DecimalTicks
{
    /// <summary>Largest magnitude of a time: 9.2e18 ns from 1970, so from the year 1678 to 2261.</summary>
    /// <remarks>A little less than a <c>long</c> holds, so that adding a reorder window cannot overflow.</remarks>
    public const long TicksMax = 9_200_000_000_000_000_000;

    private const int DigitsMax = 19;
    private const long ExponentMax = 1_000_000_000;

    /// <summary>Reads <c>-?digits[.digits][e[+-]digits]</c>, times ten to the unit's power.</summary>
    /// <param name="text">ASCII; a digit is required before or after the point.</param>
    /// <param name="unit">Unit of the number.</param>
    /// <param name="ticks">Nanoseconds; 0 unless Ok.</param>
    public static TimeOutcome Parse(ReadOnlySpan<byte> text, TimeUnit unit, out long ticks)
    {
        ticks = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<byte> mantissa = negative ? text[1..] : text;
        long exponent = 0;
        int exponentAt = mantissa.IndexOfAny((byte)'e', (byte)'E');
        if (exponentAt >= 0)
        {
            if (!TryExponent(mantissa[(exponentAt + 1)..], out exponent))
            {
                return TimeOutcome.Unreadable;
            }
            mantissa = mantissa[..exponentAt];
        }
        int point = mantissa.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? mantissa : mantissa[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? [] : mantissa[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || !AreDigits(whole) || !AreDigits(fraction))
        {
            return TimeOutcome.Unreadable;
        }
        if (!TryScale(whole, fraction, exponent + (int)unit, out ulong magnitude) || magnitude > TicksMax)
        {
            return TimeOutcome.OutOfRange;
        }
        ticks = negative ? -(long)magnitude : (long)magnitude;
        return TimeOutcome.Ok;
    }

    // The digits of both parts, as one sequence, have their decimal point after `kept` digits once the power is applied.
    private static bool TryScale(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, long power, out ulong value)
    {
        value = 0;
        int total = whole.Length + fraction.Length;
        int first = 0;
        while (first < total && Digit(whole, fraction, first) == 0)
        {
            first++;
        }
        long kept = whole.Length + power;
        if (first == total || kept < first)
        {
            return true;
        }
        if (kept - first > DigitsMax)
        {
            return false;
        }
        for (int i = first; i < kept; i++)
        {
            value = (value * 10) + (uint)Digit(whole, fraction, i);
        }
        if (RoundsUp(whole, fraction, (int)kept, total, isOdd: (value & 1) == 1))
        {
            value++;
        }
        return true;
    }

    private static bool RoundsUp(
        ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int kept, int total, bool isOdd)
    {
        int next = Digit(whole, fraction, kept);
        if (next != 5)
        {
            return next > 5;
        }
        for (int i = kept + 1; i < total; i++)
        {
            if (Digit(whole, fraction, i) != 0)
            {
                return true;
            }
        }
        return isOdd;
    }

    private static int Digit(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int index)
    {
        if (index < whole.Length)
        {
            return whole[index] - '0';
        }
        index -= whole.Length;
        return index < fraction.Length ? fraction[index] - '0' : 0;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
        {
            if ((uint)(character - '0') > 9)
            {
                return false;
            }
        }
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        exponent = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<byte> digits = negative || (text.Length > 0 && text[0] == '+') ? text[1..] : text;
        if (digits.Length == 0 || !AreDigits(digits))
        {
            return false;
        }
        foreach (byte digit in digits)
        {
            exponent = Math.Min((exponent * 10) + (digit - '0'), ExponentMax);
        }
        exponent = negative ? -exponent : exponent;
        return true;
    }
}
