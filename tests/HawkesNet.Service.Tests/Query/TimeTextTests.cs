using HawkesNet.Service.Query;
using Xunit;

namespace HawkesNet.Service.Tests.Query;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(1, "1970-01-01T00:00:00.000000001Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999999Z")]
    [InlineData(1_500_000_000, "1970-01-01T00:00:01.5Z")]
    [InlineData(1_772_443_798_250_000_000, "2026-03-02T09:29:58.25Z")]
    public void A_time_is_written_with_the_digits_it_needs(long ticks, string text) =>
        Assert.Equal(text, TimeText.Format(ticks));

    [Theory]
    [InlineData(9_199_999_999_123_456_789)]
    [InlineData(-9_000_000_000_123_456_789)]
    [InlineData(1_234_567_890_123_456_789)]
    public void What_is_written_reads_back_to_the_same_nanosecond(long ticks)
    {
        Assert.True(TimeText.TryParse(TimeText.Format(ticks), unit: null, out long read, out _));
        Assert.Equal(ticks, read);
    }

    [Theory]
    [InlineData("2026-03-02T10:29:58.25+01:00", null)]
    [InlineData("2026-03-02T10:29:58.25 01:00", null)]
    [InlineData("1772443798.25", "s")]
    [InlineData("1772443798250", "ms")]
    [InlineData("1772443798250000", "us")]
    [InlineData("1772443798250000000", "ns")]
    public void An_instant_may_be_asked_in_every_form(string text, string? unit)
    {
        Assert.True(TimeText.TryParse(text, unit, out long ticks, out string? fault));
        Assert.Null(fault);
        Assert.Equal(1_772_443_798_250_000_000, ticks);
    }

    [Theory]
    [InlineData("1772443798", null, "needs its unit")]
    [InlineData("1772443798", "min", "must be one of")]
    [InlineData("yesterday", null, "RFC 3339")]
    [InlineData("2026-03-02T10:29:58", null, "RFC 3339")]
    [InlineData("NaN", "s", "RFC 3339")]
    [InlineData("1e30", "s", "beyond")]
    [InlineData("", null, "RFC 3339")]
    public void A_time_that_cannot_be_read_is_refused_with_the_reason(string text, string? unit, string reason)
    {
        Assert.False(TimeText.TryParse(text, unit, out _, out string? fault));
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }
}
