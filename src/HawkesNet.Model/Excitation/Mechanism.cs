namespace HawkesNet.Model.Excitation;

/// <summary>How an earlier event s′ → r′ may cause a later one (docs/model.md, equation 3).</summary>
public enum Mechanism
{
    /// <summary>s′ → r′ again: the same pair.</summary>
    Repeat,

    /// <summary>r′ → s′: answer, refund, reciprocity.</summary>
    Reply,

    /// <summary>s′ → anyone: the actor stays active.</summary>
    Burst,

    /// <summary>r′ → anyone: what came in goes on.</summary>
    Relay,

    /// <summary>anyone → r′: others follow to the same target.</summary>
    Join,
}

/// <summary>Facts about mechanisms.</summary>
public static class Mechanisms
{
    /// <summary>Number of mechanisms.</summary>
    public const int Count = 5;

    private static readonly string[] Names = ["repeat", "reply", "burst", "relay", "join"];

    /// <summary>The mechanism's name as the API spells it.</summary>
    public static string Name(Mechanism mechanism) => Names[(int)mechanism];

    /// <summary>Whether only an event with a target can be the trigger: all but burst.</summary>
    public static bool NeedsTarget(Mechanism mechanism) => mechanism != Mechanism.Burst;
}
