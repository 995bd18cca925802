using HawkesNet.Service.Query;
using Xunit;

namespace HawkesNet.Service.Tests.Query;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("PT1H", 3600)]
    [InlineData("P1D", 86_400)]
    [InlineData("P1DT12H", 129_600)]
    [InlineData("P2W", 1_209_600)]
    [InlineData("PT1M30.5S", 90.5)]
    [InlineData("1h", 3600)]
    [InlineData("90s", 90)]
    [InlineData("250ms", 0.25)]
    [InlineData("1.5d", 129_600)]
    [InlineData("20m", 1200)]
    [InlineData("1ns", 1e-9)]
    public void A_duration_is_read_in_both_forms(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out long ticks, out string? fault));
        Assert.Null(fault);
        Assert.Equal((long)Math.Round(seconds * 1e9), ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("-1h")]
    [InlineData("0s")]
    [InlineData("P1.2.3D")]
    [InlineData("99999999999999999999h")]
    [InlineData("999999999999w")]
    [InlineData("1h\n")]
    public void Anything_else_is_refused_with_a_reason(string text)
    {
        Assert.False(DurationText.TryParse(text, out _, out string? fault));
        Assert.NotEmpty(fault!);
    }
}
