using Xunit;

namespace HawkesNet.Storage.Tests;

public class SnapshotTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly SnapshotRetention Kept = new(5, 0);

    [Fact]
    public void A_snapshot_comes_back_as_it_was()
    {
        SnapshotContent content = Content(200);
        SnapshotContent read = SnapshotFormat.Read(SnapshotFormat.Write(content));
        Assert.Equal((content.Sequence, content.Position, content.Build), (read.Sequence, read.Position, read.Build));
        Assert.Equal(content.Sections, read.Sections);
    }

    [Fact]
    public void A_snapshot_torn_or_changed_at_any_byte_is_refused()
    {
        byte[] bytes = SnapshotFormat.Write(Content(200));
        for (int at = 0; at < bytes.Length; at++)
        {
            Assert.Throws<FormatException>(() => SnapshotFormat.Read(bytes.AsSpan(0, at)));
            bytes[at] ^= 0x10;
            Assert.Throws<FormatException>(() => SnapshotFormat.Read(bytes));
            bytes[at] ^= 0x10;
        }
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public void A_snapshot_of_many_parts_is_stored_whole_and_old_ones_go(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using var store = place.Open();
        var snapshots = new SnapshotStore(store, new NetworkTable(store).Create("n", "{}", Now)!.NetworkId);
        SnapshotContent large = Content(20_000_000);
        var two = new SnapshotRetention(2, 0);
        Assert.Equal([1L, 2L, 3L], Enumerable.Range(0, 3).Select(_ => snapshots.Save(large, two, Now)));
        Assert.Equal([3L, 2L], snapshots.List().Select(one => one.Version));
        StoredSnapshot newest = snapshots.List()[0];
        Assert.Equal((3, 17, 1234), (newest.PartCount, newest.Sequence, newest.Position));
        Assert.Equal(Now.ToUnixTimeMilliseconds(), newest.TakenUnixMs);
        Assert.Equal(large.Sections, snapshots.Load(newest).Sections);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public void The_last_snapshot_of_each_of_the_newest_days_is_kept_too(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using Store store = place.Open();
        var snapshots = new SnapshotStore(store, new NetworkTable(store).Create("n", "{}", Now)!.NetworkId);
        for (int hour = 0; hour < 5 * 24; hour += 8)
        {
            snapshots.Save(Content(10), new SnapshotRetention(2, 3), Now.AddHours(hour));
        }
        Assert.Equal([15L, 14L, 12L, 9L], snapshots.List().Select(one => one.Version));
        snapshots.Save(Content(10), new SnapshotRetention(0, 0), Now.AddHours(5 * 24));
        Assert.Equal([16L], snapshots.List().Select(one => one.Version));
    }

    [Fact]
    public void A_snapshot_cut_off_before_its_end_never_existed()
    {
        using var folder = new TestFolder();
        long network;
        using (var store = Store.OpenSqlite(folder.Path, 12_000_000))
        {
            network = new NetworkTable(store).Create("n", "{}", Now)!.NetworkId;
            var snapshots = new SnapshotStore(store, network);
            snapshots.Save(Content(100), Kept, Now);
            Assert.Throws<StoreUnavailableException>(() => snapshots.Save(Content(20_000_000), Kept, Now));
            Assert.Equal(1, Assert.Single(snapshots.List()).Version);
        }
        using (var store = Store.OpenSqlite(folder.Path))
        {
            var snapshots = new SnapshotStore(store, network);
            Assert.Equal(3, snapshots.Save(Content(300), new SnapshotRetention(1, 0), Now));
            Assert.Equal(Content(300).Sections, snapshots.Load(Assert.Single(snapshots.List())).Sections);
        }
    }

    private static SnapshotContent Content(int bytes)
    {
        byte[] section = new byte[bytes];
        new Random(1).NextBytes(section);
        var sections = new Dictionary<uint, byte[]> { [1] = section, [9] = [], [2] = [7] };
        return new SnapshotContent(17, 1234, "1.2.3", sections);
    }
}
