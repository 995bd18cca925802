using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>The intensity of a channel from a time on, as long as no event falls: a constant and decaying
/// masses.</summary>
internal readonly struct Hazard
{
    private readonly DecayGrid grid;
    private readonly double constant;
    private readonly Doubles8 weighted;

    public Hazard(ModelState state, in Channel channel)
    {
        grid = state.Grid;
        constant = state.Parameters.BaselineFactor * channel.BaselineRate;
        Doubles8 sum = default;
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            sum = VectorLanes.MultiplyAdd(
                sum,
                VectorLanes.Product(channel.Mass[m], state.Parameters.IntensityWeights((Mechanism)m)), 1);
        }
        weighted = VectorLanes.MultiplyAdd(
            sum, VectorLanes.Product(channel.Influence, state.Ties.Kernel.Weights), 1);
    }

    /// <summary>The part that does not decay, per tick.</summary>
    public double Constant => constant;

    /// <summary>The part that does, by decay, per tick. [8]</summary>
    public Doubles8 Weighted => weighted;

    /// <summary>Intensity after a delay, per tick.</summary>
    public double Rate(double delayTicks) =>
        Math.Max(0, constant + VectorLanes.Dot(weighted, VectorLanes.Survival(grid.DecaysPerTick, delayTicks)));

    /// <summary>Integral of the intensity over (0, delay] (equation 8).</summary>
    public double Integral(double delayTicks)
    {
        Doubles8 survival = VectorLanes.Survival(grid.DecaysPerTick, delayTicks);
        double sum = constant * delayTicks;
        for (int b = 0; b < Doubles8.Count; b++)
        {
            sum += weighted[b] * (1 - survival[b]) / grid.DecaysPerTick[b];
        }
        return Math.Max(0, sum);
    }

    /// <summary>The delay by which the integral reaches a value, or null where that is beyond a limit.</summary>
    public double? DelayOf(double value, double limitTicks)
    {
        if (Integral(limitTicks) < value)
        {
            return null;
        }
        double low = 0, high = limitTicks;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            if (Integral(middle) < value)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
        return high;
    }
}
