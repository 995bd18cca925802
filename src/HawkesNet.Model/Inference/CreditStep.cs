using HawkesNet.Model.Choice;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>A step by credit: expected counts over exposures, each with a prior (equation 12).</summary>
internal sealed class CreditStep
{
    private const double ComponentPriorCount = 0.0133;
    private const double ComponentPriorExposure = 4;
    private const double BaselinePrior = 2;

    /// <summary>Gain and inertia of the choice weights' multiplicative step.</summary>
    private const double ChoiceInertia = 72;

    private double[] counts = new double[ParameterLayout.ChoiceStart];
    private double[] exposures = new double[ParameterLayout.ChoiceStart];
    private double baselineCount;
    private double baselineExposure;

    public void Run(ModelState state, Evidence evidence)
    {
        double[] theta = state.Parameters.Theta;
        for (int p = 0; p < counts.Length; p++)
        {
            counts[p] += theta[p] * evidence.Gradient[p];
            exposures[p] += evidence.Exposure[p];
            theta[p] = ParameterLayout.IsUsed(p)
                ? (counts[p] + ComponentPriorCount) / (exposures[p] + ComponentPriorExposure)
                : 0;
        }
        baselineCount += theta[ParameterLayout.Baseline] * evidence.Gradient[ParameterLayout.Baseline];
        baselineExposure += evidence.Exposure[ParameterLayout.Baseline];
        theta[ParameterLayout.Baseline] = (baselineCount + BaselinePrior) / (baselineExposure + BaselinePrior);
        for (int p = ParameterLayout.ChoiceStart; p < ParameterLayout.Baseline; p++)
        {
            if (theta[p] > 0)
            {
                theta[p] = Math.Max(1e-4, theta[p] * (1 + (evidence.Gradient[p] / ChoiceInertia)));
            }
        }
    }

    public void Transfer(IStateTransfer transfer)
    {
        counts = transfer.Array(counts);
        exposures = transfer.Array(exposures);
        baselineCount = transfer.Value(baselineCount);
        baselineExposure = transfer.Value(baselineExposure);
    }
}
