namespace HawkesNet.Service.Ingest;

/// <summary>One refused row of a body.</summary>
/// <param name="Line">NDJSON and CSV: line on which the row starts, from 1 (a CSV header counts). JSON array: element
/// number from 1. JSON object: 1.</param>
/// <param name="Pointer">JSON: pointer (RFC 6901) to the member, empty for the whole row; in an array it starts with
/// the element's index from 0. CSV: the column, empty for the whole row.</param>
/// <param name="Code">Stable word.</param>
/// <param name="Detail">For people.</param>
public sealed record RowError(int Line, string Pointer, string Code, string Detail);

/// <summary>The refused rows of one body: the first few kept, the rest counted. Not thread-safe.</summary>
/// <param name="keptMax">How many are kept.</param>
public sealed class RowErrors(int keptMax)
{
    private readonly List<RowError> kept = [];

    /// <summary>The first refused rows, in body order.</summary>
    public IReadOnlyList<RowError> Kept => kept;

    /// <summary>Refused rows.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the next error would still be kept; otherwise its text need not be made.</summary>
    public bool HasRoom => kept.Count < keptMax;

    /// <summary>Counts a refused row, and keeps it while there is room.</summary>
    public void Add(RowError error)
    {
        Count++;
        if (HasRoom)
        {
            kept.Add(error);
        }
    }
}
