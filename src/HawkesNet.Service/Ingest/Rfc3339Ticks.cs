namespace HawkesNet.Service.Ingest;

/// <summary>RFC 3339 instants to integer Unix nanoseconds. Thread-safe.</summary>
/// <remarks>A zone is required. Between date and time stands <c>T</c>, <c>t</c> or a space. Digits below a nanosecond
/// are rounded half to even. A leap second (<c>23:59:60</c> UTC) counts as the first second of the next day, as in
/// POSIX time.</remarks>
public static class Rfc3339Ticks
{
    private const int DateTimeLength = 19;
    private const int SecondsPerDay = 86_400;
    private const long TicksPerSecond = 1_000_000_000;

    /// <summary>Reads an instant.</summary>
    /// <param name="text">ASCII, like <c>2026-03-01T12:00:00.25Z</c> or <c>2026-03-01T13:00:00+01:00</c>.</param>
    /// <param name="ticks">Unix nanoseconds; 0 unless Ok.</param>
    public static TimeOutcome Parse(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length <= DateTimeLength || !HasSeparators(text))
        {
            return TimeOutcome.Unreadable;
        }
        int century = Two(text, 0);
        int yearOfCentury = Two(text, 2);
        int month = Two(text, 5);
        int day = Two(text, 8);
        int hour = Two(text, 11);
        int minute = Two(text, 14);
        int second = Two(text, 17);
        int year = (century * 100) + yearOfCentury;
        if ((century | yearOfCentury | month | day | hour | minute | second) < 0
            || month is < 1 or > 12 || day < 1 || day > DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60
            || !TryFraction(text[DateTimeLength..], out long fraction, out int used)
            || !TryOffset(text[(DateTimeLength + used)..], out int offsetSeconds))
        {
            return TimeOutcome.Unreadable;
        }
        long seconds = (DaysSince1970(year, month, day) * SecondsPerDay)
            + (hour * 3600) + (minute * 60) + second - offsetSeconds;
        if (second == 60 && seconds % SecondsPerDay != 0)
        {
            return TimeOutcome.Unreadable;
        }
        if (Math.Abs(seconds) >= DecimalTicks.TicksMax / TicksPerSecond)
        {
            return TimeOutcome.OutOfRange;
        }
        ticks = (seconds * TicksPerSecond) + fraction;
        return TimeOutcome.Ok;
    }

    private static bool HasSeparators(ReadOnlySpan<byte> text) =>
        text[4] == '-' && text[7] == '-' && text[10] is (byte)'T' or (byte)'t' or (byte)' '
        && text[13] == ':' && text[16] == ':';

    // Two digits as a number; negative: they are not digits.
    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : -1;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, out long fraction, out int used)
    {
        fraction = 0;
        used = 0;
        if (text[0] != '.')
        {
            return true;
        }
        used = 1;
        while (used < text.Length && (uint)(text[used] - '0') <= 9)
        {
            used++;
        }
        return used > 1 && DecimalTicks.Parse(text[..used], TimeUnit.Seconds, out fraction) == TimeOutcome.Ok;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (text.Length == 1)
        {
            return text[0] is (byte)'Z' or (byte)'z';
        }
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || Two(text, 1) is not (>= 0 and <= 23 and int hours)
            || Two(text, 4) is not (>= 0 and <= 59 and int minutes))
        {
            return false;
        }
        seconds = ((hours * 3600) + (minutes * 60)) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static int DaysInMonth(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    // Counts years from 1 March, so that the leap day is the last day of a year. Between 0000-03-01 and 1970-01-01 lie
    // 719,468 days.
    private static long DaysSince1970(int year, int month, int day)
    {
        int shiftedYear = month <= 2 ? year - 1 : year;
        int shiftedMonth = month <= 2 ? month + 9 : month - 3;
        int century = shiftedYear >= 0 ? shiftedYear / 100 : -1;
        int leapDays = (shiftedYear >= 0 ? shiftedYear / 4 : -1) - century + (century >= 0 ? century / 4 : -1);
        return (365L * shiftedYear) + leapDays + (((153 * shiftedMonth) + 2) / 5) + day - 1 - 719_468;
    }
}
