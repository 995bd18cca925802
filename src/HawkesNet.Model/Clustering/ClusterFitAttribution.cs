namespace HawkesNet.Model.Clustering;

/// <content>The sweep that puts events down to their causes.</content>
internal sealed partial class ClusterFit
{
    /// <summary>One sweep of expectation and maximization: puts every event down to its causes under the present
    /// factors, then refits the factors.</summary>
    public void Attribute()
    {
        var rates = new double[Index.ActorCount];
        double sum = 0;
        for (int i = 0; i < rates.Length; i++)
        {
            rates[i] = Rate(i, Labels[i]);
            sum -= rates[i] * Index.SpanTicks;
        }
        Array.Clear(BaselineCounts);
        Array.Clear(Offspring);
        Array.Clear(Chosen);
        Array.Clear(strangersOf);
        squareSum = 0;
        Array.Clear(TypeCounts);
        for (int e = 0; e < Index.Sources.Length; e++)
        {
            sum += Math.Log(AttributeEvent(e, rates[Index.Sources[e]]));
        }
        Expect();
        for (int cell = 0; cell < Factors.Length; cell++)
        {
            sum -= Factors[cell] * Expected[cell];
        }
        LogLikelihood = sum;
        Maximize();
    }

    /// <summary>The part of an event that is put down to the baseline under the present factors.</summary>
    public double BaselineShare(int e)
    {
        ref readonly WindowEvent one = ref Index.Window.Event(e);
        int local = Index.Sources[e], source = Labels[local];
        int target = Index.Targets[e] < 0 ? 0 : Labels[Index.Targets[e]];
        double appeal = one.Target < 0 ? 1 : Appeal[Index.Targets[e]];
        double tilt = one.Target < 0 ? 1 : Tilt[(source * Clusters) + target] * appeal;
        double rate = Rate(local, source);
        return rate * TypeShares[(source * Index.TypeCount) + one.Type] * (one.Known + (one.Strange * tilt))
            / Intensity(e, source, target, rate, appeal);
    }

    private double AttributeEvent(int e, double rate)
    {
        ref readonly WindowEvent one = ref Index.Window.Event(e);
        int source = Labels[Index.Sources[e]];
        int target = Index.Targets[e] < 0 ? 0 : Labels[Index.Targets[e]];
        double appeal = one.Target < 0 ? 1 : Appeal[Index.Targets[e]];
        double intensity = Intensity(e, source, target, rate, appeal);
        double scale = 1 / intensity;
        double tilt = one.Target < 0 ? 1 : Tilt[(source * Clusters) + target] * appeal;
        double baseline = rate * TypeShares[(source * Index.TypeCount) + one.Type] * scale;
        double strange = baseline * one.Strange * tilt;
        double baselineShare = (baseline * one.Known) + strange;
        BaselineCounts[Index.Sources[e]] += baselineShare;
        squareSum += baselineShare * baselineShare;
        TypeCounts[(source * Index.TypeCount) + one.Type] += baselineShare;
        foreach (ref readonly WindowTerm term in Index.Window.Terms(e))
        {
            int cell = Cell(term, source, target, one.Type);
            double asStranger = Weights[cell] * term.Strange * tilt * scale;
            Offspring[cell] += (Weights[cell] * term.Known * scale) + asStranger;
            strange += asStranger;
        }
        Chosen[(source * Clusters) + target] += strange;
        if (one.Target >= 0)
        {
            strangersOf[Index.Targets[e]] += strange;
        }
        return intensity;
    }
}
