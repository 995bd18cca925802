namespace HawkesNet.Cli.Verify;

/// <summary>What one seed of a protocol gave. Null: does not apply.</summary>
internal sealed record SeedResult
{
    /// <summary>The seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>Events drawn.</summary>
    public int Events { get; init; }

    /// <summary>Adjusted Rand index of the final clusters, over all actors with an event.</summary>
    public double? AdjustedRand { get; init; }

    /// <summary>Normalised mutual information of the same.</summary>
    public double? MutualInformation { get; init; }

    /// <summary>Clusters with at least one actor.</summary>
    public int? Clusters { get; init; }

    /// <summary>Adjusted Rand index of the true parameters' own posterior.</summary>
    public double? OracleRand { get; init; }

    /// <summary>Adjusted Rand index of offline spectral clustering of the counts.</summary>
    public double? SpectralRand { get; init; }

    /// <summary>Adjusted Rand index at three quarters of the time, against the clusters in force.</summary>
    public double? RandAtThreeQuarters { get; init; }

    /// <summary>Share of the actors that changed cluster whose final cluster is right.</summary>
    public double? MoversAccuracy { get; init; }

    /// <summary>Area under the curve of true ties among all ordered pairs.</summary>
    public double? Auc { get; init; }

    /// <summary>Average precision of the same.</summary>
    public double? AveragePrecision { get; init; }

    /// <summary>Average precision of counting coincidences instead of learning.</summary>
    public double? CoincidencePrecision { get; init; }

    /// <summary>Euclidean distance of learned from true weights over the norm of the true ones.</summary>
    public double? WeightError { get; init; }

    /// <summary>Where ties are one part of many: the same of the other mechanisms' weights.</summary>
    public double? ExcitationError { get; init; }

    /// <summary>Where ties are one part of many: share of the true ties inside their 90 % intervals.</summary>
    public double? TieCoverage { get; init; }

    /// <summary>Root mean square of the relative errors of the actors' baselines.</summary>
    public double? BaselineError { get; init; }

    /// <summary>Nats per event gained on the true parameters over the whole stream, each event scored before it is
    /// learned; negative: lost.</summary>
    public double? Gain { get; init; }

    /// <summary>The same over the second half of the events.</summary>
    public double? GainSecondHalf { get; init; }

    /// <summary>True weights inside their 90 % intervals.</summary>
    public int Covered { get; init; }

    /// <summary>Intervals compared.</summary>
    public int Intervals { get; init; }

    /// <summary>Events learned for each second of CPU time, with all refits and the final view.</summary>
    public double? EventsPerSecond { get; init; }

    /// <summary>Why the learner stopped; null: it did not.</summary>
    public string? Failure { get; init; }
}
