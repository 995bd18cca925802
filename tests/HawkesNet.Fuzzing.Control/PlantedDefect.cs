namespace HawkesNet.Fuzzing.Control;

/// <summary>A failure behind conditions of which each shows only where the one before holds: guidance by coverage finds
/// it step by step, chance alone does not.</summary>
public static class PlantedDefect
{
    /// <summary>Fails on one input in 2³².</summary>
    /// <exception cref="InvalidOperationException">The defect is found.</exception>
    public static void Read(ReadOnlySpan<byte> input)
    {
        if (input.Length < 8 || input[0] != 0x5A)
        {
            return;
        }
        if (input[3] == 0x17)
        {
            if (input[1] == input[3] + 0x2B)
            {
                if (input[6] == 0xC3)
                {
                    throw new InvalidOperationException("The planted defect is found.");
                }
            }
        }
    }
}
