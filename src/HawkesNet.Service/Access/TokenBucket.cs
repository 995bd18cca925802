namespace HawkesNet.Service.Access;

/// <summary>A rate with some slack: what is taken is paid back over time. Thread-safe.</summary>
/// <remarks>Unlike the platform's it may go into debt: a body of rows is taken whole once the debt before it is paid,
/// so a body larger than a second's worth is slow, not impossible. And its clock can be set.</remarks>
/// <param name="perSecond">What comes back in a second.</param>
/// <param name="slackSeconds">For how many seconds it is saved up.</param>
/// <param name="clock">Tells the time passed.</param>
internal sealed class TokenBucket(double perSecond, double slackSeconds, TimeProvider clock)
{
    private readonly Lock gate = new();
    private double held = perSecond * slackSeconds;
    private long last = clock.GetTimestamp();

    /// <summary>Whether nothing is owed or missing, so that it can be forgotten.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
            {
                Refill();
                return held >= perSecond * slackSeconds;
            }
        }
    }

    /// <summary>Takes an amount, unless there is a debt; then it tells how long until it is paid.</summary>
    public TimeSpan? Take(double amount)
    {
        lock (gate)
        {
            Refill();
            if (held <= 0)
            {
                return TimeSpan.FromSeconds(Math.Min((1e-9 - held) / perSecond, 3600));
            }
            held -= amount;
            return null;
        }
    }

    private void Refill()
    {
        long now = clock.GetTimestamp();
        held = Math.Min(perSecond * slackSeconds, held + (perSecond * clock.GetElapsedTime(last, now).TotalSeconds));
        last = now;
    }
}
