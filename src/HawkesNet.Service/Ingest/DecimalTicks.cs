using System.Buffers.Binary;

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

/// <summary>Decimal numbers to integer nanoseconds, exactly: by their digits, never through a double.
/// Thread-safe.</summary>
/// <remarks>Digits below a nanosecond are rounded half to even. <c>1.5e3</c> with unit <c>us</c> is 1,500,000
/// ns.</remarks>
public static class DecimalTicks
{
    /// <summary>Largest magnitude of a time: 9.2e18 ns from 1970, so from the year 1678 to 2261.</summary>
    /// <remarks>A little less than a <c>long</c> holds, so that a reorder window fits beside it.</remarks>
    public const long TicksMax = 9_200_000_000_000_000_000;

    private const int DigitsMax = 19;
    private const long ExponentMax = 1_000_000_000;

    private static ReadOnlySpan<long> PowersOfTen =>
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>Reads <c>-?digits[.digits][e[+-]digits]</c>, times ten to the unit's power.</summary>
    /// <param name="text">ASCII; a digit is required before or after the point.</param>
    /// <param name="unit">Unit of the number.</param>
    /// <param name="ticks">Nanoseconds; 0 unless Ok.</param>
    public static TimeOutcome Parse(ReadOnlySpan<byte> text, TimeUnit unit, out long ticks) =>
        TryShort(text, (int)unit, out ticks) ? TimeOutcome.Ok : ParseAny(text, unit, out ticks);

    // The common case: few digits, no exponent, no sign, nothing to round. What it cannot do it leaves to the whole
    // form. Nineteen digits may be more than a signed number holds, but not than an unsigned one.
    private static bool TryShort(ReadOnlySpan<byte> text, int power, out long ticks)
    {
        ticks = 0;
        if (text.Length is 0 or > DigitsMax)
        {
            return false;
        }
        ulong value = 0;
        int at = 0, point = -1;
        for (; text.Length - at >= sizeof(ulong) && TryEight(text[at..], out uint eight); at += sizeof(ulong))
        {
            value = (value * 100_000_000) + eight;
        }
        for (; at < text.Length; at++)
        {
            int digit = text[at] - '0';
            if ((uint)digit <= 9)
            {
                value = (value * 10) + (uint)digit;
            }
            else if (text[at] == '.' && point < 0 && text.Length > 1)
            {
                point = at;
            }
            else
            {
                return false;
            }
        }
        int scale = point < 0 ? power : power - (text.Length - 1 - point);
        if (scale < 0 || value > (ulong)(TicksMax / PowersOfTen[scale]))
        {
            return false;
        }
        ticks = (long)value * PowersOfTen[scale];
        return true;
    }

    // Eight digits at once: pairs become bytes, pairs of these words, and so on; false where one is no digit.
    private static bool TryEight(ReadOnlySpan<byte> text, out uint value)
    {
        ulong digits = BinaryPrimitives.ReadUInt64LittleEndian(text) - 0x3030303030303030;
        value = 0;
        if (((digits | (digits + 0x7676767676767676)) & 0x8080808080808080) != 0)
        {
            return false;
        }
        digits = (digits * 10) + (digits >> 8);
        value = (uint)((((digits & 0x000000FF000000FF) * 0x000F424000000064)
            + (((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32);
        return true;
    }

    private static TimeOutcome ParseAny(ReadOnlySpan<byte> text, TimeUnit unit, out long ticks)
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

    // The digits of both parts are one sequence; once the power is applied, `kept` of them stand before the point.
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
