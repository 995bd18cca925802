using HawkesNet.Model;
using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Verify;

/// <summary>A stream of protocols B.</summary>
internal sealed class TieSample : Sample
{
    private readonly TieSetting setting;
    private readonly TieNetwork network;
    private readonly AppearanceOrder actors;

    public TieSample(TieSetting setting, ulong seed)
    {
        this.setting = setting;
        network = setting.Draw(new CounterRng(seed, stream: 5000));
        actors = new AppearanceOrder(setting.Actors);
        var process = new BranchingProcess(
            new CounterRng(seed, stream: 5001), setting.EndSeconds, draw => draw.Exponential());
        for (int actor = 0; actor < setting.Actors; actor++)
        {
            process.AddBaseline(actor, network.Baselines[actor], 0, setting.EndSeconds);
        }
        foreach (ChannelEvent e in process.Grow(channel => network.Ties[channel]))
        {
            Events.Add(ToTicks(e.Seconds), actors.IndexOf(e.Channel), EventBatch.NoTarget, 0);
        }
    }

    /// <inheritdoc/>
    public override double EndSeconds => setting.EndSeconds;

    /// <inheritdoc/>
    public override double[] LogLikelihoods(IReadOnlyList<int> ends)
    {
        var filter = new TieFilter(network);
        return Cumulate(
            ends, i => filter.Add(SecondsOf(i), actors.Numbers[Events.Sources[i]]), () => filter.LogLikelihood);
    }

    /// <inheritdoc/>
    public override SeedResult Measure(SeedResult result, ModelView final, IReadOnlyList<ModelView> looks) =>
        TieFigures.Add(result, network.Ties, actors, final) with { CoincidencePrecision = CoincidencePrecision() };

    /// <summary>Average precision of counting coincidences.</summary>
    public double? CoincidencePrecision() => TieFigures.Precision(
        Coincidences.Scores(Events, actors.Numbers.Count, EndSeconds), network.Ties, actors);
}
