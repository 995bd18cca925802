using Xunit;

namespace HawkesNet.Storage.Tests;

public class EventLogTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public void Rows_are_read_in_order_from_any_place_after_opening_again(StoreKind kind)
    {
        using var place = new TestStore(kind);
        LogBatch[] rows = [.. Enumerable.Range(1, 150).Select(i => TestFolder.Batch(i, 3, ((i - 1) * 3) + 1))];
        long network;
        using (var store = place.Open())
        {
            network = new NetworkTable(store).Create("n", "{}", Now)!.NetworkId;
            using var log = new EventLog(store, network);
            log.Append(rows[..100], []);
            log.Append(rows[100..], []);
        }
        using (var store = place.Open())
        {
            using var log = new EventLog(store, network);
            LogBatch[] read = [.. log.ReadFrom(71)];
            Assert.Equal(80, read.Length);
            for (int i = 0; i < read.Length; i++)
            {
                TestFolder.AssertEqual(rows[70 + i], read[i]);
            }
            Assert.Equal((150, 450), log.End());
            Assert.Equal([0L, 1L, 1L, 2L, 150L, 150L],
                new long[] { 0, 1, 3, 4, 450, 9999 }.Select(log.FindSequence));
            Assert.Equal("n", Assert.Single(new NetworkTable(store).List()).Name);
        }
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public void An_answer_is_kept_with_its_rows_and_forgotten_by_age(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using var store = place.Open();
        using var log = new EventLog(store, new NetworkTable(store).Create("n", "{}", Now)!.NetworkId);
        log.Append([TestFolder.Batch(1, 2)], [new KeptAnswer("k", [1, 2], [3])]);
        log.Append([], [new KeptAnswer("l", [1], [])]);
        log.Append([TestFolder.Batch(2, 2)], [new KeptAnswer("m", [1], [4])]);
        Assert.Equal([1, 2], log.FindAnswer("k")!.BodySha256);
        Assert.Empty(log.FindAnswer("l")!.Answer);
        log.ForgetAnswersBefore(2);
        Assert.Null(log.FindAnswer("k"));
        Assert.Null(log.FindAnswer("l"));
        Assert.Equal([4], log.FindAnswer("m")!.Answer);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public void A_missing_row_is_refused_by_its_number(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using var store = place.Open();
        using var log = new EventLog(store, new NetworkTable(store).Create("n", "{}", Now)!.NetworkId);
        log.Append([.. Enumerable.Range(1, 5).Select(i => TestFolder.Batch(i, 2))], []);
        TestStore.Execute(store, "DELETE FROM event_batch WHERE sequence = 3");
        Assert.Equal(3, Assert.Throws<CorruptLogException>(() => log.ReadFrom(1).Count()).Sequence);
    }

    [Fact]
    public void A_full_file_fails_the_nth_write_and_leaves_all_that_were_acknowledged()
    {
        for (int pages = 20; pages < 60; pages += 3)
        {
            using var folder = new TestFolder();
            long network;
            int written = 0;
            using (var store = Store.OpenSqlite(folder.Path, pages * 4096))
            {
                network = new NetworkTable(store).Create("n", "{}", Now)!.NetworkId;
                using var log = new EventLog(store, network);
                Action fill = () =>
                {
                    for (; written < 100; written++)
                    {
                        log.Append([TestFolder.Batch(written + 1, 200)], []);
                    }
                };
                Assert.Throws<StoreUnavailableException>(fill);
                Assert.Throws<StoreUnavailableException>(() => log.Append([TestFolder.Batch(written + 1, 9000)], []));
                Assert.Equal(written, log.ReadFrom(1).Count());
            }
            using (var larger = Store.OpenSqlite(folder.Path))
            {
                using var log = new EventLog(larger, network);
                log.Append([TestFolder.Batch(written + 1, 200)], []);
                LogBatch[] read = [.. log.ReadFrom(1)];
                Assert.Equal(written + 1, read.Length);
                TestFolder.AssertEqual(TestFolder.Batch(written + 1, 200), read[^1]);
            }
        }
    }

    [Fact]
    public void A_folder_serves_one_process_at_a_time()
    {
        using var folder = new TestFolder();
        using (Store.OpenSqlite(folder.Path))
        {
            Assert.Throws<StoreUnavailableException>(() => Store.OpenSqlite(folder.Path));
        }
        Store.OpenSqlite(folder.Path).Dispose();
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public void A_migration_that_was_changed_or_is_not_known_is_refused(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using Store store = place.Open();
        TestStore.Execute(store, "UPDATE schema_migration SET sha256 = 'other'");
        var changed = Assert.Throws<SchemaMismatchException>(() => Migrator.Migrate(store));
        Assert.Contains("other contents", changed.Message, StringComparison.Ordinal);
        TestStore.Execute(store, "DELETE FROM schema_migration WHERE number > 1");
        TestStore.Execute(store, "UPDATE schema_migration SET number = 999");
        var unknown = Assert.Throws<SchemaMismatchException>(() => Migrator.Migrate(store));
        Assert.Contains("newer build", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public void A_row_number_is_given_once(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using Store store = place.Open();
        using var log = new EventLog(store, new NetworkTable(store).Create("n", "{}", Now)!.NetworkId);
        log.Append([TestFolder.Batch(1, 2)], []);
        Assert.Throws<StoreUnavailableException>(
            () => log.Append([TestFolder.Batch(2, 2, 3), TestFolder.Batch(1, 2)], []));
        Assert.Equal((1, 2), log.End());
        log.Append([TestFolder.Batch(2, 2, 3)], []);
        Assert.Equal((2, 4), log.End());
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public void A_network_has_one_name_and_leaves_nothing_when_it_is_deleted(StoreKind kind)
    {
        using var place = new TestStore(kind);
        using Store store = place.Open();
        var networks = new NetworkTable(store);
        StoredNetwork first = networks.Create("n", "{}", Now)!;
        Assert.Null(networks.Create("n", "{\"other\":1}", Now));
        Assert.Equal(first, networks.Find("n"));
        Assert.Null(networks.Find("N"));
        using var log = new EventLog(store, first.NetworkId);
        log.Append([TestFolder.Batch(1, 2)], [new KeptAnswer("k", [1], [2])]);
        networks.Delete(first.NetworkId);
        Assert.Empty(networks.List());
        Assert.Equal((0, 0), log.End());
        Assert.Null(log.FindAnswer("k"));
        Assert.NotEqual(first.NetworkId, networks.Create("n", "{}", Now)!.NetworkId);
    }
}
