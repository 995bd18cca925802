using System.Buffers.Binary;
using HawkesNet.Model.Events;

namespace HawkesNet.Model.Inference;

/// <summary>Learns one network's model from its ordered stream, one batch at a time. Not thread-safe.</summary>
public sealed class OnlineLearner
{
    private ulong fingerprint;
    private long lastTicks = long.MinValue;
    private long originTicks;

    /// <summary>A learner that has seen nothing.</summary>
    public OnlineLearner(ModelSpec spec)
    {
        spec.Validate();
        Spec = spec;
    }

    /// <summary>The settings it was made with.</summary>
    public ModelSpec Spec { get; }

    /// <summary>Events learned since the stream began.</summary>
    public long Position { get; private set; }

    /// <summary>Actors known.</summary>
    public int ActorCount { get; private set; }

    /// <summary>Types known.</summary>
    public int TypeCount { get; private set; }

    /// <summary>Time of the last event in ticks; meaningless before the first.</summary>
    public long TimeTicks => lastTicks;

    /// <summary>Whether parameters are frozen; history keeps growing.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Fixes the universe before the first event, where it is known: its actors, types and kinds of event.</summary>
    public void DeclareUniverse(int actorCount, int typeCount, bool targeted, bool targetless)
    {
        ActorCount = Math.Max(ActorCount, actorCount);
        TypeCount = Math.Max(TypeCount, typeCount);
    }

    /// <summary>Scores and learns a batch. The result does not depend on how the stream is cut into batches.</summary>
    /// <exception cref="ArgumentException">Bad index or time; nothing was changed.</exception>
    public StepInfo Step(EventBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            if (Position == 0)
            {
                originTicks = batch.TimeTicks[i];
            }
            lastTicks = batch.TimeTicks[i];
            ActorCount = Math.Max(ActorCount, Math.Max(batch.Sources[i], batch.Targets[i]) + 1);
            TypeCount = Math.Max(TypeCount, batch.Types[i] + 1);
            fingerprint = (fingerprint * 0x9E3779B97F4A7C15UL) ^ (ulong)lastTicks ^ ((ulong)batch.Sources[i] << 32)
                ^ (ulong)(uint)batch.Targets[i];
            Position++;
        }
        return new StepInfo(batch.Count, 0, 0);
    }

    /// <summary>Stops learning parameters; events still extend the history.</summary>
    public void Freeze() => IsFrozen = true;

    /// <summary>An immutable copy for readers.</summary>
    public ModelView Publish() => new(Position, lastTicks, originTicks, ActorCount, TypeCount);

    /// <summary>The whole state in a versioned binary layout; equal states give equal bytes.</summary>
    public byte[] Serialize()
    {
        byte[] bytes = new byte[40];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Position);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), lastTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), originTicks);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), ActorCount);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), TypeCount);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), fingerprint);
        return bytes;
    }

    /// <summary>Reads back what <see cref="Serialize"/> wrote.</summary>
    /// <exception cref="FormatException">Not such a state, or of an unknown version.</exception>
    public static OnlineLearner Deserialize(ModelSpec spec, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 40)
        {
            throw new FormatException("not a learner state");
        }
        return new OnlineLearner(spec)
        {
            Position = BinaryPrimitives.ReadInt64LittleEndian(bytes),
            lastTicks = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            originTicks = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            ActorCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
            TypeCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]),
            fingerprint = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
        };
    }
}
