using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Gpu.Tests.Oracles;

/// <summary>G'G by log decays and weights from its definition: every row by going through all events before it, its
/// decay part by a difference quotient of the event's own intensity.</summary>
internal static class PlainInformation
{
    private const double Step = 1e-4;

    public static double[] Of(WindowScenario scenario)
    {
        var information = new double[WindowInformation.Count * WindowInformation.Count];
        ExcitationWindow window = scenario.Window;
        for (int e = 0; e < window.ScoredCount; e++)
        {
            double[] row = Row(scenario, window, e);
            for (int p = 0; p < row.Length; p++)
            {
                for (int q = 0; q <= p; q++)
                {
                    information[(p * row.Length) + q] += row[p] * row[q];
                }
            }
        }
        return information;
    }

    private static double[] Row(WindowScenario scenario, ExcitationWindow window, int e)
    {
        double[] components = Components(scenario, window, scenario.State.Grid, e);
        double rate = Rate(scenario, window, scenario.State.Grid, e);
        var row = new double[WindowInformation.Count];
        for (int b = 0; b < Doubles8.Count; b++)
        {
            row[b] = Slope(scenario, window, e, b) / rate;
        }
        for (int p = 0; p < WindowInformation.WeightCount; p++)
        {
            row[Doubles8.Count + p] = components[WindowInformation.WeightSlots[p]] / rate;
        }
        return row;
    }

    /// <summary>A difference quotient of the fourth order.</summary>
    private static double Slope(WindowScenario scenario, ExcitationWindow window, int e, int b)
    {
        double At(double steps) => Rate(scenario, window, scenario.Moved(b, steps * Step), e);
        return ((8 * (At(1) - At(-1))) - (At(2) - At(-2))) / (12 * Step);
    }

    private static double Rate(WindowScenario scenario, ExcitationWindow window, DecayGrid grid, int e)
    {
        double[] components = Components(scenario, window, grid, e);
        double rate = window.BaselineIntensities[e];
        for (int p = 0; p < components.Length; p++)
        {
            rate += scenario.State.Parameters.Theta[p] * components[p];
        }
        return rate;
    }

    /// <summary>Intensity of every component of unit weight, straight from the densities (equation 4).</summary>
    private static double[] Components(WindowScenario scenario, ExcitationWindow window, DecayGrid grid, int e)
    {
        var components = new double[ParameterLayout.ChoiceStart];
        for (int read = window.ReadStarts[e]; read < window.ReadStarts[e + 1]; read++)
        {
            double age = window.ReadGaps[read];
            for (int addition = window.ReadAdditions[read]; ; addition--)
            {
                double scale = window.ReadScales[read] * scenario.Marks[window.AdditionEvents[addition]];
                int first = window.ReadMechanisms[read] * DecayGrid.ComponentCount;
                for (int j = 0; j < DecayGrid.ComponentCount; j++)
                {
                    components[first + j] += scale * grid.Density(j, age);
                }
                if (window.AdditionGaps[addition] < 0)
                {
                    break;
                }
                age += window.AdditionGaps[addition];
            }
        }
        return components;
    }
}
