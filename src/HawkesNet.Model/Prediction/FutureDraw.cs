using HawkesNet.Model.Numerics;

namespace HawkesNet.Model.Prediction;

/// <summary>Draws futures of the flows between two actors, one event after the other, by thinning (Ogata 1981): plain
/// loops.</summary>
/// <remarks>Humps give negative weights, so the bound between events counts the positive ones only; it falls with time.
/// Future i takes stream i of the generator: any part of the futures can be drawn anywhere. Cost per step
/// O(flows² · 8). Not thread-safe; one for each thread.</remarks>
internal sealed class FutureDraw(FutureFlows flows, double horizonTicks, ulong seed)
{
    /// <summary>Events of all flows at which a future is cut short.</summary>
    public const int EventsMax = 20_000;

    private readonly double[] direct = new double[FutureFlows.Count * Doubles8.Count];
    private readonly double[] masses = new double[FutureFlows.Count * Doubles8.Count];
    private readonly double[] rates = new double[FutureFlows.Count];

    /// <summary>Steps taken so far: events, and points that were none.</summary>
    public long Steps { get; private set; }

    /// <summary>Events of the channel within the horizon in one future.</summary>
    public int Count(int future)
    {
        var rng = new CounterRng(seed, (ulong)future);
        flows.Direct.CopyTo(direct, 0);
        Array.Clear(masses);
        int count = 0;
        double now = 0;
        for (int events = 0; events < EventsMax;)
        {
            double bound = FindBound();
            double elapsed = rng.Exponential(bound);
            now += elapsed;
            if (!(now < horizonTicks))
            {
                break;
            }
            Steps++;
            Decay(elapsed);
            FindRates();
            int flow = Choose(rng.Uniform() * bound);
            if (flow < FutureFlows.Count)
            {
                for (int b = 0; b < Doubles8.Count; b++)
                {
                    masses[(flow * Doubles8.Count) + b]++;
                }
                events++;
                count += flow == 0 ? 1 : 0;
            }
        }
        return count;
    }

    private void Decay(double elapsed)
    {
        for (int b = 0; b < Doubles8.Count; b++)
        {
            double survival = Math.Exp(-flows.Grid.DecaysPerTick[b] * elapsed);
            for (int flow = 0; flow < FutureFlows.Count; flow++)
            {
                direct[(flow * Doubles8.Count) + b] *= survival;
                masses[(flow * Doubles8.Count) + b] *= survival;
            }
        }
    }

    /// <summary>More than all flows' intensities from now to the next event.</summary>
    private double FindBound()
    {
        double bound = 0;
        for (int flow = 0; flow < FutureFlows.Count; flow++)
        {
            bound += flows.Constants[flow];
            for (int b = 0; b < Doubles8.Count; b++)
            {
                bound += Math.Max(0, direct[(flow * Doubles8.Count) + b]);
            }
            int first = flow * FutureFlows.Count * Doubles8.Count;
            for (int i = 0; i < FutureFlows.Count * Doubles8.Count; i++)
            {
                bound += Math.Max(0, flows.Gains[first + i]) * masses[i];
            }
        }
        return bound;
    }

    private void FindRates()
    {
        for (int flow = 0; flow < FutureFlows.Count; flow++)
        {
            double rate = flows.Constants[flow];
            for (int b = 0; b < Doubles8.Count; b++)
            {
                rate += direct[(flow * Doubles8.Count) + b];
            }
            int first = flow * FutureFlows.Count * Doubles8.Count;
            for (int i = 0; i < FutureFlows.Count * Doubles8.Count; i++)
            {
                rate += flows.Gains[first + i] * masses[i];
            }
            rates[flow] = Math.Max(0, rate);
        }
    }

    /// <summary>The flow whose share of the intensities holds a point; as many as there are where none does.</summary>
    private int Choose(double point)
    {
        int flow = 0;
        while (flow < FutureFlows.Count && point >= rates[flow])
        {
            point -= rates[flow];
            flow++;
        }
        return flow;
    }
}
