using System.Data.Common;
using HawkesNet.Service.Ingest;
using HawkesNet.Storage.Tests;
using Npgsql;
using Xunit;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>The posterior as tables (PostgreSQL): every query of the guide runs, and they agree with the
/// model.</summary>
public class AnalystTests
{
    [PostgresFact]
    public async Task Every_query_of_the_guide_runs_and_the_tables_agree_with_the_model()
    {
        using var network = new TestNetwork(StoreKind.Postgres);
        List<TestEvent> events = TestEvent.Stream(3000, 21, actors: 20);
        await network.AppendInBodiesAsync(events, 500);
        await network.AppendAsync(TestNetwork.How(applied: true), new TestEvent(events[^1].TimeTicks, "nul\0actor"));
        await network.Network.TakeSnapshotAsync(default);
        network.Execute("""
            UPDATE network SET name = 'mail';
            DO 'BEGIN CREATE ROLE analyst; EXCEPTION WHEN duplicate_object THEN NULL; END'
            """);
        using var database = new NpgsqlConnection(network.Options.PostgresConnection + ";Pooling=false");
        database.Open();
        string[] queries = [.. Queries()];
        Assert.Equal(6, queries.Length);
        int[] rows = [.. queries.Select(query => Rows(database, query))];
        var view = network.Network.Model.View;
        Assert.Equal(view.ActorCount, rows[0]);
        Assert.Equal(1, rows[4]);
        Assert.Equal(21, view.ActorCount);
        object Ask(string sql) => Scalar(database, sql);
        Assert.Equal("nul\u2400actor", Ask("SELECT actor FROM current_membership WHERE actor LIKE 'nul%'"));
        Assert.Equal(21L, Ask("SELECT sum(size)::bigint FROM current_cluster"));
        Assert.Equal(21.0, (double)Ask("SELECT sum(probability) FROM current_membership"), 1);
        Assert.Equal(view.Diagnose().BranchingRatio, Ask("SELECT branching_ratio FROM current_diagnostics"));
        Assert.Equal((long)view.Summarize().Excitations.Count, Ask("SELECT count(*) FROM current_excitation"));
        Assert.Equal(3001L, Ask("SELECT accepted + late FROM current_diagnostics"));
    }

    private static IEnumerable<string> Queries()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HawkesNet.sln")))
        {
            folder = folder.Parent!;
        }
        string guide = File.ReadAllText(Path.Combine(folder.FullName, "docs", "postgresql.md"));
        return guide.Split("```sql").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]);
    }

    private static int Rows(DbConnection database, string sql)
    {
        using DbCommand command = database.CreateCommand();
        command.CommandText = sql;
        using DbDataReader reader = command.ExecuteReader();
        int rows = 0;
        while (reader.Read())
        {
            rows++;
        }
        return rows;
    }

    private static object Scalar(DbConnection database, string sql)
    {
        using DbCommand command = database.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }
}
