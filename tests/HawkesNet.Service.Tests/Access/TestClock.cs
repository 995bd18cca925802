namespace HawkesNet.Service.Tests.Access;

/// <summary>The wall clock, which can be set.</summary>
public sealed class TestClock : TimeProvider
{
    private long timestamp = System.GetTimestamp();

    /// <summary>The time it shows; null: the real one.</summary>
    public DateTimeOffset? Now { get; set; }

    /// <summary>Whether time stands still but for <see cref="Advance"/>.</summary>
    public bool IsStopped { get; init; }

    public override DateTimeOffset GetUtcNow() => Now ?? base.GetUtcNow();

    public override long GetTimestamp() => IsStopped ? Interlocked.Read(ref timestamp) : base.GetTimestamp();

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time) =>
        Interlocked.Add(ref timestamp, (long)(time.TotalSeconds * TimestampFrequency));
}
