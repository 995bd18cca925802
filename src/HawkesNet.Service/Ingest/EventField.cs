namespace HawkesNet.Service.Ingest;

/// <summary>The members of an event, as clients name them.</summary>
[Flags]
public enum EventField
{
    /// <summary>None of them: the whole row, or a member that is not known.</summary>
    None = 0,

    /// <summary><c>time</c>.</summary>
    Time = 1,

    /// <summary><c>source</c>.</summary>
    Source = 2,

    /// <summary><c>target</c>.</summary>
    Target = 4,

    /// <summary><c>type</c>.</summary>
    Type = 8,

    /// <summary><c>weight</c>.</summary>
    Weight = 16,

    /// <summary><c>id</c>.</summary>
    Id = 32,
}

/// <summary>Names of the members. Thread-safe.</summary>
public static class EventFields
{
    /// <summary>The members a row must have.</summary>
    public const EventField Required = EventField.Time | EventField.Source;

    /// <summary>The member of a name, or None.</summary>
    public static EventField Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("id"u8) => EventField.Id,
        4 when name.SequenceEqual("time"u8) => EventField.Time,
        4 when name.SequenceEqual("type"u8) => EventField.Type,
        6 when name.SequenceEqual("source"u8) => EventField.Source,
        6 when name.SequenceEqual("target"u8) => EventField.Target,
        6 when name.SequenceEqual("weight"u8) => EventField.Weight,
        _ => EventField.None,
    };

    /// <summary>The name of one member; empty for None.</summary>
    public static string Name(EventField field) => field switch
    {
        EventField.Time => "time",
        EventField.Source => "source",
        EventField.Target => "target",
        EventField.Type => "type",
        EventField.Weight => "weight",
        EventField.Id => "id",
        _ => "",
    };
}
