using HawkesNet.Model.State;

namespace HawkesNet.Model.Inference;

/// <summary>Marks of a window of events that begins with the stream (equation 35).</summary>
internal static class WindowMarks
{
    /// <summary>Marks under a scale.</summary>
    public static double[] Of(ReadOnlySpan<EarlyEvent> events, MarkScale scale) => Run(events, ref scale);

    /// <summary>Marks under a scale; it starts anew and ends as it stands after the events.</summary>
    /// <remarks>Events of one time are measured by what is strictly earlier.</remarks>
    public static double[] Run(ReadOnlySpan<EarlyEvent> events, ref MarkScale scale)
    {
        scale = scale.Restarted();
        var marks = new double[events.Length];
        int added = 0;
        for (int i = 0; i < events.Length; i++)
        {
            for (; events[added].TimeTicks < events[i].TimeTicks; added++)
            {
                scale.Add(events[added].Weight);
            }
            marks[i] = scale.Of(events[i].Weight);
        }
        for (; added < events.Length; added++)
        {
            scale.Add(events[added].Weight);
        }
        return marks;
    }
}
