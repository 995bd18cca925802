using HawkesNet.Model.Clustering;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.Rhythms;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>Learns rhythm, decays and the mark exponent: Newton steps of log β at a geometric ladder of positions,
/// while the whole stream is at hand.</summary>
/// <remarks>A step is kept only where the likelihood of the window rises; then the decayed masses are rebuilt exactly
/// from the events, so that the model is as if it had had these decays from the start (docs/model.md,
/// section 7).</remarks>
internal sealed class DecayRefinement
{
    private const int FirstPosition = 512;
    private const double LadderRatio = 1.5;
    private const int IterationsMax = 4;
    private const double StepMax = 0.5;
    private const double GainMin = 0.1;

    /// <summary>A step that promises less is not worth a pass over the window: it is far within what the events say
    /// of the decays.</summary>
    private const double PromiseMin = 0.1;
    private const double SpansMin = 4;
    private const double Ridge = 2;

    /// <summary>The first quarter of the window is history only: its choices were scored by a model still
    /// learning.</summary>
    private const double HistoryShare = 0.25;

    private long next = FirstPosition;

    /// <summary>The shortest period that the grid of the stream's times allows a rhythm; infinite: no search has been
    /// made.</summary>
    public double ShortestRhythmTicks { get; private set; } = double.PositiveInfinity;

    /// <summary>Refines if a rung is due after <paramref name="learned"/> events, right after a global step; says
    /// whether it tried.</summary>
    public bool Run(
        ModelState state, EarlyEvents early, EventWindow? window, long learned, LearningDevice device)
    {
        if (learned < next)
        {
            return false;
        }
        next = (long)(learned * LadderRatio);
        if (!early.IsWhole || early.Count < FirstPosition)
        {
            return false;
        }
        int scoredFrom = (int)(early.Count * HistoryShare);
        if (state.Spec.Rhythm)
        {
            ShortestRhythmTicks = RhythmRefinement.Run(state, early, window, scoredFrom, device);
        }
        using var likelihood = new WindowLikelihood(state, early.Events, scoredFrom, device);
        DecayGrid refined = Climb(likelihood);
        MarkScale marks = MarkRefinement.Best(likelihood, refined);
        if (!ReferenceEquals(refined, state.Grid) || marks.Exponent != state.Marks.Exponent)
        {
            state.SetGrid(refined);
            state.Marks = marks;
            HistoryRebuild.Run(state, early.Events);
        }
        return true;
    }

    public void Transfer(IStateTransfer transfer)
    {
        next = transfer.Value(next);
        ShortestRhythmTicks = transfer.Value(ShortestRhythmTicks);
    }

    private static DecayGrid Climb(WindowLikelihood likelihood)
    {
        ReadOnlySpan<EarlyEvent> events = likelihood.Events;
        double[] marks = WindowMarks.Of(events, likelihood.State.Marks);
        DecayGrid grid = likelihood.State.Grid;
        DecayGradient here = likelihood.At(grid, marks);
        double size = 1;
        double slowest = SpansMin / Math.Max(1, Events.StreamTime.Elapsed(events[0].TimeTicks, events[^1].TimeTicks));
        for (int i = 0; i < IterationsMax; i++)
        {
            DecayGrid candidate = Stepped(grid, Solve(here), size, slowest);
            if (Promise(here, grid, candidate) < PromiseMin)
            {
                break;
            }
            DecayGradient there = likelihood.At(candidate, marks);
            if (there.LogLikelihood > here.LogLikelihood + GainMin)
            {
                (grid, here) = (candidate, there);
            }
            else
            {
                size /= 4;
            }
        }
        return grid;
    }

    /// <summary>A step of log β, cut in length, the decays kept apart.</summary>
    private static DecayGrid Stepped(DecayGrid grid, in Doubles8 step, double size, double slowest)
    {
        Doubles8 decays = default;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            decays[b] = grid.DecaysPerTick[b] * Math.Exp(size * Math.Clamp(step[b], -StepMax, StepMax));
        }
        for (int b = 1; b < Doubles8.Count; b++)
        {
            decays[b] = Math.Min(decays[b], decays[b - 1] / DecayGrid.RatioMin);
        }
        double least = Math.Min(slowest, grid.DecaysPerTick[Doubles8.Count - 1]);
        for (int b = Doubles8.Count - 1; b >= 0; b--)
        {
            decays[b] = Math.Max(decays[b], least);
            least = decays[b] * DecayGrid.RatioMin;
        }
        return new DecayGrid(decays);
    }

    /// <summary>What the likelihood's parabola promises to gain from one grid to another.</summary>
    private static double Promise(DecayGradient at, DecayGrid from, DecayGrid to)
    {
        double sum = 0;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            double step = Math.Log(to.DecaysPerTick[b] / from.DecaysPerTick[b]);
            sum += step * at.Gradient[b];
            for (int c = 0; c <= b; c++)
            {
                double other = Math.Log(to.DecaysPerTick[c] / from.DecaysPerTick[c]);
                sum -= (b == c ? 0.5 : 1) * step * other * at.Information[(b * Doubles8.Count) + c];
            }
        }
        return sum;
    }

    /// <summary>The Newton step.</summary>
    private static Doubles8 Solve(DecayGradient at)
    {
        var matrix = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(
            Doubles8.Count, Doubles8.Count,
            (b, c) => at.Information[(Math.Max(b, c) * Doubles8.Count) + Math.Min(b, c)] + (b == c ? Ridge : 0));
        var gradient = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(
            Doubles8.Count, b => at.Gradient[b]);
        MathNet.Numerics.LinearAlgebra.Vector<double> solution = matrix.Cholesky().Solve(gradient);
        Doubles8 step = default;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            step[b] = solution[b];
        }
        return step;
    }
}
