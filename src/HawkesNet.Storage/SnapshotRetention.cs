namespace HawkesNet.Storage;

/// <summary>Which snapshots are kept: the newest ones, and beyond them the last one of each of the newest
/// days.</summary>
/// <param name="Newest">So many of the newest; one at least.</param>
/// <param name="Days">The last one of each of so many days (UTC), the present one included; 0: none.</param>
public readonly record struct SnapshotRetention(int Newest, int Days)
{
    /// <summary>Versions to be kept of snapshots given newest first.</summary>
    internal HashSet<long> Kept(IReadOnlyList<StoredSnapshot> snapshots, DateTimeOffset now)
    {
        HashSet<long> kept = [.. snapshots.Take(Math.Max(1, Newest)).Select(snapshot => snapshot.Version)];
        long today = Day(now.ToUnixTimeMilliseconds());
        int days = Days;
        kept.UnionWith(snapshots
            .Where(snapshot => Day(snapshot.TakenUnixMs) > today - days)
            .DistinctBy(snapshot => Day(snapshot.TakenUnixMs))
            .Select(snapshot => snapshot.Version));
        return kept;
    }

    private static long Day(long unixMs) => unixMs / (24L * 60 * 60 * 1000);
}
