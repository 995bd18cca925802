namespace HawkesNet.Cli.Fuzz;

/// <summary>Cases of one kind, and what was wrong in them. Not thread-safe.</summary>
/// <param name="of">What is fuzzed.</param>
internal sealed class FuzzCount(string of)
{
    private const int NotesMax = 20;
    private const int ShownBytesMax = 2_000;

    /// <summary>What is fuzzed.</summary>
    public string Of { get; } = of;

    /// <summary>Cases tried.</summary>
    public long Cases { get; set; }

    /// <summary>Cases whose outcome was not the right one.</summary>
    public long Wrong { get; private set; }

    /// <summary>Failures other than the refusals that are promised.</summary>
    public long Crashes { get; private set; }

    /// <summary>The first of both, with the bytes that led there.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Notes a wrong outcome.</summary>
    public void Note(string what, ReadOnlySpan<byte> input)
    {
        Wrong++;
        Keep(what, input);
    }

    /// <summary>Notes a failure.</summary>
    public void NoteCrash(Exception reason, ReadOnlySpan<byte> input)
    {
        Crashes++;
        Keep(reason.ToString(), input);
    }

    private void Keep(string what, ReadOnlySpan<byte> input)
    {
        if (Notes.Count < NotesMax)
        {
            Notes.Add($"{what}; bytes: {Convert.ToHexString(input[..Math.Min(input.Length, ShownBytesMax)])}");
        }
    }
}
