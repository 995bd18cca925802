using System.Globalization;
using HawkesNet.Cli.Events;

namespace HawkesNet.Cli.Tests;

public sealed class CsvEventsTests
{
    [Fact]
    public void Columns_may_come_in_any_order_and_others_are_ignored()
    {
        EventTable table = TestData.Parse("target,price,time,source,weight\nb,9,1.5,a,2\na,9,2.5,b,\n");
        Assert.Equal(2, table.Actors.Count);
        Assert.Equal([0, 1], table.Train.Sources.ToArray());
        Assert.Equal([1, 0], table.Train.Targets.ToArray());
        Assert.Equal([2.0, 1.0], table.Train.Weights.ToArray());
    }

    [Fact]
    public void Quoted_fields_keep_commas_quotes_and_line_ends()
    {
        EventTable table = TestData.Parse("time,source\r\n1,\"a,\"\"b\"\"\nc\"\r\n2,d\r\n");
        Assert.Equal("a,\"b\"\nc"u8.ToArray(), table.Actors[0].ToArray());
        Assert.Equal("d"u8.ToArray(), table.Actors[1].ToArray());
    }

    [Theory]
    [InlineData("time,source,target\n1,a,b\nx,a,b\n", 3, "not a decimal")]
    [InlineData("time,source,target\n1,a,b\n2,a\n", 3, "2 fields")]
    [InlineData("time,source,target\n1,a,b\n\n2,\"a,b\n", 4, "not closed")]
    [InlineData("time,source,target\n1,\"a\"x,b\n", 2, "after a closing quote")]
    [InlineData("time,source,target\n1,,b\n", 2, "'source' is empty")]
    [InlineData("time,source,weight\n1,a,NaN\n", 2, "not a number")]
    [InlineData("time,source,weight\n1,a,-2\n", 2, "at least 0")]
    [InlineData("time,source,split\n1,a,both\n", 2, "neither")]
    [InlineData("time,source,split\n5,a,train\n4,a,test\n9,a,train\n", 3, "before the last train row")]
    [InlineData("when,source\n1,a\n", 1, "no column 'time'")]
    [InlineData("time,time\n1,2\n", 1, "twice")]
    [InlineData("", 1, "empty")]
    [InlineData("time,source\n", 0, "no events")]
    [InlineData("time,source\n3,a\n3.0,b\n", 0, "same time")]
    [InlineData("time,source\n1e-30,a\n1e30,b\n", 0, "digits")]
    public void Bad_input_names_file_line_and_reason(string text, int line, string reason)
    {
        string message = Assert.Throws<InputException>(() => TestData.Parse(text)).Describe();
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.StartsWith(line > 0 ? $"test.csv:{line}: " : "test.csv: ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Times_multiplied_by_a_power_of_ten_give_exactly_the_same_ticks(int power)
    {
        string[] times = ["1289241911.72836", "1289241941.5", "1289242000", "1289249000.000001", "1453680000"];
        EventTable plain = TestData.Parse(Csv(times));
        EventTable scaled = TestData.Parse(Csv([.. times.Select(t => Shift(t, power))]));
        Assert.Equal(plain.Train.TimeTicks.ToArray(), scaled.Train.TimeTicks.ToArray());
        Assert.Equal(power, plain.Scale.PowerOfTen - scaled.Scale.PowerOfTen);
        Assert.InRange(plain.Train.TimeTicks[^1], 1_000_000_000_000_000, 9_999_999_999_999_999);
    }

    [Fact]
    public void Surplus_digits_are_rounded_half_to_even()
    {
        EventTable table = TestData.Parse(Csv(["0", "1.00000000000000025", "1.00000000000000035", "9.5"]));
        Assert.Equal(1_000_000_000_000_000, table.Train.TimeTicks[1]);
        EventTable half = TestData.Parse(Csv(["0", "0.0000000000000005", "0.0000000000000015", "9.5"]));
        Assert.Equal([0, 0, 2, 9_500_000_000_000_000], half.Train.TimeTicks.ToArray());
    }

    [Fact]
    public void Rows_are_ordered_by_time_and_equal_times_keep_file_order()
    {
        EventTable table = TestData.Parse("time,source\n2,b\n1,a\n2,c\n1,d\n");
        Assert.Equal("adbc", string.Concat(Enumerable.Range(0, 4).Select(i => (char)table.Actors[i][0])));
        Assert.Equal([0, 1, 2, 3], table.Train.Sources.ToArray());
    }

    [Fact]
    public void Self_rows_are_left_out_and_counted_and_their_actors_stay_in_the_universe()
    {
        EventTable table = TestData.Parse("time,source,target\n1,x,x\n2,a,b\n3,b,a\n");
        Assert.Equal(1, table.SelfRows);
        Assert.Equal(3, table.Actors.Count);
        Assert.Equal(2, table.Train.Count);
    }

    [Fact]
    public void Sequences_lie_end_to_end_on_one_clock_a_mean_gap_apart()
    {
        EventTable table = TestData.Parse(
            "sequence,time,type,split\np,5,u,train\np,7,v,train\nq,100,u,train\nq,102,u,train\n"
            + "r,1,v,test\nr,3,v,test\n");
        Assert.True(table.IsSequences);
        Assert.Equal([0, 2], table.TrainStarts);
        Assert.Equal([0], table.TestStarts);
        Assert.Equal([0, 2, 4, 6], table.Train.TimeTicks.ToArray().Select(t => t / table.Scale.TicksPerUnit));
        Assert.Equal([0, 2], table.Test.TimeTicks.ToArray().Select(t => t / table.Scale.TicksPerUnit));
        Assert.False(table.IsTargeted);
    }

    [Fact]
    public void A_sequence_that_is_partly_train_and_partly_test_is_refused()
    {
        string message = Assert.Throws<InputException>(
            () => TestData.Parse("sequence,time,split\np,5,train\np,7,test\n")).Describe();
        Assert.Contains(":3: a sequence is partly train", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_and_plain_files_read_alike()
    {
        string plain = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        try
        {
            using (var gzip = new System.IO.Compression.GZipStream(
                File.Create(plain), System.IO.Compression.CompressionLevel.Fastest))
            {
                gzip.Write("time,source\n1,a\n2,b\n"u8);
            }
            Assert.Equal(2, CsvEvents.Read(plain).Train.Count);
        }
        finally
        {
            File.Delete(plain);
        }
    }

    private static string Csv(string[] times) =>
        "time,source\n" + string.Concat(times.Select(t => $"{t},a\n"));

    private static string Shift(string time, int power) =>
        (decimal.Parse(time, CultureInfo.InvariantCulture) * (decimal)Math.Pow(10, power))
        .ToString(CultureInfo.InvariantCulture);
}
