using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Events;

/// <summary>A time exactly as written: mantissa × 10^exponent, with no trailing zeros in the mantissa.</summary>
internal readonly record struct DecimalTime(Int128 Mantissa, int Exponent)
{
    /// <summary>Most significant digits a time may have.</summary>
    public const int DigitsMax = 30;

    private const int NanosecondExponent = -9;

    /// <summary>Reads sign, digits, fraction and exponent; null: not a finite decimal number, or too long.</summary>
    public static DecimalTime? Parse(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        bool negative = text is [(byte)'-', ..];
        text = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        int mark = text.IndexOfAny((byte)'e', (byte)'E');
        int exponent = 0;
        if (mark >= 0 && !TryExponent(text[(mark + 1)..], out exponent))
        {
            return null;
        }
        return Digits(mark < 0 ? text : text[..mark], negative, exponent);
    }

    /// <summary>A date as seconds since 1970.</summary>
    /// <param name="date">RFC 3339, valid.</param>
    public static DecimalTime OfDate(ReadOnlySpan<byte> date)
    {
        Rfc3339Ticks.Parse(date, out long ticks);
        return Normalize(ticks, NanosecondExponent);
    }

    private static DecimalTime? Digits(ReadOnlySpan<byte> text, bool negative, int exponent)
    {
        Int128 mantissa = 0;
        int digits = 0;
        int seen = 0;
        bool fraction = false;
        foreach (byte b in text)
        {
            if (b == (byte)'.' && !fraction)
            {
                fraction = true;
                continue;
            }
            if (b is < (byte)'0' or > (byte)'9')
            {
                return null;
            }
            seen++;
            exponent -= fraction ? 1 : 0;
            digits += digits > 0 || b != (byte)'0' ? 1 : 0;
            if (digits > DigitsMax)
            {
                return null;
            }
            mantissa = (mantissa * 10) + (b - (byte)'0');
        }
        return seen == 0 ? null : Normalize(negative ? -mantissa : mantissa, exponent);
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, out int exponent) =>
        System.Buffers.Text.Utf8Parser.TryParse(text is [(byte)'+', ..] ? text[1..] : text, out exponent, out int used)
        && used > 0 && used == text.Length - (text is [(byte)'+', ..] ? 1 : 0) && exponent is > -1000 and < 1000;

    private static DecimalTime Normalize(Int128 mantissa, int exponent)
    {
        if (mantissa == 0)
        {
            return default;
        }
        while (mantissa % 10 == 0)
        {
            mantissa /= 10;
            exponent++;
        }
        return new DecimalTime(mantissa, exponent);
    }
}
