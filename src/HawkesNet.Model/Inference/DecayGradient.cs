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
    private readonly WindowFactors factors;
    private double product = 1;

    private DecayGradient(ModelState state, DecayGrid grid, WindowMasses masses)
    {
        this.masses = masses;
        this.state = state;
        this.grid = grid;
        factors = new WindowFactors(state);
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
    /// <param name="masses">What to keep their sums in; null: made for this evaluation.</param>
    public static DecayGradient Of(
        ModelState state, DecayGrid grid, ReadOnlySpan<EarlyEvent> events, ReadOnlySpan<double> marks,
        int scoredFrom, WindowOwners? owners = null, WindowMasses? masses = null)
    {
        owners ??= WindowOwners.Of(events);
        masses ??= new WindowMasses(owners.Count);
        masses.Clear();
        var result = new DecayGradient(state, grid, masses);
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
        var result = new DecayGradient(state, grid, new WindowMasses(0)) { LogLikelihood = sums.LogIntensity };
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
        int source = ClusterOf(scored.Source), target = ClusterOf(scored.Target);
        int causes = scored.Target < 0 ? EventOwners.CountWithoutTarget : EventOwners.Count;
        Vector512<double> gradient = default;
        double intensity = 0;
        for (int cause = 0; cause < causes; cause++)
        {
            Mechanism mechanism = EventOwners.MechanismOf(cause);
            for (int link = masses.First(owners[cause]); link >= 0; link = masses.Link(link).Next)
            {
                ref WindowMass sum = ref masses.Link(link);
                (Vector512<double> mass, Vector512<double> delay) = sum.Bring(grid.DecaysPerTick, scored.TimeTicks);
                double scale = scored.Choice(mechanism)
                    * factors.OfResponse(mechanism, source, target, sum.Type, scored.Type);
                intensity += scale * VectorLanes.Total(weights[(int)mechanism].ToVector() * mass);
                gradient += Vector512.Create(scale) * derivatives[(int)mechanism].OfIntensity(mass, delay);
            }
        }
        Add(scored.BaselineIntensity + intensity, gradient);
    }

    /// <summary>Adds what an event says: its intensity, and that one's derivative by log β.</summary>
    private void Add(double intensity, Vector512<double> derivative)
    {
        Multiply(intensity);
        Vector512<double> gradient = derivative / Vector512.Create(intensity);
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

    private int ClusterOf(int actor) => actor < 0 ? 0 : state.Actor(actor).Cluster;

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

    private void Commit(in EarlyEvent past, in EventOwners owners, double mark)
    {
        masses.Add(owners.Out, past.Type, mark, past.TimeTicks, grid.DecaysPerTick);
        if (past.Target >= 0)
        {
            masses.Add(owners.TargetIn, past.Type, mark, past.TimeTicks, grid.DecaysPerTick);
            masses.Add(owners.Own, past.Type, mark, past.TimeTicks, grid.DecaysPerTick);
        }
        BringTotals(past.TimeTicks);
        int source = ClusterOf(past.Source), target = ClusterOf(past.Target);
        for (int m = 0; m < Mechanisms.Count; m++)
        {
            var mechanism = (Mechanism)m;
            if (past.Target >= 0 || !Mechanisms.NeedsTarget(mechanism))
            {
                double weight = mark * factors.OfTrigger(mechanism, source, target, past.Type);
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
