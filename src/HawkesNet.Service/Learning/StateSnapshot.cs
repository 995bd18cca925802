using System.Runtime.InteropServices;
using HawkesNet.Model;
using HawkesNet.Model.Inference;
using HawkesNet.Service.Ingest;
using HawkesNet.Storage;

namespace HawkesNet.Service.Learning;

/// <summary>A <see cref="LearnerState"/> as the sections of a snapshot, and back. Little-endian machines only, like all
/// that .NET 10 runs on in practice; another byte order is refused.</summary>
internal static class StateSnapshot
{
    private const uint LearnerTag = 1;
    private const uint CountsTag = 2;
    private const uint WatermarkTag = 3;
    private const uint HeldTag = 4;
    private const uint ActorLengthsTag = 5;
    private const uint ActorBytesTag = 6;
    private const uint ActorIndicesTag = 7;
    private const uint TypeLengthsTag = 8;
    private const uint TypeBytesTag = 9;
    private const uint TypeIndicesTag = 10;

    private static string Build { get; } = typeof(OnlineLearner).Assembly.GetName().Version!.ToString();

    /// <summary>A copy of the state.</summary>
    public static SnapshotContent Write(LearnerState state)
    {
        LogCounts counts = state.Counts;
        var sections = new Dictionary<uint, byte[]>
        {
            [LearnerTag] = state.Learner.Serialize(),
            [CountsTag] = Bytes<long>(
                [counts.Sequence, counts.Position, counts.Late, counts.Duplicates, counts.Actors, counts.Types]),
            [WatermarkTag] = Bytes<long>([
                state.Window.Watermark.Ticks is null ? 0 : 1, state.Window.Watermark.Ticks ?? 0,
                state.Window.Watermark.LargestTicks]),
            [HeldTag] = WriteHeld(state.Window.Events),
        };
        WriteNames(sections, state.Names.Actors, counts.Actors, ActorLengthsTag);
        WriteNames(sections, state.Names.Types, counts.Types, TypeLengthsTag);
        return new SnapshotContent(counts.Sequence, counts.Position, Build, sections);
    }

    /// <summary>The state a snapshot holds; its names are added to <paramref name="names"/>, which must be
    /// empty.</summary>
    /// <exception cref="FormatException">It is not such a state, or of an unknown version.</exception>
    public static LearnerState Read(
        SnapshotContent content, ModelSpec spec, NetworkNames names, LearningDevice? device = null)
    {
        ReadOnlySpan<long> counts = Values<long>(Section(content, CountsTag, 6 * sizeof(long)));
        ReadOnlySpan<long> mark = Values<long>(Section(content, WatermarkTag, 3 * sizeof(long)));
        OnlineLearner learner = OnlineLearner.Deserialize(spec, Section(content, LearnerTag), device);
        ReadNames(content, names.Actors, ActorLengthsTag);
        ReadNames(content, names.Types, TypeLengthsTag);
        var state = new LearnerState(learner, names)
        {
            Counts = new LogCounts(counts[0], counts[1], counts[2], counts[3], (int)counts[4], (int)counts[5]),
        };
        if (counts[4] != names.Actors.Names.Count || counts[5] != names.Types.Names.Count
            || learner.ActorCount != names.Actors.Count
            || (learner.Position > 0 && learner.TypeCount != names.Types.Count))
        {
            throw new FormatException("its names do not belong to its model");
        }
        state.Window.Restore(
            ReadHeld(names, Section(content, HeldTag)), new Watermark(mark[0] == 0 ? null : mark[1], mark[2]));
        return state;
    }

    private static byte[] WriteHeld(ReadOnlySpan<ReorderWindow.Held> held)
    {
        var stored = new StoredHeld[held.Length];
        for (int i = 0; i < held.Length; i++)
        {
            ReorderWindow.Held one = held[i];
            stored[i] = new StoredHeld(one.TimeTicks, one.Weight, (ulong)(one.IdHash >> 64), (ulong)one.IdHash,
                one.Source, one.Target, one.Type, 0);
        }
        return Bytes<StoredHeld>(stored);
    }

    private static ReorderWindow.Held[] ReadHeld(NetworkNames names, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<StoredHeld> stored = Values<StoredHeld>(bytes);
        var held = new ReorderWindow.Held[stored.Length];
        for (int i = 0; i < held.Length; i++)
        {
            StoredHeld one = stored[i];
            if ((uint)one.Source >= (uint)names.Actors.Names.Count || (uint)one.Type >= (uint)names.Types.Names.Count
                || (one.Target != LogBatch.NoTarget && (uint)one.Target >= (uint)names.Actors.Names.Count)
                || !double.IsFinite(one.Weight) || one.Weight < 0 || (i > 0 && one.TimeTicks < stored[i - 1].TimeTicks))
            {
                throw new FormatException("an event that waits is none of the log");
            }
            held[i] = new ReorderWindow.Held(one.TimeTicks, one.Source, one.Target, one.Type, one.Weight,
                new UInt128(one.IdUpper, one.IdLower));
        }
        return held;
    }

    private static void WriteNames(Dictionary<uint, byte[]> sections, StreamIndex index, int count, uint tag)
    {
        int[] lengths = new int[count];
        using var text = new MemoryStream();
        for (int log = 0; log < count; log++)
        {
            ReadOnlySpan<byte> name = index.Names[log];
            lengths[log] = name.Length;
            text.Write(name);
        }
        int[] logOfModel = new int[index.Count];
        for (int model = 0; model < logOfModel.Length; model++)
        {
            logOfModel[model] = index.LogIndex(model);
        }
        sections[tag] = Bytes<int>(lengths);
        sections[tag + 1] = text.ToArray();
        sections[tag + 2] = Bytes<int>(logOfModel);
    }

    private static void ReadNames(SnapshotContent content, StreamIndex index, uint tag)
    {
        ReadOnlySpan<byte> text = Section(content, tag + 1);
        foreach (int length in Values<int>(Section(content, tag)))
        {
            index.Names.Add(text[..length]);
            text = text[length..];
        }
        foreach (int log in Values<int>(Section(content, tag + 2)))
        {
            if ((uint)log >= (uint)index.Names.Count || index.OfLog(log) >= 0)
            {
                throw new FormatException($"its section {tag + 2} names what is not there, or twice");
            }
            index.GetOrAdd(log);
        }
    }

    private static byte[] Section(SnapshotContent content, uint tag, int? bytes = null) =>
        content.Sections.TryGetValue(tag, out byte[]? section) && section.Length == (bytes ?? section.Length)
            ? section
            : throw new FormatException($"its section {tag} is missing or too short");

    private static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Snapshots are little-endian.");
        }
        return MemoryMarshal.AsBytes(values).ToArray();
    }

    private static ReadOnlySpan<T> Values<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);

    private readonly record struct StoredHeld(
        long TimeTicks, double Weight, ulong IdUpper, ulong IdLower, int Source, int Target, int Type, int Unused);
}
