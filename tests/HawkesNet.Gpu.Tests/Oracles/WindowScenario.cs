using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;
using HawkesNet.Model.Tests.Oracles;

namespace HawkesNet.Gpu.Tests.Oracles;

/// <summary>A random window with all that its likelihood is made of.</summary>
internal sealed class WindowScenario
{
    private readonly EarlyEvents early = new();

    public WindowScenario(int seed, StreamShape shape, int scoredFrom)
    {
        var scenario = new Scenario(seed, shape);
        (State, EventScores scores) = scenario.Run(new VectorLocalStep());
        early.Add(scenario.Batch, 0, scenario.Batch.Count, scores);
        Marks = WindowMarks.Of(early.Events, State.Marks);
        ScoredFrom = scoredFrom;
    }

    public ModelState State { get; }

    public double[] Marks { get; }

    public int ScoredFrom { get; }

    public ReadOnlySpan<EarlyEvent> Events => early.Events;

    public ExcitationWindow Window => ExcitationWindow.Of(State, early.Events, ScoredFrom);

    public KernelCoefficients Kernels(DecayGrid grid) => new(State.Parameters, grid);

    /// <summary>The state's grid with one decay moved by so much of its logarithm.</summary>
    public DecayGrid Moved(int index, double change)
    {
        Doubles8 decays = State.Grid.DecaysPerTick;
        decays[index] *= Math.Exp(change);
        return new DecayGrid(decays);
    }

    /// <summary>By a device, loaded for this one evaluation.</summary>
    public DecayGradient By(WindowDevice device, DecayGrid grid)
    {
        using LoadedWindow loaded = device.Load(Window);
        return DecayGradient.Of(State, grid, loaded.Evaluate(Kernels(grid), Marks));
    }

    /// <summary>By the learner's own loops.</summary>
    public DecayGradient ByLoops(DecayGrid grid) => DecayGradient.Of(State, grid, early.Events, Marks, ScoredFrom);
}
