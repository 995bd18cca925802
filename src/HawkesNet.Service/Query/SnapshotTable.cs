namespace HawkesNet.Service.Query;

/// <summary>Snapshots and what they hold as tables.</summary>
internal static class SnapshotTable
{
    /// <summary>A row for each snapshot.</summary>
    internal static AnswerTable OfList(SnapshotsAnswer answer)
    {
        var table = new AnswerTable(
        [
            .. TableColumn.Wholes("version", "position", "bytes"),
            .. TableColumn.Texts("takenAt"),
        ]);
        foreach (SnapshotAnswer snapshot in answer.Snapshots)
        {
            table.Row(snapshot.Version, snapshot.Position, snapshot.Bytes, snapshot.TakenAt);
        }
        return table;
    }

    /// <summary>A row for each number; cells that say nothing of it are empty.</summary>
    internal static AnswerTable OfParameters(ParametersAnswer answer)
    {
        var table = new AnswerTable(
        [
            .. TableColumn.Texts("parameter", "cause", "way"),
            .. TableColumn.Wholes("triggerCluster", "responderCluster"),
            .. TableColumn.Texts("triggerType", "type"),
            .. TableColumn.Numbers("decayPerSecond", "value", "low", "high"),
        ]);
        foreach (BaselineAnswer one in answer.Baselines)
        {
            table.Row("baselinePerSecond", "baseline", null, null, one.Cluster, null, one.Type, null,
                one.PerSecond.Mean, one.PerSecond.Low, one.PerSecond.High);
        }
        foreach (ExcitationAnswer one in answer.Excitations)
        {
            table.Row("offspring", one.Mechanism, null, one.TriggerCluster, one.ResponderCluster, one.TriggerType,
                one.Type, null, one.Offspring.Mean, one.Offspring.Low, one.Offspring.High);
        }
        foreach (KernelAnswer kernel in answer.Kernels)
        {
            foreach (KernelComponentAnswer one in kernel.Components)
            {
                table.Row("kernelWeight", kernel.Mechanism, one.Shape, null, null, null, null, one.DecayPerSecond,
                    one.Weight, null, null);
            }
        }
        foreach (ChoiceAnswer one in answer.Choices)
        {
            table.Row(
                "choiceWeight", one.Cause, one.Way, null, null, null, null, null, one.Weight, null, null);
        }
        table.Row("markExponent", null, null, null, null, null, null, null, answer.MarkExponent, null, null);
        return table;
    }
}
