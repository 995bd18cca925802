namespace HawkesNet.Model.Prediction;

/// <summary>Who sets off how much.</summary>
public static class Influence
{
    /// <summary>The actors whose events set off most, best first.</summary>
    public static IReadOnlyList<ActorInfluence> Top(ModelView view, int top) => throw new NotSupportedException();
}
