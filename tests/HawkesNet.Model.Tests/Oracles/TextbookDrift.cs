namespace HawkesNet.Model.Tests.Oracles;

/// <summary>The baseline's drift from its definition: told anew, from the first event, for every time asked.</summary>
internal sealed class TextbookDrift(
    TextbookParameters parameters, IReadOnlyList<TextbookEvent> events, Universe declared)
{
    private static readonly double[] memories = [10, 100];
    private readonly Dictionary<int, double> shares = [];

    /// <summary>The factor on all baseline rates at the time of an event, before it.</summary>
    public double Before(int index) => Told(index, events[index].Time).Factor;

    /// <summary>The factor at a time after a number of events, all of them history.</summary>
    public double After(int count, double time)
    {
        Story told = Told(count, time);
        told.Count();
        return told.Factor;
    }

    private Story Told(int count, double time)
    {
        var told = new Story();
        Universe known = declared;
        double clock = events[0].Time;
        for (int e = 0; e < count; e++)
        {
            told.Wait(Expected(known, events[e].Time - clock));
            told.Note(Share(e));
            clock = events[e].Time;
            known = known.Admit(events[e]);
        }
        told.Wait(Expected(known, time - clock));
        return told;
    }

    /// <summary>Events that the steady baseline of all actors expects.</summary>
    private double Expected(Universe known, double ticks) => parameters.BaselineFactor * ticks
        * Enumerable.Range(0, known.Actors).Sum(parameters.ActorRate);

    /// <summary>The steady baseline's share of an event's intensity.</summary>
    private double Share(int index)
    {
        if (!shares.TryGetValue(index, out double share))
        {
            TextbookEvent one = events[index];
            double[] causes = TextbookModel.Before(parameters, events, declared, index)
                .ByCause(one.Time, one.Source, one.Target, one.Type);
            shares[index] = share = causes[0] / causes.Sum();
        }
        return share;
    }

    /// <summary>What the guesses know: the steady one, and one per memory.</summary>
    private sealed class Story
    {
        private readonly double[] logWeights = [0, Math.Log(1e-3), Math.Log(1e-3)];
        private readonly double[] seen = new double[2];
        private readonly double[] due = new double[2];
        private readonly List<double> noted = [];

        public double Factor
        {
            get
            {
                double[] weights = [.. logWeights.Select(Math.Exp)];
                return (weights[0] + (weights[1] * Ratio(0)) + (weights[2] * Ratio(1))) / weights.Sum();
            }
        }

        /// <summary>In small steps, the factors summed by Simpson's rule.</summary>
        public void Wait(double expected)
        {
            if (expected <= 0)
            {
                return;
            }
            Count();
            const int Steps = 200;
            double step = expected / Steps;
            for (int i = 0; i < Steps; i++)
            {
                Weigh(step / 6);
                Fade(step / 2);
                Weigh(step * 4 / 6);
                Fade(step / 2);
                Weigh(step / 6);
            }
        }

        private void Weigh(double step)
        {
            for (int k = 0; k < 2; k++)
            {
                logWeights[k + 1] += step * (1 - Ratio(k));
            }
        }

        public void Note(double share) => noted.Add(share);

        private double Ratio(int k) => (1 + seen[k]) / (1 + due[k]);

        /// <summary>Time has moved on: events noted become what was seen.</summary>
        public void Count()
        {
            if (noted.Count == 0)
            {
                return;
            }
            for (int k = 0; k < 2; k++)
            {
                double ratio = Ratio(k);
                logWeights[k + 1] += noted.Sum(share => Math.Log((ratio * share) + 1 - share));
                seen[k] += noted.Sum(share => ratio * share / ((ratio * share) + 1 - share));
            }
            noted.Clear();
            double largest = logWeights.Max();
            for (int k = 0; k < logWeights.Length; k++)
            {
                logWeights[k] = Math.Max(logWeights[k] - largest, Math.Log(1e-3));
            }
        }

        private void Fade(double expected)
        {
            for (int k = 0; k < 2; k++)
            {
                double kept = Math.Exp(-expected / memories[k]);
                seen[k] *= kept;
                due[k] = memories[k] + ((due[k] - memories[k]) * kept);
            }
        }
    }
}
