
namespace HawkesNet.Model.Prediction;

/// <summary>The actors nearest to one by influence, and how cascades run among them: G[j,i], the expected events of i
/// that one event of j sets off directly.</summary>
/// <remarks>A cascade that leaves the neighbourhood is not followed, nor joins at targets outside it: what is found is
/// a lower bound, and exact where the whole network is inside. Cost: O(actors²) look-ups and O(actors³) sums.</remarks>
internal sealed class InfluenceNeighbourhood
{
    /// <summary>Most actors of a neighbourhood, the one asked about included.</summary>
    public const int ActorsMax = 256;

    private const int SweepsMax = 1_000;
    private const double Tolerance = 1e-12;

    private readonly ModelView view;
    private readonly List<DirectInfluence> direct;
    private readonly int[] actors;
    private readonly double[,] offspring;

    /// <param name="view">The model.</param>
    /// <param name="actor">The actor asked about; it is number 0.</param>
    /// <param name="direct">Its partners, the nearest first: they are numbers 1, 2 ….</param>
    public InfluenceNeighbourhood(ModelView view, int actor, List<DirectInfluence> direct)
    {
        this.view = view;
        this.direct = direct;
        actors = [actor, .. direct.Take(ActorsMax - 1).Select(one => one.Partner)];
        offspring = new double[actors.Length, actors.Length];
        AddAnywhere();
        AddBetween();
    }

    /// <summary>Expected events of every partner by one event of the actor, offspring of offspring included:
    /// v (I - G)⁻¹, v the direct offspring in others (equation 15). [partners]</summary>
    public double[] CascadesOut()
    {
        var first = new double[actors.Length];
        for (int p = 1; p < actors.Length; p++)
        {
            first[p] = First(direct[p - 1], actors[0], actors[p]);
        }
        return Solve(first, offspring)[1..];
    }

    /// <summary>Expected events of the actor by one event of every partner, offspring of offspring included.
    /// [partners]</summary>
    public double[] CascadesIn()
    {
        var self = new double[actors.Length];
        self[0] = 1;
        double[] reached = Solve(self, Transposed());
        var result = new double[actors.Length - 1];
        for (int p = 1; p < actors.Length; p++)
        {
            double sum = First(direct[p - 1], actors[p], actors[0]) * reached[0];
            for (int k = 1; k < actors.Length; k++)
            {
                sum += k == p ? 0 : offspring[p, k] * reached[k];
            }
            result[p - 1] = sum;
        }
        return result;
    }

    /// <summary>x = first + x · matrix, by sweeps.</summary>
    private double[] Solve(double[] first, double[,] matrix)
    {
        double[] x = [.. first];
        for (int sweep = 0; sweep < SweepsMax; sweep++)
        {
            double change = 0, size = 0;
            var next = (double[])first.Clone();
            for (int from = 0; from < x.Length; from++)
            {
                for (int to = 0; to < x.Length && x[from] != 0; to++)
                {
                    next[to] += x[from] * matrix[from, to];
                }
            }
            for (int i = 0; i < x.Length; i++)
            {
                change = Math.Max(change, Math.Abs(next[i] - x[i]));
                size = Math.Max(size, next[i]);
            }
            x = next;
            if (change <= Tolerance * size)
            {
                return x;
            }
        }
        return x;
    }

    private double[,] Transposed()
    {
        var result = new double[actors.Length, actors.Length];
        for (int from = 0; from < actors.Length; from++)
        {
            for (int to = 0; to < actors.Length; to++)
            {
                result[to, from] = offspring[from, to];
            }
        }
        return result;
    }

    /// <summary>Direct offspring between the actor and a partner, joins by one who is new to the target
    /// included.</summary>
    private double First(in DirectInfluence one, int source, int responder) =>
        one.PerEvent + view.OffspringMatrix.StrangerJoins(source, responder);

    /// <summary>What needs no dyad: bursts and repeats, ties, and joins by actors new to the target.</summary>
    private void AddAnywhere()
    {
        for (int from = 0; from < actors.Length; from++)
        {
            offspring[from, from] = view.OffspringMatrix.Own(actors[from]);
            for (int to = 0; to < actors.Length; to++)
            {
                offspring[from, to] += view.OffspringMatrix.StrangerJoins(actors[from], actors[to])
                    + view.TieMean(actors[from], actors[to]);
            }
        }
    }

    /// <summary>Replies and relays between the actors, and joins at targets among them.</summary>
    private void AddBetween()
    {
        OffspringMatrix matrix = view.OffspringMatrix;
        for (int r = 0; r < actors.Length; r++)
        {
            var sources = new List<(int Number, int Dyad)>();
            for (int a = 0; a < actors.Length; a++)
            {
                int dyad = view.State.Dyads.Find(actors[a], actors[r]);
                if (dyad >= 0)
                {
                    sources.Add((a, dyad));
                }
            }
            foreach ((int from, int dyad) in sources)
            {
                offspring[from, r] += matrix.Answers(dyad);
                foreach ((int to, int joiner) in sources)
                {
                    offspring[from, to] += matrix.Joins(dyad, joiner);
                }
            }
        }
    }
}
