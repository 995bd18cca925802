using System.Runtime.CompilerServices;
using HawkesNet.Model.Events;
using HawkesNet.Model.Excitation;
using HawkesNet.Model.Inference;
using HawkesNet.Model.State;

namespace HawkesNet.Model.Diagnostics;

/// <summary>The least expected of the newest events, each as it was scored before it was learned (equation
/// 36).</summary>
/// <remarks>The stream is cut into blocks; the newest four keep their hundred largest surprises each, so that the
/// hundred of the last <see cref="BlockEvents"/> · 3 to 4 events are exact in bounded memory.</remarks>
internal sealed class SurpriseTable
{
    /// <summary>Largest surprises kept of a block, and most that can be asked.</summary>
    public const int Capacity = 100;

    /// <summary>Events of a block.</summary>
    public const int BlockEvents = 2_500;

    public const int BlockCount = 4;

    /// <summary>Events at the start of the stream that are not judged: their model is still a guess.</summary>
    private const int FirstJudged = GlobalStep.CreditEvents;

    private const double MeanFade = 1 - (1.0 / 1000);

    private readonly int[] counts = new int[BlockCount];
    private Record[] records = new Record[BlockCount * Capacity];
    private double meanSum;
    private double meanWeight;
    private long events;

    /// <summary>Adds a run of scored events.</summary>
    public void Add(EventBatch batch, int start, int count, EventScores scores)
    {
        for (int i = 0; i < count; i++)
        {
            if (events % BlockEvents == 0)
            {
                counts[Block] = 0;
            }
            double logIntensity = scores.LogIntensity[i];
            if (events >= FirstJudged)
            {
                Offer(batch, start + i, (meanSum / meanWeight) - logIntensity, scores.Causes(i));
            }
            meanSum = (meanSum * MeanFade) + logIntensity;
            meanWeight = (meanWeight * MeanFade) + 1;
            events++;
        }
    }

    /// <summary>The largest surprises, the largest first; of equal ones the earliest.</summary>
    public List<Surprise> Top(int top)
    {
        var all = new List<Record>();
        for (int block = 0; block < BlockCount; block++)
        {
            all.AddRange(Kept(block));
        }
        return [.. all.OrderByDescending(one => one.Nats).ThenBy(one => one.Event).Take(Math.Min(top, Capacity))
            .Select(one => new Surprise(one.Event, one.TimeTicks, one.Source, one.Target, one.Type, one.Nats,
                ((ReadOnlySpan<double>)one.Probabilities).ToArray()))];
    }

    public SurpriseTable Clone()
    {
        var copy = new SurpriseTable
        {
            records = (Record[])records.Clone(),
            meanSum = meanSum,
            meanWeight = meanWeight,
            events = events,
        };
        counts.CopyTo(copy.counts, 0);
        return copy;
    }

    public void Transfer(IStateTransfer transfer)
    {
        meanSum = transfer.Value(meanSum);
        meanWeight = transfer.Value(meanWeight);
        events = transfer.Value(events);
        for (int block = 0; block < BlockCount; block++)
        {
            Record[] kept = transfer.Array(Kept(block).ToArray());
            if (kept.Length > Capacity)
            {
                throw new FormatException("the state holds too many surprises");
            }
            counts[block] = kept.Length;
            // States of earlier versions hold full blocks in another order.
            if (kept.Length == Capacity && !IsHeap(kept))
            {
                MakeHeap(kept);
            }
            kept.CopyTo(records, block * Capacity);
        }
    }

    private int Block => (int)(events / BlockEvents % BlockCount);

    private Span<Record> Kept(int block) => records.AsSpan(block * Capacity, counts[block]);

    /// <summary>Keeps a surprise if its block has room, or a smaller one: a full block is a heap whose first place
    /// holds the smallest.</summary>
    private void Offer(EventBatch batch, int e, double nats, ReadOnlySpan<double> causes)
    {
        int block = Block;
        Span<Record> kept = Kept(block);
        if (kept.Length == Capacity && nats <= kept[0].Nats)
        {
            return;
        }
        var record = new Record
        {
            Nats = nats,
            Event = events,
            TimeTicks = batch.TimeTicks[e],
            Source = batch.Sources[e],
            Target = batch.Targets[e],
            Type = batch.Types[e],
            Filling = 0,
        };
        double total = 0;
        foreach (double intensity in causes)
        {
            total += intensity;
        }
        for (int c = 0; c < causes.Length; c++)
        {
            record.Probabilities[c] = causes[c] / total;
        }
        if (kept.Length < Capacity)
        {
            records[(block * Capacity) + counts[block]++] = record;
            if (counts[block] == Capacity)
            {
                MakeHeap(Kept(block));
            }
            return;
        }
        SinkFirst(kept, record);
    }

    private static void MakeHeap(Span<Record> records) =>
        records.Sort((one, other) => one.Nats.CompareTo(other.Nats));

    private static bool IsHeap(ReadOnlySpan<Record> records)
    {
        for (int i = 1; i < records.Length; i++)
        {
            if (records[i].Nats < records[(i - 1) / 2].Nats)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Puts a record in the place of the first, and lets it sink below those that are smaller.</summary>
    private static void SinkFirst(Span<Record> heap, in Record record)
    {
        int place = 0;
        for (int child = 1; child < heap.Length; child = (2 * place) + 1)
        {
            child += child + 1 < heap.Length && heap[child + 1].Nats < heap[child].Nats ? 1 : 0;
            if (heap[child].Nats >= record.Nats)
            {
                break;
            }
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = record;
    }

    private struct Record
    {
        public double Nats;
        public long Event;
        public long TimeTicks;
        public int Source;
        public int Target;
        public int Type;
        public int Filling;
        public CauseShares Probabilities;
    }

    [InlineArray(2 + Mechanisms.Count)]
    private struct CauseShares
    {
        private double share;
    }
}

/// <summary>An event that was little expected.</summary>
/// <param name="Event">Its number in the stream, from 0.</param>
/// <param name="TimeTicks">Its time.</param>
/// <param name="Source">Its source.</param>
/// <param name="Target">Its target, or <see cref="EventBatch.NoTarget"/>.</param>
/// <param name="Type">Its type.</param>
/// <param name="Nats">How much less likely it was than an average event, as the difference of log intensities.</param>
/// <param name="Probabilities">Posterior probability of the baseline, of each mechanism and of the latent ties, before
/// it was learned; they sum to one. [2 + mechanisms]</param>
public sealed record Surprise(
    long Event, long TimeTicks, int Source, int Target, int Type, double Nats, IReadOnlyList<double> Probabilities);
