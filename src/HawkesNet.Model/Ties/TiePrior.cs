namespace HawkesNet.Model.Ties;

/// <summary>Prior of every tie, Gamma(shape, rate): sparse, and scaled so that an event has the same expected offspring
/// however many actors there are.</summary>
internal readonly record struct TiePrior(double Shape, double Rate)
{
    /// <summary>The shape while there are few actors.</summary>
    public const double ShapeMax = 0.05;
    private const double ShapeActors = 200;

    /// <summary>Offspring of an event before anything is known, and events' worth of that belief.</summary>
    private const double FirstOffspring = 0.5;
    private const double FirstEvents = 200;

    /// <summary>The prior of a network of that many actors, in which so many events had that many put down to
    /// ties.</summary>
    /// <remarks>Mean = offspring of an event / actors. One actor is tied to about as many others however many there
    /// are: the shape falls with their number, and the rate stays.</remarks>
    public static TiePrior For(int actorCount, double events, double tied)
    {
        double actors = Math.Max(2, actorCount);
        double offspring = ((FirstEvents * FirstOffspring) + tied) / (FirstEvents + events);
        double shape = ShapeMax * Math.Min(1, ShapeActors / actors);
        return new TiePrior(shape, shape * actors / offspring);
    }
}
