using HawkesNet.Model.Inference;

namespace HawkesNet.Gpu.Tests.Oracles;

/// <summary>A device that works for some evaluations and then fails: with an exception, or silently with sums that are
/// no numbers.</summary>
internal sealed class FailingDevice(WindowDevice inner, int evaluations, bool isSilent = false) : WindowDevice
{
    /// <summary>Evaluations asked for.</summary>
    public int Asked { get; private set; }

    public override string Name => "failing " + inner.Name;

    public override LoadedWindow Load(ExcitationWindow window) => new Loaded(this, inner.Load(window));

    public override void Dispose()
    {
    }

    private WindowSums Evaluate(LoadedWindow window, KernelCoefficients kernels, ReadOnlySpan<double> marks)
    {
        Asked++;
        if (Asked <= evaluations)
        {
            return window.Evaluate(kernels, marks);
        }
        return isSilent ? new WindowSums { LogIntensity = double.NaN }
            : throw new InvalidOperationException("the device fell off the bus");
    }

    private sealed class Loaded(FailingDevice device, LoadedWindow window) : LoadedWindow
    {
        public override WindowSums Evaluate(KernelCoefficients kernels, ReadOnlySpan<double> marks) =>
            device.Evaluate(window, kernels, marks);

        public override void Dispose() => window.Dispose();
    }
}
