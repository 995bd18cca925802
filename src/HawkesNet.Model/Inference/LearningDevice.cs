namespace HawkesNet.Model.Inference;

/// <summary>Where the dense work of learning is done: on the processor, or on an accelerator until that
/// fails.</summary>
/// <remarks>Shared by all learners of a process. An accelerator that has failed once is not asked again: what it was
/// doing is done anew on the processor, so that nothing is lost. Thread-safe.</remarks>
public sealed class LearningDevice : IDisposable
{
    private readonly Lock gate = new();
    private readonly WindowDevice? owned;
    private WindowDevice? accelerator;
    private string? failure;
    private long evaluations;

    /// <param name="accelerator">Null: the processor does all.</param>
    /// <param name="failure">Why there is none, where one was wanted.</param>
    internal LearningDevice(WindowDevice? accelerator, string? failure = null)
    {
        this.failure = failure;
        this.accelerator = owned = accelerator;
        Name = accelerator?.Name ?? "cpu";
    }

    /// <summary>The processor alone.</summary>
    public static LearningDevice Cpu { get; } = new(null);

    /// <summary>What was chosen: "cpu", or kind and model of the accelerator.</summary>
    public string Name { get; }

    /// <summary>Why the accelerator is not used any more; null: it has not failed.</summary>
    public string? Failure => Volatile.Read(ref failure);

    /// <summary>Whether work goes to an accelerator.</summary>
    public bool IsAccelerated => Volatile.Read(ref accelerator) is not null;

    /// <summary>Evaluations of a window that the accelerator has done.</summary>
    public long Evaluations => Interlocked.Read(ref evaluations);

    /// <summary>Told the reason when the accelerator fails; at most once.</summary>
    public event Action<string>? Failed;

    /// <summary>Lets go of the accelerator; from then on all is done on the processor.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            Volatile.Write(ref accelerator, null);
            try
            {
                owned?.Dispose();
            }
            catch (Exception) when (failure is not null)
            {
                // A device that has failed need not be able to let go of what it holds.
            }
        }
    }

    /// <summary>Loads a window on the accelerator; null where there is none, or none any more.</summary>
    internal DeviceWindow? Load(ExcitationWindow window)
    {
        if (Ask(one => one.Load(window)) is not LoadedWindow loaded)
        {
            return null;
        }
        return new DeviceWindow(this, loaded);
    }

    /// <summary>Evaluates; null where the accelerator has failed, now or before.</summary>
    internal WindowSums? Evaluate(LoadedWindow window, KernelCoefficients kernels, double[] marks)
    {
        WindowSums? sums = Ask(_ => Finite(window.Evaluate(kernels, marks)));
        if (sums is not null)
        {
            Interlocked.Increment(ref evaluations);
        }
        return sums;
    }

    /// <summary>Frees what a window takes on the accelerator.</summary>
    internal void Release(LoadedWindow window) => Ask(_ =>
    {
        window.Dispose();
        return window;
    });

    private static WindowSums Finite(WindowSums sums) =>
        sums.IsFinite ? sums : throw new ArithmeticException("its sums are not finite");

    private T? Ask<T>(Func<WindowDevice, T> question)
        where T : class
    {
        Exception reason;
        lock (gate)
        {
            if (accelerator is null)
            {
                return null;
            }
            try
            {
                return question(accelerator);
            }
            catch (Exception e)
            {
                reason = e;
                Volatile.Write(ref failure, $"{e.GetType().Name}: {e.Message}");
                Volatile.Write(ref accelerator, null);
            }
        }
        Failed?.Invoke($"{reason.GetType().Name}: {reason.Message}");
        return null;
    }
}

/// <summary>A window on an accelerator.</summary>
internal sealed class DeviceWindow(LearningDevice device, LoadedWindow loaded) : IDisposable
{
    /// <summary>The sums; null where the accelerator has failed.</summary>
    public WindowSums? Evaluate(KernelCoefficients kernels, double[] marks) =>
        device.Evaluate(loaded, kernels, marks);

    public void Dispose() => device.Release(loaded);
}
