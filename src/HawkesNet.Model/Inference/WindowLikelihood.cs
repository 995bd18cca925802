using HawkesNet.Model.Excitation;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>The likelihood of a window of events under any decays and marks, evaluated on a device where there is
/// one.</summary>
/// <remarks>Where the device fails, this evaluation and all later ones are done by the learner's own loops.</remarks>
internal readonly ref struct WindowLikelihood
{
    private readonly ModelState state;
    private readonly ReadOnlySpan<EarlyEvent> events;
    private readonly int scoredFrom;
    private readonly DeviceWindow? onDevice;
    private readonly WindowOwners? owners;
    private readonly WindowMasses? masses;

    /// <param name="state">Weights and the factors of clusters and types; only read.</param>
    /// <param name="events">The window, in time order; it begins with the stream.</param>
    /// <param name="scoredFrom">Events before this one are history only.</param>
    /// <param name="device">Where to evaluate.</param>
    public WindowLikelihood(
        ModelState state, ReadOnlySpan<EarlyEvent> events, int scoredFrom, LearningDevice device)
    {
        this.state = state;
        this.events = events;
        this.scoredFrom = scoredFrom;
        onDevice = device.IsAccelerated ? device.Load(ExcitationWindow.Of(state, events, scoredFrom)) : null;
        owners = device.IsAccelerated ? null : WindowOwners.Of(events);
        masses = owners is null ? null : new WindowMasses(owners.Count);
    }

    public ModelState State => state;

    public ReadOnlySpan<EarlyEvent> Events => events;

    /// <summary>Log-likelihood, gradient and information.</summary>
    public DecayGradient At(DecayGrid grid, double[] marks) =>
        onDevice?.Evaluate(new KernelCoefficients(state.Parameters, grid), marks) is WindowSums sums
            ? DecayGradient.Of(state, grid, sums)
            : DecayGradient.Of(state, grid, events, marks, scoredFrom, owners, masses);

    public void Dispose() => onDevice?.Dispose();
}
