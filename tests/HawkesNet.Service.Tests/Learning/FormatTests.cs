using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using HawkesNet.Service.Learning;
using HawkesNet.Storage;
using HawkesNet.Storage.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>Stores written by earlier builds, kept under <c>Formats/</c>: opened, and read back to the byte. What this
/// build does not read it refuses by name.</summary>
/// <remarks><c>HAWKESNET_RENEW_FORMATS=NAME</c> writes the store of this build under a new name, to be added when a
/// format changes; those that are there never change.</remarks>
public class FormatTests
{
    private const string RenewVariable = "HAWKESNET_RENEW_FORMATS";
    private const long NetworkId = 1;

    public static TheoryData<string> Stores => [.. Directory.GetFiles(Formats(), "*.db.gz")
        .Select(file => Path.GetFileName(file)[..^".db.gz".Length]).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_store_of_an_earlier_build_is_read_to_the_byte(string name)
    {
        Known known = JsonSerializer.Deserialize<Known>(File.ReadAllText(Path.Combine(Formats(), name + ".json")))!;
        using TestNetwork network = Unpacked(name);
        await network.DigestAsync();
        Assert.Equal((known.Events, known.Late), (network.Network.Status.LastPosition, network.Network.Status.Late));
        Assert.Equal(known.Actors, network.Network.Model.View.ActorCount);
        Store store = network.Registry.OpenStore();
        using var log = new EventLog(store, NetworkId);
        Assert.Equal(
            known.LogSha256, Sha256([.. log.ReadFrom(1).SelectMany(row => LogBatchCodec.Encode(row, NetworkId))]));
        Assert.Equal(known.LogSha256, Sha256(Contents(store, "event_batch", "sequence")));
        AssertSnapshotIsReadOrRefused(store, known);
    }

    [Fact]
    public async Task A_store_of_this_build_is_written_when_asked_for()
    {
        if (Environment.GetEnvironmentVariable(RenewVariable) is not { Length: > 0 } name)
        {
            Assert.NotEmpty(Stores);
            return;
        }
        using var network = new TestNetwork();
        await network.AppendInBodiesAsync(TestEvent.Stream(600, 12, actors: 12), 75);
        await network.AppendAsync(TestNetwork.How(applied: true), new TestEvent(0, "late", Id: "z"));
        await network.DigestAsync();
        network.Stop();
        File.WriteAllText(
            Path.Combine(Formats(), name + ".json"), JsonSerializer.Serialize(Describe(network.Folder)) + "\n");
        using FileStream from = File.OpenRead(Path.Combine(network.Folder, "hawkesnet.db"));
        using FileStream to = File.Create(Path.Combine(Formats(), name + ".db.gz"));
        using var packed = new GZipStream(to, CompressionLevel.SmallestSize);
        from.CopyTo(packed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(99)]
    public void A_format_of_another_number_is_refused_by_it(int version)
    {
        byte[] row = LogBatchCodec.Encode(TestFolder.Batch(5, 20), NetworkId);
        BinaryPrimitives.WriteUInt16LittleEndian(row.AsSpan(4), (ushort)version);
        BinaryPrimitives.WriteUInt64LittleEndian(
            row.AsSpan(row.Length - 8), XxHash3.HashToUInt64(row.AsSpan(0, row.Length - 8), NetworkId));
        Assert.Contains($"does not read its format (version {version})", Assert.Throws<CorruptLogException>(
            () => LogBatchCodec.Decode(row, NetworkId, 5, new LogBatch())).Message, StringComparison.Ordinal);

        byte[] snapshot = WithVersion(SnapshotFormat.Write(new SnapshotContent(
            1, 1, "1", new Dictionary<uint, byte[]> { [1] = [1] })), version);
        Assert.Contains($"does not read its format (version {version})", Assert.Throws<FormatException>(
            () => SnapshotFormat.Read(snapshot)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [OnSqlite]
    [OnPostgres]
    public async Task A_snapshot_of_another_version_is_passed_over_and_the_log_learned_again(StoreKind kind)
    {
        using var network = new TestNetwork(kind);
        await network.AppendInBodiesAsync(TestEvent.Stream(500, 4), 100);
        await network.Network.TakeSnapshotAsync(CancellationToken.None);
        string before = await network.DigestAsync();
        long id = network.Network.NetworkId;
        byte[] bytes = WithVersion(Contents(network.Registry.OpenStore(), "snapshot_part", "part"), 99);
        network.Execute($"""
            UPDATE snapshot_part SET content = {(kind == StoreKind.Sqlite ? "x'" : "'\\x")}{Convert.ToHexString(bytes)}'
            WHERE network_id = {id}
            """);
        network.Crash();
        Assert.Equal(before, await network.DigestAsync());
        Assert.Throws<FormatException>(() => network.Network.ReadSnapshot(1));
    }

    /// <summary>A snapshot's state either comes back to the byte or is refused as one of another version; then the log
    /// is learned again.</summary>
    private static void AssertSnapshotIsReadOrRefused(Store store, Known known)
    {
        var snapshots = new SnapshotStore(store, NetworkId);
        SnapshotContent content = snapshots.Load(snapshots.List().Single(one => one.Version == known.Snapshot));
        try
        {
            LearnerState state = StateSnapshot.Read(content, new NetworkSettings().ToSpec(), new NetworkNames());
            Assert.Equal(known.StateSha256, Sha256(state.Learner.Serialize()));
        }
        catch (FormatException e)
        {
            Assert.Contains("version", e.Message, StringComparison.Ordinal);
        }
    }

    private static Known Describe(string folder)
    {
        using var store = Store.OpenSqlite(folder);
        var snapshots = new SnapshotStore(store, NetworkId);
        StoredSnapshot newest = snapshots.List()[0];
        LearnerState state = StateSnapshot.Read(
            snapshots.Load(newest), new NetworkSettings().ToSpec(), new NetworkNames());
        return new Known(
            newest.Position, state.Counts.Late, state.Learner.Publish().ActorCount, newest.Version,
            Sha256(Contents(store, "event_batch", "sequence")), Sha256(state.Learner.Serialize()));
    }

    private static byte[] WithVersion(byte[] snapshot, int version)
    {
        byte[] changed = [.. snapshot];
        BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(8), version);
        XxHash128.Hash(changed.AsSpan(0, changed.Length - 16), changed.AsSpan(changed.Length - 16));
        return changed;
    }

    private static byte[] Contents(Store store, string table, string order)
    {
        using System.Data.Common.DbConnection connection = store.Connect();
        using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT content FROM {table} ORDER BY {order}";
        using System.Data.Common.DbDataReader rows = command.ExecuteReader();
        List<byte> bytes = [];
        while (rows.Read())
        {
            bytes.AddRange((byte[])rows[0]);
        }
        return [.. bytes];
    }

    private static TestNetwork Unpacked(string name)
    {
        string folder = Path.Combine(Path.GetTempPath(), "hawkesnet-test-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        using (FileStream from = File.OpenRead(Path.Combine(Formats(), name + ".db.gz")))
        using (var unpacked = new GZipStream(from, CompressionMode.Decompress))
        using (FileStream to = File.Create(Path.Combine(folder, "hawkesnet.db")))
        {
            unpacked.CopyTo(to);
        }
        return new TestNetwork(folder);
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Formats([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "Formats"));

    /// <summary>What is known of a kept store.</summary>
    public sealed record Known(
        long Events, long Late, int Actors, long Snapshot, string LogSha256, string StateSha256);
}
