using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;
using HawkesNet.Model.Ties;
using Xunit;

namespace HawkesNet.Model.Tests.Numerics;

/// <summary>Arithmetic on eight rows of lanes at once, plain and by vectors, against sums of single numbers.</summary>
public class LaneRowsTests
{
    private const int Rows = Doubles8.Count;
    private const int Groups = 3;

    [Fact]
    public void Plain_rows_follow_their_definition() => Check<ScalarLanes>(seed: 1);

    [Fact]
    public void Vector_rows_follow_their_definition() => Check<VectorLanes>(seed: 2);

    private static void Check<TLanes>(int seed)
        where TLanes : struct, ILanes
    {
        var random = new Random(seed);
        Doubles8[] rows = Random(random, Rows);
        Doubles8 factors = Random(random, 1)[0];
        var scaled = (Doubles8[])rows.Clone();
        Doubles8 mixed = TLanes.Mix(rows, factors);
        TLanes.Scale(scaled, factors);
        for (int lane = 0; lane < Doubles8.Count; lane++)
        {
            double sum = 0;
            for (int b = 0; b < Rows; b++)
            {
                sum += factors[b] * rows[b][lane];
                Close.Assert(factors[b] * rows[b][lane], scaled[b][lane], 1e-15);
            }
            Close.Assert(sum, mixed[lane], 1e-14);
        }
    }

    [Fact]
    public void Plain_products_follow_their_definition() => CheckProducts<ScalarLanes>(seed: 3);

    [Fact]
    public void Vector_products_follow_their_definition() => CheckProducts<VectorLanes>(seed: 4);

    private static void CheckProducts<TLanes>(int seed)
        where TLanes : struct, ILanes
    {
        var random = new Random(seed);
        Doubles8[] rows = Random(random, Groups * Rows), factors = Random(random, Groups);
        Doubles8 products = TLanes.Products(rows, factors);
        for (int b = 0; b < Rows; b++)
        {
            double sum = 0;
            for (int i = 0; i < Groups * Doubles8.Count; i++)
            {
                (int group, int lane) = Math.DivRem(i, Doubles8.Count);
                sum += rows[(group * Rows) + b][lane] * factors[group][lane];
            }
            Close.Assert(sum, products[b], 1e-14);
        }
    }

    [Fact]
    public void Plain_credit_of_eight_Gammas_follows_its_definition() => CheckCredit<ScalarLanes>(seed: 5);

    [Fact]
    public void Vector_credit_of_eight_Gammas_follows_its_definition() => CheckCredit<VectorLanes>(seed: 6);

    private static void CheckCredit<TLanes>(int seed)
        where TLanes : struct, ILanes
    {
        var random = new Random(seed);
        Doubles8[] rows = Random(random, 3);
        // Two of the lanes are more than certain causes.
        double scale = 1 / rows[0].AsSpan().ToArray().Order().ElementAt(Doubles8.Count - 2);
        (Doubles8 shapes, Doubles8 gammaRates) = (rows[1], rows[2]);
        Doubles8 means = TLanes.CreditGammas(rows[0], scale, ref shapes, ref gammaRates);
        for (int lane = 0; lane < Doubles8.Count; lane++)
        {
            (double shape, double rate) = (rows[1][lane], rows[2][lane]);
            TieMoments.Credit(ref shape, ref rate, Math.Min(1, scale * rows[0][lane]));
            Close.Assert(shape, shapes[lane], 1e-14);
            Close.Assert(rate, gammaRates[lane], 1e-14);
            Close.Assert(shape / rate, means[lane], 1e-14);
            Close.Assert(rows[1][lane] / rows[2][lane], TLanes.Quotient(rows[1], rows[2])[lane], 1e-15);
        }
    }

    private static Doubles8[] Random(Random random, int count)
    {
        var rows = new Doubles8[count];
        foreach (ref Doubles8 row in rows.AsSpan())
        {
            foreach (ref double one in row.AsSpan())
            {
                one = random.NextDouble();
            }
        }
        return rows;
    }
}
