using System.Globalization;

namespace HawkesNet.Cli.Bench;

/// <summary>How figures are written in tables.</summary>
internal static class Figures
{
    /// <summary>A whole number, or nothing.</summary>
    public static string Whole(double? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A share or an exponent.</summary>
    public static string Ratio(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Milliseconds, or a small number, with one digit after the point.</summary>
    public static string Tenths(double? value) => value?.ToString("F1", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Bytes as mebibytes.</summary>
    public static string Mebibytes(double? bytes) => Whole(bytes / (1 << 20));
}
