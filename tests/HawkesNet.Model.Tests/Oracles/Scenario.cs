using HawkesNet.Model.Diagnostics;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>How a random stream looks.</summary>
internal sealed record StreamShape(int Events)
{
    public int Actors { get; init; } = 4;
    public int NewActors { get; init; } = 3;
    public int Types { get; init; } = 1;
    public int NewTypes { get; init; } = 1;
    public double TargetlessShare { get; init; } = 0.2;
    public double TieShare { get; init; } = 0.2;
    public double SelfShare { get; init; } = 0.05;

    /// <summary>Clusters, that of actors not yet placed included.</summary>
    public int Clusters { get; init; } = 1;

    /// <summary>Above zero: events have weights, some of them zero, some huge.</summary>
    public double MarkExponent { get; init; }
}

/// <summary>A random small stream with random parameters, for the model and for the textbook alike.</summary>
internal sealed class Scenario
{
    private readonly Random random;
    private TextbookDrift? drift;

    public Scenario(int seed, StreamShape shape)
    {
        random = new Random(seed);
        Declared = new Universe(shape.Actors, shape.Types, shape.TargetlessShare < 1, shape.TargetlessShare > 0);
        Parameters = RandomParameters(shape);
        Batch = RandomStreams.Next(random, shape, originTicks: random.NextInt64(1_000_000));
        Events = ToEvents(Batch);
    }

    private Scenario(Scenario other, EventBatch batch)
    {
        random = other.random;
        Declared = other.Declared;
        Parameters = other.Parameters;
        Batch = batch;
        Events = ToEvents(batch);
    }

    public EventBatch Batch { get; }

    public IReadOnlyList<TextbookEvent> Events { get; }

    public TextbookParameters Parameters { get; init; }

    /// <summary>What is known before the first event.</summary>
    public Universe Declared { get; init; }

    public Scenario WithBatch(EventBatch batch) => new(this, batch);

    public TextbookModel TextbookBefore(int index) =>
        TextbookModel.Before(Parameters, Events, Declared, index, TextbookDrift);

    public TextbookModel TextbookAfter(int count) =>
        TextbookModel.After(Parameters, Events, Declared, count, TextbookDrift);

    private TextbookDrift TextbookDrift => drift ??= new TextbookDrift(Parameters, Events, Declared);

    /// <summary>A state without history under the parameters.</summary>
    public ModelState NewState()
    {
        var state = new ModelState(new ModelSpec())
        {
            HasTargets = Declared.HasTargets,
            HasTargetless = Declared.HasTargetless,
            OriginTicks = Batch.TimeTicks[0],
            ClockTicks = Batch.TimeTicks[0],
            BaselineScale = Parameters.BaselineScale,
            Marks = new MarkScale(Parameters.MarkExponent, Parameters.TypicalWeight),
        };
        Parameters.Theta.CopyTo(state.Parameters.Theta, 0);
        state.SetGrid(new DecayGrid(ToDoubles8(Parameters.DecaysPerTick)));
        state.GrowActors(Declared.Actors);
        state.GrowTypes(Declared.Types);
        ScenarioClusters.Set(state, Parameters.Clusters);
        SetBaseline(state);
        SetTypes(state);
        return state;
    }

    /// <summary>Runs the stream from the start with frozen parameters.</summary>
    public (ModelState State, EventScores Scores) Run(LocalStep local, int? count = null)
    {
        ModelState state = NewState();
        var scores = new EventScores(Math.Max(1, Batch.Count));
        local.Run(state, null, Batch, 0, count ?? Batch.Count, scores);
        return (state, scores);
    }

    /// <summary>A view of a state, its pending events made history.</summary>
    public static ModelView ViewOf(ModelState state)
    {
        ModelState copy = state.Clone();
        new VectorLocalStep().Commit(copy);
        return new ModelView(copy, copy.EventCount, true, copy.ClockTicks,
            ParameterCovariance.Of(new Evidence(), copy, new GlobalStep()), new ScoreTally());
    }

    /// <summary>The baseline intensity of a channel as the view has it, before a target is chosen.</summary>
    public static double BaselinePerTick(ModelView view, TextbookEvent asked) =>
        view.State.Parameters.BaselineFactor * view.State.Actor(asked.Source).BaselineRate
        * Baseline.TypeShare(view.State, view.State.Actor(asked.Source), asked.Type);

    private static List<TextbookEvent> ToEvents(EventBatch batch)
    {
        var events = new List<TextbookEvent>();
        for (int i = 0; i < batch.Count; i++)
        {
            events.Add(new TextbookEvent(
                batch.TimeTicks[i], batch.Sources[i], batch.Targets[i], batch.Types[i], batch.Weights[i]));
        }
        return events;
    }

    private static Doubles8 ToDoubles8(double[] values)
    {
        Doubles8 result = default;
        values.CopyTo(result.AsSpan());
        return result;
    }

    private void SetBaseline(ModelState state)
    {
        for (int i = 0; i < Declared.Actors; i++)
        {
            ref ActorRecord actor = ref state.Actor(i);
            actor.BaselineCount = Parameters.BaselineCounts[i].Sum();
            state.BaselineCountSum += actor.BaselineCount;
            state.Clusters.BaselineCounts[actor.Cluster] += actor.BaselineCount;
            actor.Out.Type = 0;
            actor.Out.TimeTicks = state.OriginTicks;
            actor.Out.BaselineCount = Parameters.BaselineCounts[i][0];
            int last = DecayedMass.None, first = actor.Cluster * Declared.Types;
            state.Clusters.TypeCounts[first] += actor.Out.BaselineCount;
            for (int u = 1; u < Declared.Types; u++)
            {
                state.Clusters.TypeCounts[first + u] += Parameters.BaselineCounts[i][u];
                ref DecayedMass link = ref last == DecayedMass.None ? ref actor.Out : ref state.Overflow(last);
                last = state.AddOverflow(u, state.OriginTicks, ref link);
                state.Overflow(last).BaselineCount = Parameters.BaselineCounts[i][u];
            }
        }
        Baseline.RefreshAll(state);
    }

    private void SetTypes(ModelState state)
    {
        Parameters.TypeCounts.CopyTo(state.TypeBaselineCounts, 0);
        for (int m = 0; m < Mechanisms.Count && Declared.Types > 1; m++)
        {
            for (int v = 0; v < Declared.Types; v++)
            {
                state.Types.AddExpected((Mechanism)m, v, Parameters.Expected[m, v]);
                for (int u = 0; u < Declared.Types; u++)
                {
                    state.Types.AddOffspring((Mechanism)m, v, u, Parameters.Offspring[m, v, u]);
                }
            }
        }
        state.RefreshCells();
    }

    private TextbookParameters RandomParameters(StreamShape shape)
    {
        bool isTyped = shape.Types > 1;
        var offspring = new double[Mechanisms.Count, shape.Types, shape.Types];
        var expected = new double[Mechanisms.Count, shape.Types];
        for (int m = 0; m < Mechanisms.Count && isTyped; m++)
        {
            for (int v = 0; v < shape.Types; v++)
            {
                expected[m, v] = 40 * random.NextDouble();
                for (int u = 0; u < shape.Types; u++)
                {
                    offspring[m, v, u] = 20 * random.NextDouble();
                }
            }
        }
        return new TextbookParameters
        {
            Theta = RandomTheta(),
            DecaysPerTick = RandomDecays(),
            BaselineScale = 0.001 * (0.2 + random.NextDouble()),
            BaselineCounts = [.. Enumerable.Range(0, shape.Actors).Select(_ => RandomCounts(shape.Types))],
            TypeCounts = RandomCounts(shape.Types),
            Offspring = offspring,
            Expected = expected,
            Clusters = ScenarioClusters.Next(random, shape),
            MarkExponent = shape.MarkExponent,
            TypicalWeight = 3,
        };
    }

    private double[] RandomCounts(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(3) == 0 ? 0 : 10 * random.NextDouble())];

    private double[] RandomDecays()
    {
        var decays = new double[8];
        double delay = 20 + (100 * random.NextDouble());
        for (int b = 0; b < 8; b++)
        {
            decays[b] = 1 / delay;
            delay *= 1.5 + (2 * random.NextDouble());
        }
        return decays;
    }

    private double[] RandomTheta()
    {
        var theta = new double[ParameterLayout.Stride];
        for (int p = 0; p < ParameterLayout.ChoiceStart; p++)
        {
            theta[p] = p % 16 == 15 || random.Next(4) == 0 ? 0 : 0.05 * random.NextDouble();
        }
        for (int k = 0; k < ParameterLayout.ChoiceCount; k++)
        {
            for (int w = 0; w < (k == 3 ? 5 : 8); w++)
            {
                bool isFloor = w == (k == 3 ? 4 : 7) || (w == 0 && k < 3);
                theta[ParameterLayout.ChoiceStart + (8 * k) + w] =
                    !isFloor && random.Next(5) == 0 ? 0 : 0.01 + random.NextDouble();
            }
        }
        theta[ParameterLayout.Baseline] = 0.2 + (2 * random.NextDouble());
        return theta;
    }
}
