using HawkesNet.Model.Numerics;
using HawkesNet.Model.Tests.Oracles;
using Xunit;

namespace HawkesNet.Model.Tests.Numerics;

/// <summary>Arithmetic on eight rows of lanes at once, plain and by vectors, against sums of single numbers.</summary>
public class LaneRowsTests
{
    private const int Rows = Doubles8.Count;

    [Fact]
    public void Plain_rows_follow_their_definition() => Check<ScalarLanes>(seed: 1);

    [Fact]
    public void Vector_rows_follow_their_definition() => Check<VectorLanes>(seed: 2);

    private static void Check<TLanes>(int seed)
        where TLanes : struct, ILanes
    {
        var random = new Random(seed);
        Doubles8[] rows = Random(random, Rows), sums = Random(random, Rows);
        Doubles8 factors = Random(random, 1)[0];
        var scaled = (Doubles8[])rows.Clone();
        var added = (Doubles8[])sums.Clone();
        Doubles8 mixed = TLanes.Mix(rows, factors);
        TLanes.Scale(scaled, factors);
        TLanes.AddProducts(rows, factors, added);
        for (int lane = 0; lane < Doubles8.Count; lane++)
        {
            double sum = 0;
            for (int b = 0; b < Rows; b++)
            {
                sum += factors[b] * rows[b][lane];
                Close.Assert(factors[b] * rows[b][lane], scaled[b][lane], 1e-15);
                Close.Assert(sums[b][lane] + (rows[b][lane] * factors[lane]), added[b][lane], 1e-15);
            }
            Close.Assert(sum, mixed[lane], 1e-14);
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
