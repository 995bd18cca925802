using BenchmarkDotNet.Attributes;
using HawkesNet.Cli.Bench;
using HawkesNet.Service;
using HawkesNet.Service.Ingest;
using HawkesNet.Storage;

namespace HawkesNet.Benchmarks;

/// <summary>Bodies of a thousand rows: read, and encoded as a row of the log.</summary>
public class BodyBenchmark
{
    private const int Rows = LayerBodies.RowsPerBody;
    private readonly EventReader reader = new(new ServiceOptions());
    private readonly byte[] lines = new LayerBodies(new StreamShape(Rows)).NextBody();
    private readonly byte[] csv = IngestBench.Body(BodyFormat.Csv, 0, Rows);
    private readonly LogBatch row = new LayerBodies(new StreamShape(Rows)).NextLogBatch();

    [Benchmark(OperationsPerInvoke = Rows)]
    public int ParseJsonLine() => reader.Read(lines, BodyFormat.NdJson, TimeUnit.Nanoseconds).Rows.Count;

    [Benchmark(OperationsPerInvoke = Rows)]
    public int ParseCsvLine() => reader.Read(csv, BodyFormat.Csv, TimeUnit.Nanoseconds).Rows.Count;

    [Benchmark(OperationsPerInvoke = Rows)]
    public int EncodeLogRow() => LogBatchCodec.Encode(row, 1).Length;
}
