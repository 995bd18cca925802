using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>Log-likelihood of a window of events as a function of the decays, with gradient and information
/// (equation 17).</summary>
/// <remarks>All else is fixed: component weights, type factors, and of each event the baseline intensity and choices
/// recorded when it was scored; marks are given. The window begins with the stream. O(events · mechanisms ·
/// 8).</remarks>
internal sealed class DecayGradient
{
    /// <summary>A product of intensities becomes a logarithm before it leaves this range; one intensity is far from
    /// its end.</summary>
    private const double ProductMax = 1e100;
    private const int LookAheadEvents = 6;

    private readonly ModelState state;
    private readonly DecayGrid grid;
    private readonly Doubles8[] weights = new Doubles8[Mechanisms.Count];
    private readonly DecayDerivative[] derivatives = new DecayDerivative[Mechanisms.Count];
    private readonly Total[] totals = new Total[Mechanisms.Count];
    private readonly WindowMasses masses;
    private Doubles8 intensityGradient;
    private double excitation;
    private double product = 1;

    private DecayGradient(ModelState state, DecayGrid grid, int owners)
    {
        masses = new WindowMasses(owners);
        this.state = state;
        this.grid = grid;
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            ReadOnlySpan<double> components = state.Parameters.Components((Mechanism)m);
            weights[m] = grid.IntensityWeights(components);
            derivatives[m] = new DecayDerivative(grid, components);
            totals[m].Sum.TimeTicks = state.OriginTicks;
        }
    }

    /// <summary>Log-likelihood of the events scored, in nats.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>∂ log-likelihood / ∂ log β_b. [8]</summary>
    public Doubles8 Gradient;

    /// <summary>Σ over events of the outer square of ∂ log λ / ∂ log β. [8, 8]</summary>
    public double[] Information { get; } = new double[Doubles8.Count * Doubles8.Count];

    /// <summary>Evaluates at a grid.</summary>
    /// <param name="state">Weights and type factors; only read.</param>
    /// <param name="grid">The decays.</param>
    /// <param name="events">The window.</param>
    /// <param name="marks">Mark of each event.</param>
    /// <param name="scoredFrom">Events before this one are history only.</param>
    /// <param name="owners">The window's owners; null: looked up for this evaluation.</param>
    public static DecayGradient Of(
        ModelState state, DecayGrid grid, ReadOnlySpan<EarlyEvent> events, ReadOnlySpan<double> marks,
        int scoredFrom, WindowOwners? owners = null)
    {
        owners ??= WindowOwners.Of(events);
        var result = new DecayGradient(state, grid, owners.Count);
        int committed = 0;
        for (int i = 0; i < events.Length; i++)
        {
            result.masses.LookAhead(owners[Math.Min(i + LookAheadEvents, events.Length - 1)]);
            for (; events[committed].TimeTicks < events[i].TimeTicks; committed++)
            {
                result.Commit(events[committed], owners[committed], marks[committed]);
            }
            if (i == scoredFrom)
            {
                result.AddCompensator(events[i].TimeTicks, sign: 1);
            }
            if (i >= scoredFrom)
            {
                result.Score(events[i], owners[i]);
            }
        }
        result.LogLikelihood += Math.Log(result.product);
        result.AddCompensator(events[^1].TimeTicks, sign: -1);
        return result;
    }

    /// <summary>The same from sums that a device has formed.</summary>
    public static DecayGradient Of(ModelState state, DecayGrid grid, WindowSums sums)
    {
        var result = new DecayGradient(state, grid, owners: 0) { LogLikelihood = sums.LogIntensity };
        sums.Gradient.CopyTo(result.Gradient.AsSpan());
        for (int b = 0; b < Doubles8.Count; b++)
        {
            for (int c = 0; c < Doubles8.Count; c++)
            {
                result.Information[(b * Doubles8.Count) + c] =
                    sums.Information[(Math.Max(b, c) * Doubles8.Count) + Math.Min(b, c)];
            }
        }
        result.AddCompensator(sums.AtStart, sign: 1);
        result.AddCompensator(sums.AtEnd, sign: -1);
        return result;
    }

    private void Score(in EarlyEvent scored, in EventOwners owners)
    {
        intensityGradient = default;
        excitation = 0;
        AddCause(scored, Mechanism.Burst, owners.Out);
        AddCause(scored, Mechanism.Relay, owners.In);
        if (scored.Target >= 0)
        {
            AddCause(scored, Mechanism.Join, owners.TargetIn);
            AddCause(scored, Mechanism.Repeat, owners.Own);
            AddCause(scored, Mechanism.Reply, owners.Reverse);
        }
        double intensity = scored.BaselineIntensity + excitation;
        Multiply(intensity);
        Vector512<double> gradient = intensityGradient.ToVector() / Vector512.Create(intensity);
        Gradient = Doubles8.From(Gradient.ToVector() + gradient);
        ref double information = ref MemoryMarshal.GetArrayDataReference(Information);
        for (int b = 0; b < Doubles8.Count; b++)
        {
            // Without a fused step: the same bits as a plain loop over the lower half.
            nuint row = (nuint)(b * Doubles8.Count);
            Vector512<double> square = gradient * Vector512.Create(gradient.GetElement(b));
            (Vector512.LoadUnsafe(ref information, row) + square).StoreUnsafe(ref information, row);
        }
    }

    /// <summary>Intensities are multiplied while the product is in range: one logarithm for some ten events.</summary>
    private void Multiply(double intensity)
    {
        product *= intensity;
        if (product is > ProductMax or < 1 / ProductMax)
        {
            LogLikelihood += Math.Log(product);
            product = 1;
        }
    }

    private void AddCause(in EarlyEvent scored, Mechanism mechanism, int owner)
    {
        if (masses.First(owner) < 0)
        {
            return;
        }
        double choice = scored.Choice(mechanism);
        int cell = state.Cells.Cell(
            mechanism, state.Actor(scored.Source).Cluster, scored.Target < 0 ? 0 : state.Actor(scored.Target).Cluster);
        for (int link = masses.First(owner); link >= 0; link = masses.Links[link].Next)
        {
            ref WindowMass mass = ref masses.Links[link];
            mass.Bring(grid.DecaysPerTick, scored.TimeTicks);
            double scale = choice * state.Cells.Factor(mechanism, cell, mass.Type, scored.Type);
            excitation += scale * VectorLanes.Dot(weights[(int)mechanism], mass.Mass);
            derivatives[(int)mechanism].AddIntensity(mass.Mass, mass.Delay, scale, ref intensityGradient);
        }
    }

    private void Commit(in EarlyEvent past, in EventOwners owners, double mark)
    {
        masses.Add(owners.Out, past.Type, mark, past.TimeTicks, grid.DecaysPerTick);
        if (past.Target >= 0)
        {
            masses.Add(owners.TargetIn, past.Type, mark, past.TimeTicks, grid.DecaysPerTick);
            masses.Add(owners.Own, past.Type, mark, past.TimeTicks, grid.DecaysPerTick);
        }
        BringTotals(past.TimeTicks);
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            var mechanism = (Mechanism)m;
            if (past.Target >= 0 || !Mechanisms.NeedsTarget(mechanism))
            {
                int cell = state.Cells.TriggerCell(mechanism, state.Actor(past.Source).Cluster,
                    past.Target < 0 ? 0 : state.Actor(past.Target).Cluster);
                double weight = mark * state.Cells.RowSum(mechanism, cell, past.Type);
                totals[m].Sum.Mass = VectorLanes.MultiplyAdd(totals[m].Sum.Mass, Doubles8.Filled(1), weight);
                totals[m].Triggers += weight;
            }
        }
    }

    /// <summary>Brings the totals to a time; they all stand at the same one. Those of mechanisms without a trigger are
    /// zero.</summary>
    private void BringTotals(long timeTicks)
    {
        double elapsed = StreamTime.Elapsed(totals[0].Sum.TimeTicks, timeTicks);
        if (elapsed > 0)
        {
            Doubles8 survival = VectorLanes.Survival(grid.DecaysPerTick, elapsed);
            foreach (ref Total total in totals.AsSpan())
            {
                total.Sum.TimeTicks = timeTicks;
                if (total.Triggers > 0)
                {
                    total.Sum.Decay(survival, elapsed, timeTicks);
                }
            }
        }
    }

    private void AddCompensator(long timeTicks, double sign)
    {
        BringTotals(timeTicks);
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            ref Total total = ref totals[m];
            AddCompensator((Mechanism)m, total.Triggers, total.Sum.Mass, total.Sum.Delay, sign);
        }
    }

    private void AddCompensator(TriggerSum[] sums, double sign)
    {
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            AddCompensator((Mechanism)m, sums[m].Triggers, sums[m].Mass, sums[m].Delay, sign);
        }
    }

    private void AddCompensator(
        Mechanism mechanism, double triggers, in Doubles8 mass, in Doubles8 delay, double sign)
    {
        Doubles8 decayed = VectorLanes.MultiplyAdd(Doubles8.Filled(triggers), mass, -1);
        Doubles8 compensatorWeights = grid.CompensatorWeights(state.Parameters.Components(mechanism));
        LogLikelihood += sign * VectorLanes.Dot(compensatorWeights, decayed);
        derivatives[(int)mechanism].AddCompensator(triggers, mass, delay, sign, ref Gradient);
    }

    private struct Total
    {
        public WindowMass Sum;
        public double Triggers;
    }
}
