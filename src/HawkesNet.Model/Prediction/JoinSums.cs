using HawkesNet.Model.Choice;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Numerics;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Prediction;

/// <summary>What joining lets an actor do, summed over all targets: the part that every source has alike is summed
/// once for a view, so that a source costs its dyads and its partners' partners instead of all actors.</summary>
/// <remarks>Of a target r, a source has by its activity and by chance w_A rest (A + ½) / D and w_N rest / others, over
/// the total weight of r's open gates (equation 7); only habit and closure tell sources apart further.</remarks>
internal sealed class JoinSums
{
    private readonly ModelView view;
    private readonly Lazy<(Doubles8 Active, Doubles8 Anyone)>[] sums;
    private readonly Lazy<(int[] Holders, int[] Starts)> holders;

    public JoinSums(ModelView view)
    {
        this.view = view;
        sums = [.. Enumerable.Range(-1, view.TypeCount + 1).Select(
            type => new Lazy<(Doubles8, Doubles8)>(() => Sum(type < 0 ? null : type)))];
        holders = new Lazy<(int[], int[])>(FindHolders);
    }

    private ModelState State => view.State;

    /// <summary>Forms the sums over all types ahead of the first question.</summary>
    public void Prepare() => _ = (sums[0].Value, holders.Value);

    /// <summary>Adds the mass of joining of one source, at a time at or after the view's.</summary>
    public void Add(int source, int? type, long atTicks, ref Doubles8 mass)
    {
        (Doubles8 active, Doubles8 anyone) = sums[(type ?? -1) + 1].Value;
        double activity = State.Actor(source).Addressed + TargetChoice.PopularityPrior;
        var reader = new MassReader(State, type, State.ClockTicks);
        Doubles8 sum = VectorLanes.MultiplyAdd(anyone, active, activity);
        if (State.Actor(source).Received > 0)
        {
            Gates own = GatesOf(source);
            Read(reader, source, -((own.Active * activity) + own.Anyone), ref sum);
        }
        foreach (int dyad in view.DyadsBySource.From(source))
        {
            AddHabit(reader, source, dyad, ref sum);
        }
        AddClosure(reader, source, ref sum);
        for (int lane = 0; lane < Doubles8.Count; lane++)
        {
            // Taking out a source's own part can leave a rounding error below zero.
            sum[lane] = Math.Max(0, sum[lane]);
        }
        Doubles8 survival = VectorLanes.Survival(
            State.Grid.DecaysPerTick, StreamTime.Elapsed(State.ClockTicks, atTicks));
        mass = VectorLanes.MultiplyAdd(mass, VectorLanes.Product(sum, survival), 1);
    }

    private void AddHabit(in MassReader reader, int source, int dyad, ref Doubles8 sum)
    {
        int target = State.Dyads[dyad].Target;
        if (target < 0 || target == source || State.Actor(target).Received == 0)
        {
            return;
        }
        Gates gates = GatesOf(target);
        ChoiceFeatures features = SourceChoice.Features(State, source, target, dyad);
        double habit = Weighted(features, SourceWay.Habit) + Weighted(features, SourceWay.RecentHabit);
        Read(reader, target, habit / gates.Total, ref sum);
    }

    private void AddClosure(in MassReader reader, int source, ref Doubles8 sum)
    {
        var met = new HashSet<int>();
        foreach (int partner in HoldersOf(source))
        {
            foreach (int target in HoldersOf(partner))
            {
                if (target == source || State.Actor(target).Received == 0 || !met.Add(target))
                {
                    continue;
                }
                double closure = TargetChoice.Closure(State, target, source, out bool isOpen);
                Gates gates = GatesOf(target);
                double weight = State.Parameters.ChoiceWeights(ChoiceKind.Join)[(int)SourceWay.Closure];
                Read(reader, target, isOpen ? weight * gates.Rest * closure / gates.Total : 0, ref sum);
            }
        }
    }

    private double Weighted(in ChoiceFeatures features, SourceWay way) =>
        State.Parameters.ChoiceWeights(ChoiceKind.Join)[(int)way] * features.Gate[(int)way]
        * features.Probability[(int)way];

    private void Read(in MassReader reader, int target, double scale, ref Doubles8 sum) => reader.Add(
        State.Actor(target).In,
        (Mechanism.Join, State.Cells.Cell(Mechanism.Join, 0, State.Actor(target).Cluster)), scale, ref sum);

    private (Doubles8 Active, Doubles8 Anyone) Sum(int? type)
    {
        var reader = new MassReader(State, type, State.ClockTicks);
        Doubles8 active = default, anyone = default;
        for (int target = 0; target < State.ActorCount; target++)
        {
            if (State.Actor(target).Received == 0)
            {
                continue;
            }
            Gates gates = GatesOf(target);
            Doubles8 mass = default;
            Read(reader, target, 1, ref mass);
            active = VectorLanes.MultiplyAdd(active, mass, gates.Active);
            anyone = VectorLanes.MultiplyAdd(anyone, mass, gates.Anyone);
        }
        return (active, anyone);
    }

    /// <summary>What a target's gates leave to activity, per event addressed, and to chance, and their total.</summary>
    private Gates GatesOf(int target)
    {
        ref readonly Doubles8 weights = ref State.Parameters.ChoiceWeights(ChoiceKind.Join);
        ref readonly ActorRecord actor = ref State.Actor(target);
        double habit = TargetChoice.HabitShare(actor.Received, actor.SourceCount), rest = 1 - habit;
        double total = (habit * (weights[(int)SourceWay.Habit] + weights[(int)SourceWay.RecentHabit]))
            + (rest * (weights[(int)SourceWay.Active] + weights[(int)SourceWay.Anyone]))
            + (IsOpen(target) ? rest * weights[(int)SourceWay.Closure] : 0);
        int others = State.ActorCount - 1;
        double addressed = State.TargetedCount - actor.Addressed + (TargetChoice.PopularityPrior * others);
        return total > 0
            ? new Gates(
                weights[(int)SourceWay.Active] * rest / (addressed * total),
                weights[(int)SourceWay.Anyone] * rest / (others * total), rest, total)
            : new Gates(0, 0, rest, double.PositiveInfinity);
    }

    // Closure is open to a target once one of its partners has another one.
    private bool IsOpen(int target)
    {
        ref readonly PartnerList partners = ref State.Partners(target);
        for (int i = partners.Count - 1; i >= 0; i--)
        {
            if (State.Partners(partners[i]).CountWithout(target) > 0)
            {
                return true;
            }
        }
        return false;
    }

    private ReadOnlySpan<int> HoldersOf(int actor)
    {
        (int[] all, int[] starts) = holders.Value;
        return all.AsSpan(starts[actor]..starts[actor + 1]);
    }

    /// <summary>Whose list of partners holds each actor.</summary>
    private (int[] Holders, int[] Starts) FindHolders()
    {
        int[] starts = new int[State.ActorCount + 1];
        for (int actor = 0; actor < State.ActorCount; actor++)
        {
            ref readonly PartnerList partners = ref State.Partners(actor);
            for (int i = partners.Count - 1; i >= 0; i--)
            {
                starts[partners[i] + 1]++;
            }
        }
        for (int i = 0; i < State.ActorCount; i++)
        {
            starts[i + 1] += starts[i];
        }
        int[] next = starts.AsSpan(0, State.ActorCount).ToArray();
        int[] all = new int[starts[^1]];
        for (int actor = 0; actor < State.ActorCount; actor++)
        {
            ref readonly PartnerList partners = ref State.Partners(actor);
            for (int i = partners.Count - 1; i >= 0; i--)
            {
                all[next[partners[i]]++] = actor;
            }
        }
        return (all, starts);
    }

    private readonly record struct Gates(double Active, double Anyone, double Rest, double Total);
}
