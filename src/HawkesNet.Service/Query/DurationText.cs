using System.Globalization;
using System.Text.RegularExpressions;

namespace HawkesNet.Service.Query;

/// <summary>Lengths of time as text: ISO 8601 without years and months, or a number with its unit.</summary>
/// <remarks>Years and months are refused: their length depends on the calendar.</remarks>
public static partial class DurationText
{
    private const string Form =
        "The duration must be ISO 8601 (PT1H, P1DT12H, PT0.5S; no years or months) or a number with a unit of "
        + "ns, us, ms, s, m, h, d or w (90s, 1h, 7d).";

    /// <summary>Reads a positive duration.</summary>
    /// <param name="text">Such as PT1H, P1DT12H, 90s, 1h or 7d.</param>
    /// <param name="ticks">Its length in nanoseconds, at least 1.</param>
    /// <param name="fault">What is wrong, in a sentence; null: nothing.</param>
    public static bool TryParse(string text, out long ticks, out string? fault)
    {
        ticks = 0;
        decimal? seconds = Short(text) ?? Iso(text);
        fault = seconds switch
        {
            null => Form,
            <= 0 => "The duration must be longer than nothing.",
            > 9_000_000_000m => "The duration must be at most 9,000,000,000 seconds.",
            _ => null,
        };
        if (fault is null)
        {
            ticks = Math.Max(1, (long)decimal.Round(seconds!.Value * 1e9m));
        }
        return fault is null;
    }

    private static decimal? Short(string text)
    {
        Match match = ShortForm().Match(text);
        if (!match.Success || Number(match.Groups[1]) is not { } number)
        {
            return null;
        }
        return match.Groups[2].Value switch
        {
            "ns" => number / 1e9m,
            "us" => number / 1e6m,
            "ms" => number / 1e3m,
            "s" => number,
            "m" => number * 60,
            "h" => number * 3600,
            "d" => number * 86_400,
            _ => number * 604_800,
        };
    }

    private static decimal? Iso(string text)
    {
        Match match = IsoForm().Match(text);
        if (!match.Success)
        {
            return null;
        }
        ReadOnlySpan<decimal> secondsPerPart = [604_800, 86_400, 3600, 60, 1];
        decimal? sum = null;
        for (int part = 0; part < secondsPerPart.Length; part++)
        {
            if (match.Groups[part + 1].Success)
            {
                if (Number(match.Groups[part + 1]) is not { } number)
                {
                    return null;
                }
                sum = (sum ?? 0) + (number * secondsPerPart[part]);
            }
        }
        return sum;
    }

    // Fifteen digits are enough for nanoseconds in centuries, and no product of them overflows a decimal.
    private static decimal? Number(Group group) =>
        group.Length <= 15 && decimal.TryParse(
            group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            ? number
            : null;

    [GeneratedRegex(@"\A([0-9]+(?:\.[0-9]+)?)(ns|us|ms|s|m|h|d|w)\z")]
    private static partial Regex ShortForm();

    [GeneratedRegex(
        @"\AP(?:([0-9.]+)W)?(?:([0-9.]+)D)?(?:T(?=.)(?:([0-9.]+)H)?(?:([0-9.]+)M)?(?:([0-9.]+)S)?)?\z")]
    private static partial Regex IsoForm();
}
