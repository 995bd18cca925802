using System.Globalization;
using System.Text;
using HawkesNet.Model.Events;
using HawkesNet.Storage;

namespace HawkesNet.Cli.Bench;

/// <summary>One stream as it looks at each layer: bodies of NDJSON, rows of the log, batches of the learner.</summary>
internal sealed class LayerBodies
{
    /// <summary>Events of a body.</summary>
    public const int RowsPerBody = 1_000;

    private readonly StreamGenerator stream;
    private long rows;
    private int actorsNamed;

    /// <summary>Starts the stream anew.</summary>
    public LayerBodies(StreamShape shape) => stream = new StreamGenerator(shape, seed: 1);

    /// <summary>The next events as NDJSON; each has an id.</summary>
    public byte[] NextBody(int events = RowsPerBody)
    {
        EventBatch batch = NextBatch(events);
        var text = new StringBuilder(events * 100);
        for (int i = 0; i < batch.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{{\"id\":\"{++rows}\",\"time\":{batch.TimeTicks[i]},\"source\":\"actor-{batch.Sources[i]}\",");
            text.Append(CultureInfo.InvariantCulture, $"\"target\":\"actor-{batch.Targets[i]}\"}}\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The next thousand events as a row of the log.</summary>
    public LogBatch NextLogBatch()
    {
        EventBatch batch = NextBatch(RowsPerBody);
        var row = new LogBatch
        {
            Sequence = (rows / RowsPerBody) + 1,
            FirstPosition = rows + 1,
            FirstNewActor = actorsNamed,
        };
        for (; actorsNamed < stream.ActorsSeen; actorsNamed++)
        {
            row.NewActors.Add(Encoding.UTF8.GetBytes($"actor-{actorsNamed}"));
        }
        for (int i = 0; i < batch.Count; i++)
        {
            byte[] id = Encoding.UTF8.GetBytes((++rows).ToString(CultureInfo.InvariantCulture));
            row.Add(batch.TimeTicks[i], batch.Sources[i], batch.Targets[i], batch.Types[i], 1, false, id);
        }
        return row;
    }

    private EventBatch NextBatch(int events)
    {
        var batch = new EventBatch(events);
        stream.Fill(batch, events);
        return batch;
    }
}
