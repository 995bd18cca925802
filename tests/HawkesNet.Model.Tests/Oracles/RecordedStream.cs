using System.Globalization;
using HawkesNet.Model.Events;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>A recorded stream in the columns time, source, target, split; actors by first appearance.</summary>
internal sealed record RecordedStream(EventBatch Train, EventBatch Test, int ActorCount)
{
    public static RecordedStream Read(string fileName, double ticksPerUnit)
    {
        var actors = new Dictionary<string, int>(StringComparer.Ordinal);
        var train = new EventBatch();
        var test = new EventBatch();
        foreach (string line in File.ReadLines(DataFactAttribute.Find(fileName)!).Skip(1))
        {
            string[] cells = line.Split(',');
            long time = (long)Math.Round(double.Parse(cells[0], CultureInfo.InvariantCulture) * ticksPerUnit);
            (cells[3] == "train" ? train : test).Add(time, IndexOf(cells[1]), IndexOf(cells[2]), 0);
        }
        return new RecordedStream(train, test, actors.Count);

        int IndexOf(string name)
        {
            if (!actors.TryGetValue(name, out int index))
            {
                index = actors.Count;
                actors.Add(name, index);
            }
            return index;
        }
    }
}
