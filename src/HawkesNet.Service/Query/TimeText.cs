using System.Globalization;
using System.Text;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Service.Query;

/// <summary>Instants as text: RFC 3339 with up to nine digits of fraction, or a number in a stated unit.</summary>
/// <remarks>An instant is a count of Unix nanoseconds, the years 1678 to 2261.</remarks>
public static class TimeText
{
    private const long TicksPerSecond = 1_000_000_000;

    /// <summary>RFC 3339 in UTC with as many digits of fraction as the instant needs.</summary>
    public static string Format(long ticks)
    {
        (long seconds, long fraction) = Math.DivRem(ticks, TicksPerSecond);
        if (fraction < 0)
        {
            seconds--;
            fraction += TicksPerSecond;
        }
        string whole = DateTime.UnixEpoch.AddSeconds(seconds)
            .ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        string digits = fraction.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return digits.Length == 0 ? whole + "Z" : $"{whole}.{digits}Z";
    }

    /// <summary>Reads RFC 3339, or a number together with a unit of s, ms, us or ns.</summary>
    /// <param name="text">The instant; a space may stand for the plus sign of the offset, as URLs decode it.</param>
    /// <param name="unit">Unit of a number since the Unix epoch; null: none given.</param>
    /// <param name="ticks">Unix nanoseconds.</param>
    /// <param name="fault">What is wrong, in a sentence; null: nothing.</param>
    public static bool TryParse(string text, string? unit, out long ticks, out string? fault)
    {
        fault = DecimalTicks.Parse(Encoding.UTF8.GetBytes(text), TimeUnit.Seconds, out ticks) == TimeOutcome.Unreadable
            ? ReadRfc3339(text, out ticks)
            : ReadNumber(text, unit, out ticks);
        return fault is null;
    }

    private static string? ReadNumber(string text, string? unit, out long ticks)
    {
        ticks = 0;
        if (unit is null)
        {
            return $"A number needs its unit: add unit= one of {TimeUnits.Allowed}.";
        }
        return TimeUnits.Find(unit) is { } known
            ? Fault(DecimalTicks.Parse(Encoding.UTF8.GetBytes(text), known, out ticks))
            : $"The unit must be one of {TimeUnits.Allowed}.";
    }

    private static string? ReadRfc3339(string text, out long ticks)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > 6 && bytes[^6] == ' ')
        {
            bytes[^6] = (byte)'+';
        }
        return Fault(Rfc3339Ticks.Parse(bytes, out ticks));
    }

    private static string? Fault(TimeOutcome outcome) => outcome switch
    {
        TimeOutcome.Ok => null,
        TimeOutcome.OutOfRange => "The time lies beyond the years 1678 to 2261.",
        _ => "The time must be RFC 3339, such as 2026-01-31T12:00:00.5Z, or a number with its unit.",
    };
}
