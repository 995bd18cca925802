using HawkesNet.Model;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Verify;

/// <summary>A stream of protocols C.</summary>
internal sealed class RelationalSample : Sample
{
    private const double End = RelationalSetting.EndSeconds;
    private readonly RelationalSetting setting;
    private readonly RelationalWorld world;
    private readonly AppearanceOrder actors;

    public RelationalSample(RelationalSetting setting, ulong seed)
    {
        this.setting = setting;
        world = new RelationalWorld(setting, new CounterRng(seed, stream: 9000));
        actors = new AppearanceOrder(setting.Actors);
        foreach (ChannelEvent e in Grow(new CounterRng(seed, stream: 9001)))
        {
            int source = actors.IndexOf(e.Channel / setting.Actors);
            Events.Add(ToTicks(e.Seconds), source, actors.IndexOf(e.Channel % setting.Actors), 0);
        }
    }

    /// <inheritdoc/>
    public override double EndSeconds => End;

    /// <inheritdoc/>
    public override ModelSpec Adjust(ModelSpec spec) => spec with
    {
        ForgettingHalfLifeTicks = setting.HalfLifeShare is { } share ? ToTicks(share * End) : null,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<int> LooksAfter => setting.Drifting ? [CountUntil(0.75 * End)] : [];

    /// <inheritdoc/>
    public override double[] LogLikelihoods(IReadOnlyList<int> ends)
    {
        var filter = new RelationalFilter(world, setting.Actors);
        return Cumulate(
            ends, i => filter.Add(SecondsOf(i), Number(Events.Sources[i]), Number(Events.Targets[i])),
            () => filter.LogLikelihood);
    }

    /// <inheritdoc/>
    public override SeedResult Measure(SeedResult result, ModelView final, IReadOnlyList<ModelView> looks)
    {
        int[] truth = TrueClusters(End, actors.Numbers.Count);
        int[] learned = ClusterFigures.Labels(final, truth.Length);
        int[] match = LabelMatch.Of(truth, learned, setting.Clusters);
        WeightComparison weights = Compare(final, match);
        return ClusterFigures.Add(result, truth, learned) with
        {
            WeightError = weights.Error,
            Covered = weights.Covered,
            Intervals = weights.Intervals,
            BaselineError = BaselineError(final),
            MoversAccuracy = setting.Drifting ? MoversAccuracy(truth, learned) : null,
            RandAtThreeQuarters = setting.Drifting ? RandAt(looks[0], 0.75 * End) : null,
            SpectralRand = setting.DynamicsOnly || setting.Heterogeneous ? SpectralRand(truth, result.Seed) : null,
        };
    }

    /// <summary>Number of events of each ordered pair of actors, by index. [actors, actors]</summary>
    public double[,] Counts()
    {
        var counts = new double[actors.Numbers.Count, actors.Numbers.Count];
        for (int i = 0; i < Events.Count; i++)
        {
            counts[Events.Sources[i], Events.Targets[i]]++;
        }
        return counts;
    }

    /// <summary>True clusters at a time of the first actors, by index.</summary>
    public int[] TrueClusters(double seconds, int actorCount) =>
        [.. actors.Numbers.Take(actorCount).Select(number => world.ClusterOf(number, seconds))];

    private int Number(int index) => actors.Numbers[index];

    private WeightComparison Compare(ModelView final, int[] match)
    {
        var weights = new WeightComparison();
        for (int k = 0; k < setting.Clusters; k++)
        {
            for (int l = 0; l < setting.Clusters; l++)
            {
                weights.Add(setting.Repeat(k, l), final.OffspringMean(Mechanism.Repeat, match[k], match[l], 0, 0));
                weights.Add(setting.Reply(k, l), final.OffspringMean(Mechanism.Reply, match[k], match[l], 0, 0));
                weights.Check(setting.Repeat(k, l), final.Offspring(Mechanism.Repeat, match[k], match[l], 0, 0));
                weights.Check(setting.Reply(k, l), final.Offspring(Mechanism.Reply, match[k], match[l], 0, 0));
            }
        }
        return weights;
    }

    private double BaselineError(ModelView final)
    {
        IEnumerable<double> squares = actors.Numbers.Select((number, index) =>
        {
            double learned = final.Actor(index).BaselinePerTick.Mean * TicksPerSecond;
            return Math.Pow((learned / world.Baseline(number, End)) - 1, 2);
        });
        return Math.Sqrt(squares.Average());
    }

    private double MoversAccuracy(int[] truth, int[] learned)
    {
        int[] meaning = LabelMatch.Of(learned, truth, learned.Max() + 1);
        int[] movers = [.. Enumerable.Range(0, truth.Length).Where(i => world.HasMoved(Number(i)))];
        return movers.Length == 0 ? 1 : movers.Average(i => meaning[learned[i]] == truth[i] ? 1.0 : 0);
    }

    private double RandAt(ModelView view, double seconds) =>
        ClusterAgreement.AdjustedRand(
            TrueClusters(seconds, view.ActorCount), ClusterFigures.Labels(view, view.ActorCount));

    private double SpectralRand(int[] truth, ulong seed) =>
        SpectralClusters.Both(Counts(), setting.Clusters, new CounterRng(seed, stream: 9002))
            .Max(labels => ClusterAgreement.AdjustedRand(truth, labels));

    private List<ChannelEvent> Grow(CounterRng rng)
    {
        var process = new BranchingProcess(rng, End, draw => draw.Exponential());
        double[] bounds = [0, .. setting.Drifting ? [RelationalWorld.HalfSeconds] : Array.Empty<double>(), End];
        for (int source = 0; source < setting.Actors; source++)
        {
            for (int target = 0; target < setting.Actors; target++)
            {
                double live = world.LiveFrom(source, target);
                for (int part = 1; part < bounds.Length && source != target; part++)
                {
                    process.AddBaseline((source * setting.Actors) + target,
                        world.Baseline(source, target, bounds[part]), Math.Max(live, bounds[part - 1]), bounds[part]);
                }
            }
        }
        return process.Grow(Offspring, Keep);
    }

    // Clusters may change between an event and its offspring: as many are drawn as there can be, and then thinned.
    private double RepeatMost => Math.Max(setting.Repeat(0, 0), setting.Repeat(0, 1));
    private double ReplyMost => Math.Max(setting.Reply(0, 0), setting.Reply(0, 1));

    private ChannelOffspring[] Offspring(int channel)
    {
        (int source, int target) = (channel / setting.Actors, channel % setting.Actors);
        return [new(channel, RepeatMost), new((target * setting.Actors) + source, ReplyMost)];
    }

    private double Keep(int trigger, int channel, double seconds)
    {
        (int source, int target) = (channel / setting.Actors, channel % setting.Actors);
        return trigger == channel
            ? world.Repeat(source, target, seconds) / RepeatMost
            : world.Reply(source, target, seconds) / ReplyMost;
    }
}
