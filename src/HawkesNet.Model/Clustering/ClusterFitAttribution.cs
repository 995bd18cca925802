using System.Runtime.CompilerServices;
using HawkesNet.Model.Excitation;

namespace HawkesNet.Model.Clustering;

/// <content>The sweep that puts events down to their causes.</content>
internal sealed partial class ClusterFit
{
    /// <summary>Products of intensities become logarithms before they leave this range.</summary>
    private const double ProductMax = 1e100;

    private readonly int[] firstCells = new int[Mechanisms.Count];

    /// <summary>One sweep of expectation and maximization: puts every event down to its causes under the present
    /// factors, then refits the factors.</summary>
    public void Attribute()
    {
        double[] rates = Rates();
        double sum = 0;
        for (int i = 0; i < rates.Length; i++)
        {
            sum -= rates[i] * Index.SpanTicks * Index.Presence[i];
        }
        Array.Clear(BaselineCounts);
        Array.Clear(Offspring);
        Array.Clear(Chosen);
        Array.Clear(strangersOf);
        squareSum = 0;
        Array.Clear(TypeCounts);
        sum += AttributeEvents(rates);
        Expect();
        for (int cell = 0; cell < Factors.Length; cell++)
        {
            sum -= Factors[cell] * Expected[cell];
        }
        LogLikelihood = sum;
        Maximize();
    }

    /// <summary>Whether a product of intensities has left its range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFar(double product) => product is > ProductMax or < 1 / ProductMax;

    /// <summary>The part of an event that is put down to the baseline under the present factors.</summary>
    /// <param name="e">The event.</param>
    /// <param name="rate">Its source's baseline rate.</param>
    public double BaselineShare(int e, double rate)
    {
        ref readonly WindowEvent one = ref Index.Window.Event(e);
        int source = Labels[Index.Sources[e]];
        int target = Index.Targets[e] < 0 ? 0 : Labels[Index.Targets[e]];
        double appeal = one.Target < 0 ? 1 : Appeal[Index.Targets[e]];
        double tilt = one.Target < 0 ? 1 : Tilt[(source * Clusters) + target] * appeal;
        return rate * TypeShares[(source * Index.TypeCount) + one.Type] * (one.Known + (one.Strange * tilt))
            / Intensity(e, source, target, rate, appeal);
    }

    /// <summary>Puts all events down to their causes and returns the sum of their log intensities.</summary>
    private double AttributeEvents(double[] rates)
    {
        // In units of the events' mean gap, so that products stay in range for some events.
        double unit = Index.SpanTicks / Index.Sources.Length;
        double logs = -Index.Sources.Length * Math.Log(unit);
        if (Index.Rows is { } rows)
        {
            var attribution = new RowAttribution(this, rates);
            logs = attribution.Run(rows, unit, logs);
            attribution.CopyTo(BaselineCounts, TypeCounts, strangersOf, Chosen, Offspring);
            squareSum = attribution.SquareSum;
            return logs;
        }
        double product = 1;
        for (int e = 0; e < Index.Sources.Length; e++)
        {
            product *= AttributeEvent(e, rates[Index.Sources[e]]) * unit;
            if (IsFar(product))
            {
                logs += Math.Log(product);
                product = 1;
            }
        }
        return logs + Math.Log(product);
    }

    private double AttributeEvent(int e, double rate)
    {
        ref readonly WindowEvent one = ref Index.Window.Event(e);
        ReadOnlySpan<WindowTerm> terms = Index.Window.Terms(e);
        int types = Index.TypeCount, from = Index.Sources[e], to = Index.Targets[e];
        int source = Labels[from], target = to < 0 ? 0 : Labels[to];
        int pair = (source * Clusters) + target, type = (source * types) + one.Type;
        double tilt = to < 0 ? 1 : Tilt[pair] * Appeal[to];
        SetFirstCells(source, target, one.Type);
        int[] cells = firstCells;
        double[] weights = Weights, offspring = Offspring;
        double baseline = rate * TypeShares[type];
        double intensity = one.Other + (baseline * (one.Known + (one.Strange * tilt)));
        foreach (ref readonly WindowTerm term in terms)
        {
            intensity += weights[CellOf(term, cells, types)] * (term.Known + (term.Strange * tilt));
        }
        double scale = 1 / intensity;
        double strange = baseline * one.Strange * tilt * scale;
        double baselineShare = (baseline * one.Known * scale) + strange;
        BaselineCounts[from] += baselineShare;
        squareSum += baselineShare * baselineShare;
        TypeCounts[type] += baselineShare;
        foreach (ref readonly WindowTerm term in terms)
        {
            int cell = CellOf(term, cells, types);
            double weight = weights[cell] * scale, asStranger = weight * term.Strange * tilt;
            offspring[cell] += (weight * term.Known) + asStranger;
            strange += asStranger;
        }
        Chosen[pair] += strange;
        if (to >= 0)
        {
            strangersOf[to] += strange;
        }
        return intensity;
    }

    /// <summary>The cells of an event by mechanism, of the first trigger type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetFirstCells(int source, int target, int type)
    {
        int pair = (source * Clusters) + target;
        firstCells[(int)Mechanism.Repeat] = pair;
        firstCells[(int)Mechanism.Reply] = Layout.Reply + pair;
        firstCells[(int)Mechanism.Relay] = Layout.Relay + source;
        firstCells[(int)Mechanism.Join] = Layout.Join + target;
        firstCells[(int)Mechanism.Burst] = Layout.BurstCell(source, 0, type);
    }

    // Only bursts are told apart by trigger type; the others' is 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CellOf(in WindowTerm term, int[] firstCells, int types) =>
        firstCells[term.Mechanism] + (term.TriggerType * types);
}
