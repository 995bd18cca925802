using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>Magic number and version at the head of a serialized learner.</summary>
internal static class StateHeader
{
    private const int Magic = 0x4B574148;
    private const int Version = 8;

    /// <summary>Reads the header alone.</summary>
    /// <exception cref="FormatException">No learner state, or of a version this build cannot read.</exception>
    public static void Check(ReadOnlySpan<byte> bytes) =>
        Transfer(new StateReader(bytes[..Math.Min(bytes.Length, 2 * sizeof(int))].ToArray()));

    /// <exception cref="FormatException">No learner state, or of a version this build cannot read.</exception>
    public static void Transfer(IStateTransfer transfer)
    {
        if (transfer.Value(Magic) != Magic)
        {
            throw new FormatException("not a learner state");
        }
        int version = transfer.Value(Version);
        if (version != Version)
        {
            throw new FormatException($"learner state version {version}; this build reads version {Version}");
        }
    }
}
