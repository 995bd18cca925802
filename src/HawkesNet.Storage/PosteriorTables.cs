using System.Data.Common;
using HawkesNet.Model.Prediction;
using Npgsql;
using NpgsqlTypes;

namespace HawkesNet.Storage;

/// <summary>Writes what a snapshot says into the tables an analyst reads (PostgreSQL), by binary COPY in the
/// transaction that is open.</summary>
internal static class PosteriorTables
{
    private const string NulCharacter = "\0";
    private const string NulSign = "\u2400";

    /// <summary>All tables; each has a network and a version.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "posterior_cluster", "posterior_membership", "posterior_baseline", "posterior_excitation", "posterior_tie",
        "posterior_diagnostics",
    ];

    /// <summary>Writes the rows of one snapshot.</summary>
    public static void Write(DbConnection connection, long networkId, long version, PosteriorRows rows)
    {
        var copy = new Copy((NpgsqlConnection)connection, networkId, version);
        copy.Rows("posterior_cluster", rows.Clusters, static (to, row) =>
        {
            to.Write(row.Cluster, NpgsqlDbType.Integer);
            to.Write(row.Placed, NpgsqlDbType.Boolean);
            to.Write(row.Size, NpgsqlDbType.Bigint);
            to.Write(row.Proportion, NpgsqlDbType.Double);
            to.Write(row.Sent, NpgsqlDbType.Bigint);
            to.Write(row.Received, NpgsqlDbType.Bigint);
        });
        copy.Rows("posterior_membership", rows.Memberships, static (to, row) =>
        {
            Text(to, row.Actor);
            to.Write(row.Cluster, NpgsqlDbType.Integer);
            to.Write(row.Probability, NpgsqlDbType.Double);
        });
        copy.Rows("posterior_baseline", rows.Baselines, static (to, row) =>
        {
            to.Write(row.Cluster, NpgsqlDbType.Integer);
            Text(to, row.Type);
            Interval(to, row.PerSecond);
        });
        copy.Rows("posterior_excitation", rows.Excitations, static (to, row) =>
        {
            to.Write(row.Mechanism, NpgsqlDbType.Text);
            to.Write(row.TriggerCluster, NpgsqlDbType.Integer);
            to.Write(row.ResponderCluster, NpgsqlDbType.Integer);
            Text(to, row.TriggerType);
            Text(to, row.Type);
            Interval(to, row.Weight);
        });
        copy.Rows("posterior_tie", rows.Ties, static (to, row) =>
        {
            Text(to, row.Source);
            Text(to, row.Target);
            Interval(to, row.Weight);
        });
        copy.Rows("posterior_diagnostics", [rows.Diagnostics], Diagnostics);
    }

    private static void Diagnostics(NpgsqlBinaryImporter to, DiagnosticsRow row)
    {
        to.Write(row.Events, NpgsqlDbType.Bigint);
        foreach (double number in (double[])[
            row.PrequentialScore, row.RecentScore, row.PoissonScore, row.KsDistance, row.KsAlarm, row.BranchingRatio,
            row.EffectiveClusters, row.MarkExponent])
        {
            Number(to, number);
        }
        foreach (long count in (long[])[
            row.Actors, row.Dyads, row.Types, row.Accepted, row.Late, row.Duplicates])
        {
            to.Write(count, NpgsqlDbType.Bigint);
        }
    }

    private static void Interval(NpgsqlBinaryImporter to, Estimate estimate)
    {
        Number(to, estimate.Mean);
        Number(to, estimate.Low);
        Number(to, estimate.High);
    }

    private static void Number(NpgsqlBinaryImporter to, double number)
    {
        if (double.IsFinite(number))
        {
            to.Write(number, NpgsqlDbType.Double);
        }
        else
        {
            to.WriteNull();
        }
    }

    // PostgreSQL holds no zero byte in a text; a name may have one.
    private static void Text(NpgsqlBinaryImporter to, string text) =>
        to.Write(text.Replace(NulCharacter, NulSign, StringComparison.Ordinal), NpgsqlDbType.Text);

    private sealed class Copy(NpgsqlConnection connection, long networkId, long version)
    {
        public void Rows<T>(string table, IEnumerable<T> rows, Action<NpgsqlBinaryImporter, T> write)
        {
            using NpgsqlBinaryImporter importer =
                connection.BeginBinaryImport($"COPY {table} FROM STDIN (FORMAT binary)");
            importer.Timeout = TimeSpan.FromSeconds(PostgresConnection.BulkSeconds);
            foreach (T row in rows)
            {
                importer.StartRow();
                importer.Write(networkId, NpgsqlDbType.Bigint);
                importer.Write(version, NpgsqlDbType.Bigint);
                write(importer, row);
            }
            importer.Complete();
        }
    }
}
