using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Fuzz;

/// <summary>What a plain reader makes of one row: the event, or the first thing wrong with it.</summary>
internal sealed record PlainRow(
    int Line, string? Code, string Field, long Ticks, string Source, string Target, string Type, string Id,
    double Weight)
{
    public static PlainRow Bad(int line, string code, string field = "") =>
        new(line, code, field, 0, "", "", "", "", 0);
}

/// <summary>Values by the book: big integers for times, the platform's own text functions for the rest.</summary>
internal static partial class PlainValues
{
    public const int NameBytesMax = 256;
    private static readonly BigInteger TicksMax = new(9_200_000_000_000_000_000);

    /// <summary>The code of what is wrong with a number as a time; null: nothing.</summary>
    public static string? Number(string text, TimeUnit? unit, out long ticks)
    {
        ticks = 0;
        Match match = NumberForm().Match(text);
        if (!match.Success || match.Groups[2].Length + match.Groups[3].Length == 0)
        {
            return IsNotFinite(text) ? "notFinite" : "badTime";
        }
        if (unit is null)
        {
            return "timeWithoutUnit";
        }
        BigInteger digits = BigInteger.Parse("0" + match.Groups[2].Value + match.Groups[3].Value);
        BigInteger exponent = match.Groups[4].Success ? BigInteger.Parse(match.Groups[4].Value.TrimStart('+')) : 0;
        BigInteger power = exponent + (int)unit.Value - match.Groups[3].Length;
        if (digits.IsZero)
        {
            return null;
        }
        if (power > 40)
        {
            return "timeOutOfRange";
        }
        BigInteger value = power >= 0 ? digits * BigInteger.Pow(10, (int)power)
            : power < -10_000 ? BigInteger.Zero : HalfEven(digits, BigInteger.Pow(10, (int)-power));
        return Fit(match.Groups[1].Length > 0 ? -value : value, out ticks);
    }

    /// <summary>The code of what is wrong with a text as a time; null: nothing.</summary>
    public static string? Instant(string text, out long ticks)
    {
        ticks = 0;
        Match match = InstantForm().Match(text);
        string calendar = match.Groups[1].Value + "T" + match.Groups[2].Value;
        // The platform's calendar begins with the year 1; every 400 years it is the same.
        bool isYearZero = calendar.StartsWith("0000", StringComparison.Ordinal);
        calendar = isYearZero ? "0400" + calendar[4..] : calendar;
        bool isLeap = calendar.EndsWith(":60", StringComparison.Ordinal);
        if (!match.Success || !DateTime.TryParseExact(
                isLeap ? calendar[..^2] + "59" : calendar, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime instant))
        {
            return IsNotFinite(text) ? "notFinite" : "badTime";
        }
        string zone = match.Groups[4].Value.ToUpperInvariant();
        int minutes = zone == "Z" ? 0 : (int.Parse(zone[1..3]) * 60) + int.Parse(zone[4..6]);
        if (zone != "Z" && (int.Parse(zone[1..3]) > 23 || int.Parse(zone[4..6]) > 59))
        {
            return "badTime";
        }
        BigInteger seconds = (instant - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        seconds -= isYearZero ? 400 * 31_556_952L : 0;
        seconds -= 60 * (zone[0] == '-' ? -minutes : minutes);
        seconds += isLeap ? 1 : 0;
        if (isLeap && seconds % 86_400 != 0)
        {
            return "badTime";
        }
        string fraction = match.Groups[3].Value;
        BigInteger scale = BigInteger.Pow(10, fraction.Length);
        BigInteger whole = (seconds * scale) + (fraction.Length == 0 ? 0 : BigInteger.Parse(fraction));
        return Fit(HalfEven(whole * 1_000_000_000, scale), out ticks);
    }

    /// <summary>The code of what is wrong with a name; null: nothing.</summary>
    public static string? Name(byte[] utf8)
    {
        if (utf8.Length is 0 or > NameBytesMax)
        {
            return utf8.Length == 0 ? "empty" : "tooLong";
        }
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
            return text.Any(char.IsControl) ? "controlCharacter" : null;
        }
        catch (DecoderFallbackException)
        {
            return "invalidUtf8";
        }
    }

    /// <summary>The code of what is wrong with a weight; null: nothing.</summary>
    public static string? Weight(string text, out double weight)
    {
        weight = 1;
        Match match = NumberForm().Match(text.TrimStart('+'));
        if (!match.Success || match.Groups[2].Length + match.Groups[3].Length == 0)
        {
            return IsNotFinite(text) ? "notFinite" : "badWeight";
        }
        weight = double.Parse(text, CultureInfo.InvariantCulture) + 0.0;
        return !double.IsFinite(weight) ? "notFinite" : weight < 0 ? "negativeWeight" : null;
    }

    private static bool IsNotFinite(string text)
    {
        string word = text.StartsWith('-') || text.StartsWith('+') ? text[1..] : text;
        return word.StartsWith("nan", StringComparison.OrdinalIgnoreCase)
            || word.StartsWith("inf", StringComparison.OrdinalIgnoreCase);
    }

    private static string? Fit(BigInteger value, out long ticks)
    {
        bool fits = BigInteger.Abs(value) <= TicksMax;
        ticks = fits ? (long)value : 0;
        return fits ? null : "timeOutOfRange";
    }

    private static BigInteger HalfEven(BigInteger numerator, BigInteger denominator)
    {
        BigInteger floor = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
        if (rest.Sign < 0)
        {
            floor -= 1;
            rest += denominator;
        }
        int half = (rest * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !floor.IsEven) ? floor + 1 : floor;
    }

    [GeneratedRegex(@"\A(-?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?\z")]
    private static partial Regex NumberForm();

    [GeneratedRegex(@"\A([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})"
        + @"(?:\.([0-9]+))?([Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex InstantForm();
}
