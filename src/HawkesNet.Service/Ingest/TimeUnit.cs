namespace HawkesNet.Service.Ingest;

/// <summary>The unit of times given as numbers; the value is the power of ten that makes nanoseconds of it.</summary>
public enum TimeUnit
{
    /// <summary>Nanoseconds, <c>ns</c>.</summary>
    Nanoseconds = 0,

    /// <summary>Microseconds, <c>us</c>.</summary>
    Microseconds = 3,

    /// <summary>Milliseconds, <c>ms</c>.</summary>
    Milliseconds = 6,

    /// <summary>Seconds, <c>s</c>.</summary>
    Seconds = 9,
}

/// <summary>Names of the units as they stand in <c>?unit=</c>.</summary>
public static class TimeUnits
{
    /// <summary>The allowed names, for messages.</summary>
    public const string Allowed = "s, ms, us, ns";

    /// <summary>The unit of a name; null: unknown. Never guessed.</summary>
    public static TimeUnit? Find(string name) => name switch
    {
        "s" => TimeUnit.Seconds,
        "ms" => TimeUnit.Milliseconds,
        "us" => TimeUnit.Microseconds,
        "ns" => TimeUnit.Nanoseconds,
        _ => null,
    };
}
