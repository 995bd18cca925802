namespace HawkesNet.Cli.Fuzz;

/// <summary>Changes bytes the way fuzzers do. Fixed by its seed; not thread-safe.</summary>
internal sealed class Mutation(int seed)
{
    private static readonly byte[] telling =
    [
        0, 1, 9, 10, 13, 32, 34, 44, 45, 46, 48, 57, 58, 69, 84, 90, 91, 92, 93, 101, 123, 125, 127, 128, 192, 237,
        255,
    ];

    private readonly Random random = new(seed);

    /// <summary>A copy with some changes: a bit flipped, a byte set, bytes cut out, doubled or put in, the end cut
    /// off.</summary>
    public byte[] Change(byte[] bytes, int changes)
    {
        byte[] changed = [.. bytes];
        for (int i = 0; i < changes && changed.Length > 0; i++)
        {
            int at = random.Next(changed.Length);
            int end = Math.Min(changed.Length, at + 1 + random.Next(8));
            switch (random.Next(8))
            {
                case 0 or 1:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 or 3:
                    changed[at] = telling[random.Next(telling.Length)];
                    break;
                case 4:
                    changed = [.. changed[..at], .. changed[end..]];
                    break;
                case 5:
                    changed = [.. changed[..end], .. changed[at..]];
                    break;
                case 6:
                    changed = [.. changed[..at], telling[random.Next(telling.Length)], .. changed[at..]];
                    break;
                default:
                    changed = random.Next(4) == 0 ? changed[..at] : changed;
                    break;
            }
        }
        return changed;
    }
}
