namespace HawkesNet.Model.Inference;

/// <summary>Something that evaluates whole windows of events faster than the learner's own loops.</summary>
/// <remarks>Equal calls give equal bits. Any exception of it means that it has failed. Not thread-safe.</remarks>
internal abstract class WindowDevice : IDisposable
{
    /// <summary>What it is, for people: kind and model.</summary>
    public abstract string Name { get; }

    /// <summary>Takes a window in, to be evaluated under several decays.</summary>
    public abstract LoadedWindow Load(ExcitationWindow window);

    public abstract void Dispose();
}

/// <summary>A window that a device has taken in.</summary>
internal abstract class LoadedWindow : IDisposable
{
    /// <summary>The sums under given decays, component weights and marks.</summary>
    /// <param name="kernels">Decays and component weights.</param>
    /// <param name="marks">Mark of each event. [events]</param>
    public abstract WindowSums Evaluate(KernelCoefficients kernels, ReadOnlySpan<double> marks);

    public abstract void Dispose();
}
