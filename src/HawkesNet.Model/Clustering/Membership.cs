namespace HawkesNet.Model.Clustering;

/// <summary>How probable an actor's cluster is, and which is the next.</summary>
internal readonly record struct Membership(float Probability, int Second, float SecondProbability)
{
    /// <summary>Whether its probability rounds to one: others are e^-16 times as probable or less.</summary>
    public bool IsCertain => Probability == 1;

    /// <summary>Of an actor in a cluster, from the log posterior of every cluster.</summary>
    public static Membership Of(ReadOnlySpan<double> logs, int label)
    {
        int second = -1;
        double sum = 0;
        for (int k = 0; k < logs.Length; k++)
        {
            sum += Math.Exp(Math.Min(0, logs[k] - logs[label]));
            second = k != label && (second < 0 || logs[k] > logs[second]) ? k : second;
        }
        double next = second < 0 ? 0 : Math.Exp(Math.Min(0, logs[second] - logs[label])) / sum;
        return new Membership((float)(1 / sum), second, (float)next);
    }
}
