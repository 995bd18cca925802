using HawkesNet.Model;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Verify;

/// <summary>A stream of protocols A. Kernel: exponential, decay one per second.</summary>
internal sealed class MixtureSample : Sample
{
    private readonly MixtureSetting setting;
    private readonly AppearanceOrder actors;
    private readonly AppearanceOrder types;

    public MixtureSample(MixtureSetting setting, ulong seed)
    {
        this.setting = setting;
        Parameters = setting.Draw(new CounterRng(seed, stream: 1000));
        actors = new AppearanceOrder(setting.Actors);
        types = new AppearanceOrder(setting.Types);
        foreach (ChannelEvent e in Grow(new CounterRng(seed, stream: 1001)))
        {
            int actor = actors.IndexOf(e.Channel / setting.Types);
            Events.Add(ToTicks(e.Seconds), actor, -1, types.IndexOf(e.Channel % setting.Types));
        }
    }

    /// <summary>The truth.</summary>
    public MixtureParameters Parameters { get; }

    /// <inheritdoc/>
    public override double EndSeconds => setting.EndSeconds;

    /// <summary>The protocol's number of each actor that has had an event, by index.</summary>
    public IReadOnlyList<int> ActorNumbers => actors.Numbers;

    /// <summary>The same of the types.</summary>
    public IReadOnlyList<int> TypeNumbers => types.Numbers;

    /// <summary>True cluster of each actor that has had an event, by index.</summary>
    public int[] Clusters => [.. actors.Numbers.Select(setting.ClusterOf)];

    /// <inheritdoc/>
    public override double[] LogLikelihoods(IReadOnlyList<int> ends)
    {
        MixtureFilter filter = NewFilter();
        return Cumulate(ends, i => Add(filter, i), filter.LogLikelihood);
    }

    /// <inheritdoc/>
    public override SeedResult Measure(SeedResult result, ModelView final, IReadOnlyList<ModelView> looks)
    {
        int[] truth = Clusters;
        int[] learned = ClusterFigures.Labels(final, truth.Length);
        int[] match = LabelMatch.Of(truth, learned, setting.Clusters);
        var weights = new WeightComparison();
        for (int k = 0; k < setting.Clusters; k++)
        {
            for (int v = 0; v < types.Numbers.Count; v++)
            {
                for (int u = 0; u < types.Numbers.Count; u++)
                {
                    weights.Add(
                        Parameters.Offspring[k][types.Numbers[v], types.Numbers[u]],
                        final.OffspringMean(Mechanism.Burst, match[k], match[k], v, u));
                }
            }
        }
        return ClusterFigures.Add(result, truth, learned) with
        {
            OracleRand = ClusterAgreement.AdjustedRand(truth, Oracle()),
            WeightError = weights.Error,
        };
    }

    private int[] Oracle()
    {
        MixtureFilter filter = NewFilter();
        for (int i = 0; i < Events.Count; i++)
        {
            Add(filter, i);
        }
        return [.. actors.Numbers.Select(number => filter.MostProbable(number))];
    }

    private MixtureFilter NewFilter() =>
        new(Parameters, [.. Enumerable.Range(0, setting.Actors).Select(setting.ClusterOf)]);

    private void Add(MixtureFilter filter, int index) => filter.Add(
        SecondsOf(index), actors.Numbers[Events.Sources[index]], types.Numbers[Events.Types[index]]);

    private List<ChannelEvent> Grow(CounterRng rng)
    {
        var process = new BranchingProcess(rng, EndSeconds, draw => draw.Exponential());
        var offspring = new ChannelOffspring[setting.Actors * setting.Types][];
        for (int actor = 0; actor < setting.Actors; actor++)
        {
            int cluster = setting.ClusterOf(actor);
            for (int type = 0; type < setting.Types; type++)
            {
                int channel = (actor * setting.Types) + type;
                process.AddBaseline(channel, Parameters.Baselines[cluster][type], 0, EndSeconds);
                offspring[channel] = [.. Enumerable.Range(0, setting.Types)
                    .Select(u => new ChannelOffspring(
                        (actor * setting.Types) + u, Parameters.Offspring[cluster][type, u]))
                    .Where(child => child.Mean > 0)];
            }
        }
        return process.Grow(channel => offspring[channel]);
    }
}
