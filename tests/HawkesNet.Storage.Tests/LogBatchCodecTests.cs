using Xunit;

namespace HawkesNet.Storage.Tests;

public class LogBatchCodecTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 7)]
    [InlineData(4, 1000)]
    [InlineData(5, 16_384)]
    public void A_row_comes_back_as_it_was(long sequence, int count)
    {
        LogBatch batch = TestFolder.Batch(sequence, count);
        var read = TestFolder.Batch(99, 50);
        LogBatchCodec.Decode(LogBatchCodec.Encode(batch, 7), 7, sequence, read);
        TestFolder.AssertEqual(batch, read);
    }

    [Fact]
    public void Extreme_values_come_back_as_they_were()
    {
        var batch = new LogBatch { Sequence = 1, FirstPosition = 1, FirstNewActor = int.MaxValue, FirstNewType = 1 };
        foreach (long time in (long[])[long.MinValue, -1, 0, 1, long.MaxValue])
        {
            batch.Add(time, int.MaxValue - 1, LogBatch.NoTarget, 0, double.Epsilon, true, new byte[256]);
            batch.Add(time, 0, int.MaxValue - 1, 0, double.MaxValue, false, default);
        }
        var read = new LogBatch();
        LogBatchCodec.Decode(LogBatchCodec.Encode(batch, 1), 1, 1, read);
        TestFolder.AssertEqual(batch, read);
    }

    [Fact]
    public void A_row_torn_at_any_byte_is_refused()
    {
        byte[] bytes = LogBatchCodec.Encode(TestFolder.Batch(5, 20), 7);
        for (int length = 0; length < bytes.Length; length++)
        {
            var refused = Assert.Throws<CorruptLogException>(
                () => LogBatchCodec.Decode(bytes.AsSpan(0, length), 7, 5, new LogBatch()));
            Assert.Equal(5, refused.Sequence);
        }
    }

    [Fact]
    public void A_row_with_any_byte_changed_is_refused()
    {
        byte[] bytes = LogBatchCodec.Encode(TestFolder.Batch(5, 20), 7);
        for (int at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= (byte)(1 << (at % 8));
            Assert.Throws<CorruptLogException>(() => LogBatchCodec.Decode(bytes, 7, 5, new LogBatch()));
            bytes[at] ^= (byte)(1 << (at % 8));
        }
        LogBatchCodec.Decode(bytes, 7, 5, new LogBatch());
    }

    [Fact]
    public void Columns_that_lie_behind_a_right_checksum_are_refused_without_reading_beyond()
    {
        byte[] good = LogBatchCodec.Encode(TestFolder.Batch(5, 20), 7);
        var random = new Random(1);
        int refused = 0;
        for (int trial = 0; trial < 5_000; trial++)
        {
            byte[] bytes = [.. good];
            bytes[random.Next(bytes.Length - 8)] = (byte)random.Next(256);
            ulong checksum = System.IO.Hashing.XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - 8), 7);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - 8), checksum);
            try
            {
                LogBatchCodec.Decode(bytes, 7, 5, new LogBatch());
            }
            catch (CorruptLogException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 500, 5_000);
    }

    [Fact]
    public void A_row_of_another_network_or_place_is_refused()
    {
        byte[] bytes = LogBatchCodec.Encode(TestFolder.Batch(5, 20), 7);
        Assert.Throws<CorruptLogException>(() => LogBatchCodec.Decode(bytes, 8, 5, new LogBatch()));
        Assert.Contains("it is row 5", Assert.Throws<CorruptLogException>(
            () => LogBatchCodec.Decode(bytes, 7, 6, new LogBatch())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_event_takes_few_bytes()
    {
        var batch = new LogBatch { Sequence = 1, FirstPosition = 1, FirstNewActor = 60_000, FirstNewType = 1 };
        for (int i = 0; i < 1000; i++)
        {
            long time = 1_700_000_000_000_000_000 + (i * 1_000_000_000L);
            batch.Add(time, i * 7 % 60_000, i * 11 % 60_000, 0, 1, false, default);
        }
        Assert.InRange(LogBatchCodec.Encode(batch, 1).Length, 0, 10_500);
    }
}
