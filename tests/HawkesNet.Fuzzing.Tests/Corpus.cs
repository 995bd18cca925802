using HawkesNet.Cli.Fuzz;

namespace HawkesNet.Fuzzing.Tests;

/// <summary>The inputs of one target that took new edges, and new inputs made from them. Fixed by its seed; not
/// thread-safe.</summary>
/// <param name="seed">Decides the choices.</param>
/// <param name="seeds">The first inputs.</param>
/// <param name="tokens">Pieces that mean something to the target.</param>
internal sealed class Corpus(int seed, IEnumerable<byte[]> seeds, byte[][] tokens)
{
    private const int InputBytesMax = 20_000;
    private const int ChangesMax = 8;
    private const int Recent = 24;

    private readonly List<byte[]> inputs = [.. seeds];
    private readonly Random random = new(seed);
    private readonly Mutation mutation = new(seed + 1);

    /// <summary>Inputs held.</summary>
    public int Count => inputs.Count;

    /// <summary>Holds an input that took a new edge.</summary>
    public void Add(byte[] input) => inputs.Add(input);

    /// <summary>One of the inputs, changed in one to eight places.</summary>
    public byte[] Next()
    {
        byte[] input = Pick();
        int changes = random.Next(2) == 0 ? 1 : 1 + random.Next(ChangesMax);
        for (int i = 0; i < changes; i++)
        {
            input = random.Next(8) switch
            {
                0 => Splice(input, Pick()),
                1 => Put(input, tokens[random.Next(tokens.Length)], overwrites: false),
                2 => Put(input, tokens[random.Next(tokens.Length)], overwrites: true),
                3 => Set(input),
                4 when random.Next(8) == 0 => Repeat(input),
                _ => mutation.Change(input, 1),
            };
        }
        return input.Length <= InputBytesMax ? input : input[..InputBytesMax];
    }

    // The newest ones more often, and of two the shorter, since a change of it more likely matters.
    private byte[] Pick()
    {
        byte[] one = inputs[random.Next(inputs.Count)];
        byte[] other = inputs[random.Next(2) == 0
            ? random.Next(inputs.Count)
            : inputs.Count - 1 - random.Next(1 + random.Next(Math.Min(Recent, inputs.Count)))];
        return random.Next(2) == 0 && one.Length < other.Length ? one : other;
    }

    private byte[] Splice(byte[] front, byte[] back) =>
        [.. front[..random.Next(front.Length + 1)], .. back[random.Next(back.Length + 1)..]];

    private byte[] Put(byte[] input, byte[] token, bool overwrites)
    {
        int at = random.Next(input.Length + 1);
        int end = overwrites ? Math.Min(input.Length, at + token.Length) : at;
        return [.. input[..at], .. token, .. input[end..]];
    }

    private byte[] Set(byte[] input)
    {
        byte[] changed = [.. input];
        if (changed.Length > 0)
        {
            int at = random.Next(changed.Length);
            changed[at] = (byte)(random.Next(2) == 0 ? random.Next(256) : changed[at] + random.Next(-16, 17));
        }
        return changed;
    }

    // Names and rows are refused from some length on.
    private byte[] Repeat(byte[] input)
    {
        int at = random.Next(input.Length + 1);
        byte[] piece = input[at..Math.Min(input.Length, at + 1 + random.Next(8))];
        int times = 1 << random.Next(11);
        return [.. input[..at], .. Enumerable.Repeat(piece, times).SelectMany(one => one), .. input[at..]];
    }
}
