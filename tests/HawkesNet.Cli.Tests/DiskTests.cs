using System.Text.Json;
using HawkesNet.Cli.Crash;

namespace HawkesNet.Cli.Tests;

/// <summary>The short form of <c>hawkesnet disktest</c>, and what the disk of it keeps.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hawkesnet-test-");

    private string File => Path.Combine(folder.FullName, "file");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task No_failing_disk_breaks_a_promise()
    {
        (int code, string output, string messages) = await ProgramTests.RunAsync(
            "disktest", "--every", "29", "--first", "11", "--json");
        Assert.True(code == 0, output + messages);
        JsonElement reports = JsonDocument.Parse(output).RootElement;
        Assert.Equal(Enum.GetNames<DiskFault>().Length, reports.GetArrayLength());
        foreach (JsonElement report in reports.EnumerateArray())
        {
            Assert.True(report.GetProperty("runs").GetInt32() > 5);
            Assert.True(report.GetProperty("refusals").GetInt32() > 0);
            Assert.Equal(0, report.GetProperty("broken").GetArrayLength());
        }
    }

    [Fact]
    public async Task A_disk_that_lies_about_its_syncs_is_found_out() =>
        Assert.Equal(1, (await ProgramTests.RunAsync("disktest", "--every", "60", "--lying-disk")).Code);

    [Fact]
    public void A_power_cut_leaves_what_was_synced_and_any_part_of_the_rest()
    {
        byte[] synced = [.. Enumerable.Repeat((byte)1, 4096)];
        HashSet<bool> reached = [];
        for (ulong seed = 0; seed < 30; seed++)
        {
            var image = new DiskImage();
            image.Open(File + seed);
            image.Write(File + seed, 0, synced);
            image.Sync(File + seed);
            image.Write(File + seed, 2048, [.. Enumerable.Repeat((byte)2, 2048)]);
            image.Restore(seed);
            byte[] left = System.IO.File.ReadAllBytes(File + seed);
            Assert.Equal(4096, left.Length);
            Assert.Equal(synced[..2048], left[..2048]);
            reached.Add(left[2048..].Contains((byte)2));
        }
        Assert.Equal(2, reached.Count);
    }

    [Fact]
    public void A_truncation_that_was_synced_stays_and_its_tail_reads_as_zeros_when_it_grows_again()
    {
        var image = new DiskImage();
        image.Open(File);
        image.Write(File, 0, [1, 2, 3, 4]);
        image.Truncate(File, 2);
        image.Write(File, 3, [9]);
        image.Sync(File);
        image.Restore(1);
        Assert.Equal([1, 2, 0, 9], System.IO.File.ReadAllBytes(File));
    }
}
