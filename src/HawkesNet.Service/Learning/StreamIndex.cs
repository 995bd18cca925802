namespace HawkesNet.Service.Learning;

/// <summary>Log index to model index and back: the model numbers names by first appearance in the ordered
/// stream.</summary>
/// <remarks>The learner thread writes; any thread may read at the same time without a lock.</remarks>
public sealed class StreamIndex(SharedNames names)
{
    private int[] modelOfLog = [];
    private int[] logOfModel = new int[64];
    private int count;

    /// <summary>Names by log index.</summary>
    public SharedNames Names { get; } = names;

    /// <summary>Model indices given.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>The model index of a log index; the next free one when it has none. Learner thread only.</summary>
    public int GetOrAdd(int logIndex)
    {
        if (logIndex >= modelOfLog.Length)
        {
            int[] larger = new int[Math.Max(64, Math.Max(logIndex + 1, modelOfLog.Length * 2))];
            modelOfLog.CopyTo(larger, 0);
            Volatile.Write(ref modelOfLog, larger);
        }
        int model = modelOfLog[logIndex] - 1;
        return model >= 0 ? model : Add(logIndex);
    }

    /// <summary>The model index of a log index, or -1: the learner has not met it.</summary>
    public int OfLog(int logIndex)
    {
        int[] map = Volatile.Read(ref modelOfLog);
        return logIndex < map.Length ? Volatile.Read(ref map[logIndex]) - 1 : -1;
    }

    /// <summary>The log index of a model index.</summary>
    public int LogIndex(int model)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(model);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(model, Count);
        return Volatile.Read(ref logOfModel)[model];
    }

    /// <summary>The name at a model index, as UTF-8.</summary>
    public ReadOnlySpan<byte> Name(int model) => Names[LogIndex(model)];

    /// <summary>The model index of a name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        int log = Names.Find(name);
        int[] map = Volatile.Read(ref modelOfLog);
        int model = log >= 0 && log < map.Length ? Volatile.Read(ref map[log]) - 1 : -1;

        // What has a model index is committed and never changes, so this second look settles a name taken back.
        return model >= 0 && Name(model).SequenceEqual(name) ? model : -1;
    }

    private int Add(int logIndex)
    {
        int model = count;
        if (model == logOfModel.Length)
        {
            int[] larger = new int[model * 2];
            logOfModel.CopyTo(larger, 0);
            Volatile.Write(ref logOfModel, larger);
        }
        logOfModel[model] = logIndex;
        Volatile.Write(ref count, model + 1);
        Volatile.Write(ref modelOfLog[logIndex], model + 1);
        return model;
    }
}
