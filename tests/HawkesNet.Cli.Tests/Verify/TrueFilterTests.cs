using HawkesNet.Cli.Verify;
using HawkesNet.Model.Numerics;

namespace HawkesNet.Cli.Tests.Verify;

/// <summary>The filters of the true parameters against sums over all pairs of events, straight from the
/// definitions.</summary>
public sealed class TrueFilterTests
{
    private static double Tail(double elapsed) => elapsed <= 0 ? 1 : Math.Exp(-elapsed);

    [Fact]
    public void Mixture_filter_equals_the_mean_of_textbook_likelihoods_over_clusters()
    {
        var setting = new MixtureSetting(8, 3, 2, 12);
        var sample = new MixtureSample(setting, seed: 2);
        MixtureParameters truth = setting.Draw(new CounterRng(2, stream: 1000));
        List<(double Time, int Actor, int Type)> events = [.. Number(sample, setting)];
        foreach (int end in new[] { events.Count / 3, events.Count })
        {
            double until = events[end - 1].Time;
            double expected = Enumerable.Range(0, setting.Actors).Sum(actor => Math.Log(
                Enumerable.Range(0, 2).Sum(k => 0.5 * Math.Exp(Textbook(
                    [.. events.Take(end).Where(e => e.Actor == actor)], truth.Baselines[k], truth.Offspring[k],
                    until)))));
            Assert.Equal(expected, sample.LogLikelihoods([end])[0], 8);
        }
    }

    [Fact]
    public void Tie_filter_equals_the_textbook()
    {
        var setting = new TieSetting(12, .2, 400, 2);
        TieNetwork network = setting.Draw(new CounterRng(seed: 3, stream: 5000));
        var weights = new double[12, 12];
        for (int source = 0; source < 12; source++)
        {
            network.Ties[source].ForEach(tie => weights[source, tie.Channel] = tie.Mean);
        }
        var rng = new CounterRng(seed: 4);
        var filter = new TieFilter(network);
        var events = new List<(double Time, int Actor)>();
        double time = 0, expected = 0;
        for (int i = 0; i < 150; i++)
        {
            double before = time;
            time += rng.Exponential(2);
            int actor = rng.Below(12);
            expected += Math.Log(network.Baselines[actor]
                + events.Sum(e => weights[e.Actor, actor] * Tail(time - e.Time)));
            expected -= network.Baselines.Sum() * (time - before);
            expected -= events.Sum(e => network.Ties[e.Actor].Sum(tie => tie.Mean)
                * (Tail(before - e.Time) - Tail(time - e.Time)));
            events.Add((time, actor));
            filter.Add(time, actor);
            Assert.Equal(expected, filter.LogLikelihood, 8);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Relational_filter_equals_the_textbook(bool growing, bool drifting)
    {
        var setting = new RelationalSetting(10, 3, 300, 3)
        {
            Growing = growing,
            Drifting = drifting,
            Heterogeneous = !growing && !drifting,
        };
        var world = new RelationalWorld(setting, new CounterRng(seed: 5, stream: 9000));
        var filter = new RelationalFilter(world, 10);
        var rng = new CounterRng(seed: 6);
        var events = new List<(double Time, int Source, int Target)>();
        for (double time = 480; time < 540; time += rng.Exponential(3))
        {
            int source = rng.Below(10);
            events.Add((time, source, (source + 1 + rng.Below(9)) % 10));
        }
        double expected = -BaselineIntegral(world, events[^1].Time);
        foreach ((double time, int source, int target) in events)
        {
            filter.Add(time, source, target);
            expected += Math.Log(world.Baseline(source, target, time)
                + events.Where(e => e.Time < time && e.Source == source && e.Target == target)
                    .Sum(e => world.Repeat(source, target, time) * Tail(time - e.Time))
                + events.Where(e => e.Time < time && e.Source == target && e.Target == source)
                    .Sum(e => world.Reply(source, target, time) * Tail(time - e.Time)));
            expected -= OffspringIntegral(world, time, source, target, events[^1].Time);
        }
        Assert.Equal(expected, filter.LogLikelihood, 7);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Delay_filter_equals_the_textbook(int which)
    {
        (DelayMixture kernel, Func<double, double> density, Func<double, double> tail) = which == 0
            ? (DelayMixture.Gamma3, (Func<double, double>)(d => 13.5 * d * d * Math.Exp(-3 * d)),
                (Func<double, double>)(d => Math.Exp(-3 * d) * (1 + (3 * d) + (4.5 * d * d))))
            : (DelayMixture.Lomax(0.5, 0.7), d => 0.7 * Math.Pow(0.5, 0.7) * Math.Pow(0.5 + d, -1.7),
                d => Math.Pow(1 + (2 * d), -0.7));
        var filter = new DelayFilter(0.5, 0.6, kernel);
        var rng = new CounterRng(seed: 9);
        var times = new List<double>();
        double time = 0, logs = 0;
        for (int i = 0; i < 100; i++)
        {
            time += rng.Exponential(1.2);
            logs += Math.Log(0.5 + (0.6 * times.Sum(t => density(time - t))));
            times.Add(time);
            filter.Add(time);
            double compensator = (0.5 * time) + (0.6 * times.Sum(t => 1 - tail(time - t)));
            Assert.Equal(logs - compensator, filter.LogLikelihood, 5);
        }
    }

    private static IEnumerable<(double Time, int Actor, int Type)> Number(MixtureSample sample, MixtureSetting setting)
    {
        for (int i = 0; i < sample.Events.Count; i++)
        {
            yield return (sample.Events.TimeTicks[i] / Sample.TicksPerSecond,
                sample.ActorNumbers[sample.Events.Sources[i]], sample.TypeNumbers[sample.Events.Types[i]]);
        }
    }

    private static double Textbook(
        (double Time, int Actor, int Type)[] events, double[] baseline, double[,] offspring, double until)
    {
        double sum = -baseline.Sum() * until;
        foreach ((double time, _, int type) in events)
        {
            double excitation = events.Where(e => e.Time < time)
                .Sum(e => offspring[e.Type, type] * Tail(time - e.Time));
            sum += Math.Log(baseline[type] + excitation);
            sum -= Enumerable.Range(0, baseline.Length).Sum(u => offspring[type, u]) * (1 - Tail(until - time));
        }
        return sum;
    }

    private static double BaselineIntegral(RelationalWorld world, double until)
    {
        double sum = 0;
        for (int dyad = 0; dyad < 100; dyad++)
        {
            (int source, int target) = (dyad / 10, dyad % 10);
            double live = world.LiveFrom(source, target);
            sum += world.Baseline(source, target, 500) * (Math.Min(500, until) - live);
            sum += world.Baseline(source, target, 500.1) * Math.Max(0, until - 500);
        }
        return sum;
    }

    private static double OffspringIntegral(RelationalWorld world, double time, int source, int target, double until)
    {
        double Bred(double at) => world.Repeat(source, target, at) + world.Reply(target, source, at);
        double middle = Math.Clamp(500, time, until);
        return (Bred(500) * (1 - Tail(middle - time))) + (Bred(500.1) * (Tail(middle - time) - Tail(until - time)));
    }
}
