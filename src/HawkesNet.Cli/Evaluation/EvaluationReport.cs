namespace HawkesNet.Cli.Evaluation;

/// <summary>What `evaluate` prints. Scores are nats per event with time in the file's own unit; higher is
/// better.</summary>
internal sealed record EvaluationReport
{
    /// <summary>The verdict in sentences.</summary>
    public required IReadOnlyList<string> Sentences { get; init; }

    /// <summary>Score of the test rows, parameters frozen at the end of train.</summary>
    public double? TestLogLikelihood { get; init; }

    /// <summary>Score of the train rows, each before it was learned.</summary>
    public double? PrequentialTrain { get; init; }

    /// <summary>Score of the test rows when parameters go on learning.</summary>
    public double? PrequentialTest { get; init; }

    /// <summary>Score of the test rows under one constant rate per channel.</summary>
    public double? PoissonFloor { get; init; }

    /// <summary>Mean area under the curve of next dyads.</summary>
    public double? LinkAuc { get; init; }

    /// <summary>The same over pairs with no event before the time it predicts from.</summary>
    public double? LinkAucNewPairs { get; init; }

    /// <summary>The same over pairs with no event in train.</summary>
    public double? LinkAucUntrainedPairs { get; init; }

    /// <summary>Kolmogorov–Smirnov distance of the rescaled waiting times.</summary>
    public double? KsDistance { get; init; }

    /// <summary>Spectral radius of the excitation.</summary>
    public double? BranchingRatio { get; init; }

    /// <summary>Exponential of the entropy of the cluster proportions.</summary>
    public double? EffectiveClusters { get; init; }

    /// <summary>Period, in the file's own unit, in which busy and quiet times recur; null where none was
    /// found.</summary>
    public double? RhythmPeriod { get; init; }

    /// <summary>Rows learned.</summary>
    public required int TrainEvents { get; init; }

    /// <summary>Rows scored.</summary>
    public required int TestEvents { get; init; }

    /// <summary>Rows left out because their source is their target.</summary>
    public required int SelfEvents { get; init; }

    /// <summary>Actors of the file.</summary>
    public required int Actors { get; init; }

    /// <summary>Distinct ordered pairs with an event.</summary>
    public required int Dyads { get; init; }

    /// <summary>Types of the file.</summary>
    public required int Types { get; init; }

    /// <summary>Wall-clock time of learning, reading the file excluded.</summary>
    public required double Seconds { get; init; }

    /// <summary>Processor time of the process while learning.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Events learned per second of wall-clock time.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>Most memory the process has held so far.</summary>
    public required long PeakBytes { get; init; }
}
