using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace HawkesNet.Service.Ingest;

/// <summary>One row while it is read: its members, and the first thing wrong with it. JSON and CSV share these
/// rules.</summary>
/// <remarks>Names are spans into the body or into scratch memory, valid until the next row.</remarks>
public ref struct RowDraft
{
    private const double WeightDefault = 1;
    private const NumberStyles WeightStyle =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A row without members; weight 1.</summary>
    public RowDraft() => Weight = WeightDefault;

    /// <summary>Source actor.</summary>
    public ReadOnlySpan<byte> Source { get; private set; }

    /// <summary>Target actor; empty: none.</summary>
    public ReadOnlySpan<byte> Target { get; private set; }

    /// <summary>Type; empty: none.</summary>
    public ReadOnlySpan<byte> Type { get; private set; }

    /// <summary>Event id; empty: none.</summary>
    public ReadOnlySpan<byte> Id { get; private set; }

    /// <summary>Unix nanoseconds.</summary>
    public long TimeTicks { get; private set; }

    /// <summary>Weight, finite and at least 0.</summary>
    public double Weight { get; private set; }

    /// <summary>Members met, absent values (JSON null) included.</summary>
    public EventField Seen { get; set; }

    /// <summary>Members that have a value.</summary>
    public EventField Given { get; private set; }

    /// <summary>The member being read, for the pointer of a syntax error.</summary>
    public EventField Current { get; set; }

    /// <summary>Code of the first fault; null: none so far.</summary>
    public string? FaultCode { get; private set; }

    /// <summary>Its explanation.</summary>
    public string? FaultDetail { get; private set; }

    /// <summary>The member at fault.</summary>
    public EventField FaultField { get; private set; }

    /// <summary>Notes a fault; only the first one of a row counts.</summary>
    public void Fail(EventField field, string code, string detail)
    {
        if (FaultCode is null)
        {
            FaultField = field;
            FaultCode = code;
            FaultDetail = detail;
        }
    }

    /// <summary>Sets source, target, type or id; checks length, UTF-8 and control characters.</summary>
    public void SetName(EventField field, ReadOnlySpan<byte> utf8, int bytesMax)
    {
        Given |= field;
        if (utf8.IsEmpty)
        {
            Fail(field, "empty", $"'{EventFields.Name(field)}' is empty; at least 1 byte.");
            return;
        }
        if (utf8.Length > bytesMax)
        {
            FailTooLong(field, bytesMax);
            return;
        }
        if (utf8.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 || CheckUnicode(field, utf8))
        {
            SetPlainName(field, utf8);
        }
    }

    /// <summary>Sets source, target, type or id to text whose length and characters are known to be allowed.</summary>
    public void SetPlainName(EventField field, ReadOnlySpan<byte> utf8)
    {
        Given |= field;
        switch (field)
        {
            case EventField.Source: Source = utf8; break;
            case EventField.Target: Target = utf8; break;
            case EventField.Type: Type = utf8; break;
            default: Id = utf8; break;
        }
    }

    /// <summary>Notes that a name has too many bytes.</summary>
    public void FailTooLong(EventField field, int bytesMax) =>
        Fail(field, "tooLong", $"'{EventFields.Name(field)}' has more than {bytesMax} bytes.");

    /// <summary>Sets the time from a decimal number.</summary>
    public void SetTimeNumber(scoped ReadOnlySpan<byte> number, TimeUnit? unit)
    {
        Given |= EventField.Time;
        if (unit is null && DecimalTicks.Parse(number, TimeUnit.Nanoseconds, out _) != TimeOutcome.Unreadable)
        {
            Fail(EventField.Time, "timeWithoutUnit", $"A time as a number needs ?unit= one of {TimeUnits.Allowed}.");
            return;
        }
        TakeTime(DecimalTicks.Parse(number, unit ?? TimeUnit.Nanoseconds, out long ticks), ticks, number);
    }

    /// <summary>Sets the time from RFC 3339 text.</summary>
    public void SetTimeText(scoped ReadOnlySpan<byte> text)
    {
        Given |= EventField.Time;
        TakeTime(Rfc3339Ticks.Parse(text, out long ticks), ticks, text);
    }

    /// <summary>Sets the weight from a decimal number.</summary>
    public void SetWeight(scoped ReadOnlySpan<byte> number)
    {
        Given |= EventField.Weight;
        if (!double.TryParse(number, WeightStyle, CultureInfo.InvariantCulture, out double weight))
        {
            Fail(EventField.Weight, IsNotFinite(number) ? "notFinite" : "badWeight",
                $"'{Excerpt(number)}' is not a number.");
        }
        else if (!double.IsFinite(weight))
        {
            Fail(EventField.Weight, "notFinite", "The weight must be a finite number.");
        }
        else if (weight < 0)
        {
            Fail(EventField.Weight, "negativeWeight", "The weight must not be negative.");
        }
        else
        {
            Weight = weight == 0 ? 0 : weight;
        }
    }

    /// <summary>Notes a required member that has no value.</summary>
    public void CheckRequired()
    {
        EventField missing = EventFields.Required & ~Given;
        if (missing != EventField.None && FaultCode is null)
        {
            EventField field = (missing & EventField.Time) != 0 ? EventField.Time : EventField.Source;
            Fail(field, "missingField", $"'{EventFields.Name(field)}' is missing.");
        }
    }

    private void TakeTime(TimeOutcome outcome, long ticks, scoped ReadOnlySpan<byte> text)
    {
        TimeTicks = ticks;
        if (outcome == TimeOutcome.OutOfRange)
        {
            Fail(EventField.Time, "timeOutOfRange", "The time is outside the years 1678 to 2261. Is the unit right?");
        }
        else if (outcome == TimeOutcome.Unreadable)
        {
            Fail(EventField.Time, IsNotFinite(text) ? "notFinite" : "badTime",
                $"'{Excerpt(text)}' is not an RFC 3339 instant with a zone, like 2026-03-01T12:00:00Z.");
        }
    }

    private bool CheckUnicode(EventField field, scoped ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            Fail(field, "invalidUtf8", $"'{EventFields.Name(field)}' is not valid UTF-8.");
            return false;
        }
        while (!utf8.IsEmpty)
        {
            Rune.DecodeFromUtf8(utf8, out Rune rune, out int bytes);
            if (Rune.IsControl(rune))
            {
                Fail(field, "controlCharacter",
                    $"'{EventFields.Name(field)}' holds the control character U+{rune.Value:X4}.");
                return false;
            }
            utf8 = utf8[bytes..];
        }
        return true;
    }

    /// <summary>Whether the text starts as a word for a number that is not finite, as some writers put it in JSON and
    /// CSV.</summary>
    public static bool IsNotFinite(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> word = !text.IsEmpty && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        return Ascii.EqualsIgnoreCase(word[..Math.Min(3, word.Length)], "nan"u8)
            || Ascii.EqualsIgnoreCase(word[..Math.Min(3, word.Length)], "inf"u8);
    }

    private static string Excerpt(ReadOnlySpan<byte> text)
    {
        const int BytesMax = 40;
        string start = Encoding.UTF8.GetString(text[..Math.Min(BytesMax, text.Length)]);
        return text.Length > BytesMax ? start + "…" : start;
    }
}
