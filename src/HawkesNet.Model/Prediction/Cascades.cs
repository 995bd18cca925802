namespace HawkesNet.Model.Prediction;

/// <summary>What follows from events, offspring of offspring included: sums over the powers of the offspring
/// matrix.</summary>
/// <remarks>Powers are followed one by one as far as the work allowed goes; what is left then is taken as spread over
/// the network as late generations are. So small networks are exact, and in large ones the work is bounded.
/// Thread-safe.</remarks>
internal sealed class Cascades
{
    /// <summary>Numbers looked at by the sums over all actors, and by all returns of one question.</summary>
    private const long WorkMax = 100_000_000;

    private const int SweepsMin = 3, SweepsMax = 20_000;
    private const double Tolerance = 1e-13, LargeTolerance = 1e-6;
    private const long LargeWork = 100_000;

    /// <summary>Late generations that start where none can end say nothing of those in between: a chain without
    /// feedback.</summary>
    private const double OverlapMin = 1e-6;

    private readonly OffspringMatrix matrix;
    private readonly long workMax;
    private readonly double[] right = [];
    private readonly double[] left = [];
    private readonly double[] sizes = [];

    /// <param name="matrix">The direct offspring.</param>
    /// <param name="workMax">Numbers that a question may look at.</param>
    public Cascades(OffspringMatrix matrix, long workMax = WorkMax)
    {
        this.matrix = matrix;
        this.workMax = workMax;
        (Radius, right) = matrix.Late;
        if (Radius >= 1)
        {
            return;
        }
        (_, left) = SpectralRadius.Of(matrix.Size, matrix.Work, matrix.RowProduct);
        double product = Product(left, right);
        bool isOneClass = product * left.Length > OverlapMin;
        for (int i = 0; i < left.Length; i++)
        {
            left[i] = isOneClass ? left[i] / product : 0;
        }
        sizes = Sizes();
    }

    /// <summary>Growth from one generation to the next; cascades end where it is below 1.</summary>
    public double Radius { get; }

    /// <summary>Expected events of an actor's event's whole cascade, itself included: (I - G)⁻¹ 1; infinite where the
    /// process is not stable.</summary>
    public double SizeFrom(int actor) => Radius < 1 ? sizes[actor] : double.PositiveInfinity;

    /// <summary>Expected events of others that descend from one event of an actor, but from none of its later
    /// ones.</summary>
    /// <remarks>Sizes of cascades are (1 + this) times the actor's events in them, 1 / (1 - returns).</remarks>
    /// <param name="actor">The actor.</param>
    /// <param name="dyadsFrom">The dyads it is the source of.</param>
    /// <param name="questions">Actors asked about together, who share the work allowed.</param>
    public double OfOthers(int actor, ReadOnlySpan<int> dyadsFrom, int questions)
    {
        if (Radius >= 1)
        {
            return double.PositiveInfinity;
        }
        long sweeps = workMax / Math.Max(1, questions) / Math.Max(1, matrix.Work);
        double returns = sweeps < SweepsMin
            ? QuickReturns(actor, dyadsFrom) : Returns(actor, (int)Math.Min(sweeps, SweepsMax));
        return Math.Max(matrix.ToOthers(actor), (sizes[actor] * (1 - returns)) - 1);
    }

    /// <summary>Returns in one generation and in two, by answers to answers; the rest as late generations do.</summary>
    private double QuickReturns(int actor, ReadOnlySpan<int> dyadsFrom)
    {
        double itself = matrix.ToItself(actor), answered = matrix.AnswersToAnswers(dyadsFrom);
        // right is the vector of Radius: two products with the matrix are known without forming them.
        double remaining = (Radius * (Radius - itself) * right[actor]) - (answered * right[actor]);
        return WithLate(itself + answered, Math.Max(0, remaining), actor);
    }

    /// <summary>Expected events of the actor itself that descend from one of its events with only others' events
    /// between.</summary>
    private double Returns(int actor, int sweeps)
    {
        double[] values = new double[matrix.Size], next = new double[matrix.Size];
        values[actor] = 1;
        double returned = 0;
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            matrix.RowProduct(values, next);
            returned += next[actor];
            next[actor] = 0;
            (values, next) = (next, values);
            if (values.Sum() <= Tolerance)
            {
                return returned;
            }
        }
        return WithLate(returned, Product(values, right), actor);
    }

    /// <summary>What remains reaches the actor as late generations do: q = remaining · left / (1 - radius) times in
    /// all,
    /// a (1 - returns)-th of that for the first time.</summary>
    private double WithLate(double returned, double remaining, int actor)
    {
        double late = remaining * left[actor] / (1 - Radius);
        return (returned + late) / (1 + late);
    }

    /// <summary>x = 1 + G x by sweeps, from a start that is right for late generations.</summary>
    private double[] Sizes()
    {
        double[] values = new double[matrix.Size], next = new double[matrix.Size];
        double late = Radius / (1 - Radius) * left.Sum();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = 1 + (late * right[i]);
        }
        long sweeps = Math.Clamp(workMax / Math.Max(1, matrix.Work), SweepsMin, SweepsMax);
        double tolerance = matrix.Work < LargeWork ? Tolerance : LargeTolerance;
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            matrix.ColumnProduct(values, next);
            double change = 0;
            for (int i = 0; i < next.Length; i++)
            {
                next[i]++;
                change = Math.Max(change, Math.Abs(next[i] - values[i]) / next[i]);
            }
            (values, next) = (next, values);
            if (change <= tolerance * (1 - Radius))
            {
                break;
            }
        }
        return values;
    }

    private static double Product(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
