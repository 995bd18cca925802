namespace HawkesNet.Model.Tests.Oracles;

/// <summary>The model from its definition: sums over the raw list of past events, no recursion, nothing kept.</summary>
/// <remarks>Its only inputs are the parameters, the events that are history, and what is known to exist.</remarks>
internal sealed class TextbookModel(
    TextbookParameters parameters, IReadOnlyList<TextbookEvent> history, Universe universe)
{
    public const int CauseCount = 6;

    private readonly TextbookEvent[] targeted = [.. history.Where(past => past.Target >= 0)];
    private double[]? marks;
    private readonly Dictionary<(int Choice, int Source, int Target), double> choices = [];

    public Universe Universe => universe;

    /// <summary>The factor on all baseline rates at a time.</summary>
    public Func<double, double> Drift { get; init; } = _ => 1;

    private double[] Marks => marks ??= MarksOf();

    /// <summary>The model as it stands when event <paramref name="index"/> is about to be scored: only what is
    /// strictly earlier excites, but what the event brings that is new is known.</summary>
    public static TextbookModel Before(
        TextbookParameters parameters, IReadOnlyList<TextbookEvent> events, Universe declared, int index,
        TextbookDrift? drift = null)
    {
        Universe known = declared;
        foreach (TextbookEvent seen in events.Take(index + 1))
        {
            known = known.Admit(seen);
        }
        return new TextbookModel(
            parameters, [.. events.Take(index).Where(past => past.Time < events[index].Time)], known)
        {
            Drift = _ => drift?.Before(index) ?? 1,
        };
    }

    /// <summary>The model after a number of events, all of them history.</summary>
    public static TextbookModel After(
        TextbookParameters parameters, IReadOnlyList<TextbookEvent> events, Universe declared, int count,
        TextbookDrift drift)
    {
        Universe known = declared;
        foreach (TextbookEvent seen in events.Take(count))
        {
            known = known.Admit(seen);
        }
        return new TextbookModel(parameters, [.. events.Take(count)], known)
        {
            Drift = time => drift.After(count, time),
        };
    }

    /// <summary>Intensity per tick by cause: baseline, repeat, reply, burst, relay, join. [6]</summary>
    public double[] ByCause(double time, int source, int target, int type)
    {
        var causes = new double[CauseCount];
        if (source == target)
        {
            return causes;
        }
        causes[0] = parameters.BaselineFactor * parameters.ActorRate(source)
            * parameters.TypeShareOf(source, type, universe.Types) * Choice(0, source, target) * Drift(time);
        for (int e = 0; e < history.Count; e++)
        {
            TextbookEvent past = history[e];
            double Kernel(int mechanism) => Marks[e]
                * parameters.Kernel(mechanism, time - past.Time)
                * parameters.Factor(mechanism, past, source, target, type, universe.Types);
            if (past.Source == source)
            {
                causes[3] += Kernel(2) * Choice(1, source, target);
            }
            if (past.Target < 0)
            {
                continue;
            }
            causes[1] += past.Source == source && past.Target == target ? Kernel(0) : 0;
            causes[2] += past.Target == source && past.Source == target ? Kernel(1) : 0;
            causes[4] += past.Target == source ? Kernel(3) * Choice(2, source, target) : 0;
            causes[5] += past.Target == target ? Kernel(4) * Choice(3, source, target) : 0;
        }
        return causes;
    }

    /// <summary>Weight to the power κ over its mean among what is strictly earlier, ten typical events included; at
    /// most a hundred, and a hundred means for the mean.</summary>
    private double[] MarksOf()
    {
        double Mean(List<double> powers) => (powers.Sum() + 10) / (powers.Count + 10);

        var marks = new double[history.Count];
        var earlier = new List<double>();
        foreach (var tied in history.Index().GroupBy(e => e.Item.Time))
        {
            double mean = Mean(earlier);
            foreach ((int index, TextbookEvent one) in tied)
            {
                double power = Math.Pow(one.Weight / parameters.TypicalWeight, parameters.MarkExponent);
                marks[index] = Math.Min(power / mean, 100);
                earlier.Add(Math.Min(power, 100 * Mean(earlier)));
            }
        }
        return marks;
    }

    /// <summary>Intensity of all channels together, by summing over every one of them.</summary>
    public double Total(double time)
    {
        double sum = 0;
        for (int s = 0; s < universe.Actors; s++)
        {
            for (int r = -1; r < universe.Actors; r++)
            {
                for (int u = 0; u < universe.Types; u++)
                {
                    sum += ByCause(time, s, r, u).Sum();
                }
            }
        }
        return sum;
    }

    /// <summary>Probability of a target given the source (choices 0..2), of a source given the target (3).</summary>
    public double Choice(int choice, int source, int target)
    {
        if (!choices.TryGetValue((choice, source, target), out double probability))
        {
            probability = choice == 3 ? SourceChoice(source, target) : TargetChoice(choice, source, target);
            choices[(choice, source, target)] = probability;
        }
        return probability;
    }

    private double TargetChoice(int choice, int source, int target)
    {
        var mixture = new Mixture(parameters.Weights(choice));
        mixture.Add(0, universe.HasTargetless ? 1 : 0, target < 0 ? 1 : 0);
        if (!universe.HasTargets || universe.Actors < 2)
        {
            return mixture.Probability;
        }
        int[] chosen = [.. targeted.Where(past => past.Source == source).Select(past => past.Target)];
        int[] callers = [.. targeted.Where(past => past.Target == source).Select(past => past.Source)];
        double habit = HabitShare(chosen);
        var closure = Closure(source);
        mixture.Add(1, habit, Urn(chosen, target));
        mixture.Add(2, habit, RecencyShare(chosen, target));
        mixture.Add(3, closure.Count > 0 ? 1 - habit : 0, closure.GetValueOrDefault(target));
        mixture.Add(4, callers.Length > 0 ? 1 - habit : 0, Share(callers, target));
        int[] others = [.. Enumerable.Range(0, universe.Actors).Where(actor => actor != source)];
        int[] addressed = [.. targeted.Select(past => past.Target)];
        double Bent(Func<int, double> plain) => target < 0 ? 0
            : Affinity(source, target) * plain(target) / others.Sum(one => Affinity(source, one) * plain(one));
        mixture.Add(5, 1 - habit, Bent(one => Popularity(addressed, one)));
        mixture.Add(6, 1 - habit, Bent(one => Faded(addressed, one, 0.99, 1e-3)));
        mixture.Add(7, 1 - habit, Bent(_ => 1));
        return mixture.Probability;
    }

    private double Affinity(int source, int target) =>
        parameters.Clusters.Affinity(parameters.Clusters.Of(source), parameters.Clusters.Of(target));

    private double SourceChoice(int source, int target)
    {
        if (target < 0)
        {
            return 0;
        }
        var mixture = new Mixture(parameters.Weights(3));
        int[] callers = [.. targeted.Where(past => past.Target == target).Select(past => past.Source)];
        double habit = HabitShare(callers);
        var closure = Closure(target);
        int[] others = [.. Enumerable.Range(0, universe.Actors).Where(actor => actor != target)];
        mixture.Add(0, habit, Urn(callers, source));
        mixture.Add(1, habit, RecencyShare(callers, source));
        mixture.Add(2, closure.Count > 0 ? 1 - habit : 0, closure.GetValueOrDefault(source));
        int[] active = [.. targeted.Select(past => past.Source)];
        mixture.Add(3, 1 - habit, Popularity(active, source) / others.Sum(one => Popularity(active, one)));
        mixture.Add(4, 1 - habit, 1.0 / others.Length);
        return mixture.Probability;
    }

    private static double HabitShare(int[] draws) =>
        draws.Length == 0 ? 0 : (draws.Length - (0.5 * draws.Distinct().Count())) / (draws.Length + 0.5);

    private static double Share(int[] draws, int candidate) =>
        draws.Length == 0 ? 0 : draws.Count(draw => draw == candidate) / (double)draws.Length;

    /// <summary>The known part of a Pitman–Yor urn with discount one half.</summary>
    private static double Urn(int[] draws, int candidate)
    {
        int count = draws.Count(draw => draw == candidate);
        return count == 0 ? 0 : (count - 0.5) / draws.Distinct().Sum(known => draws.Count(draw => draw == known) - 0.5);
    }

    private static double Popularity(int[] draws, int candidate) => draws.Count(draw => draw == candidate) + 0.5;

    /// <summary>Share of a candidate in draws that fade by a tenth with each later draw.</summary>
    private static double RecencyShare(int[] draws, int candidate)
    {
        double faded = Faded(draws, candidate, 0.9, 0);
        return faded == 0 ? 0 : faded / draws.Distinct().Sum(one => Faded(draws, one, 0.9, 0));
    }

    private static double Faded(int[] draws, int candidate, double factor, double prior) => prior + draws.Index()
        .Where(draw => draw.Item == candidate).Sum(draw => Math.Pow(factor, draws.Length - 1 - draw.Index));

    /// <summary>Where two steps lead: a partner at random, then one of its other partners at random.</summary>
    private Dictionary<int, double> Closure(int actor)
    {
        int[][] leads = [.. Partners(actor)
            .Select(partner => Partners(partner).Where(second => second != actor).ToArray())
            .Where(seconds => seconds.Length > 0)];
        var reached = new Dictionary<int, double>();
        foreach (int[] seconds in leads)
        {
            foreach (int second in seconds)
            {
                reached[second] = reached.GetValueOrDefault(second) + (1.0 / seconds.Length / leads.Length);
            }
        }
        return reached;
    }

    /// <summary>The sixteen partners met last, in either direction.</summary>
    private int[] Partners(int actor) =>
    [
        .. targeted.Where(past => past.Source == actor || past.Target == actor)
            .Select(past => past.Source == actor ? past.Target : past.Source)
            .Distinct().TakeLast(16),
    ];

    /// <summary>Σ w gate p / Σ w gate.</summary>
    private sealed class Mixture(double[] weights)
    {
        private double sum;
        private double total;

        public double Probability => total > 0 ? sum / total : 0;

        public void Add(int way, double gate, double probability)
        {
            sum += weights[way] * gate * probability;
            total += weights[way] * gate;
        }
    }
}
