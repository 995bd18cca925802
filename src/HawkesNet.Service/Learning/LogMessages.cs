using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Learning;

/// <summary>Every message the service's log, learner and recovery write for operators.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Information,
        "Network {Network}: recovered to log row {Sequence} in {Seconds:F2} s, {Replayed} rows after the snapshot")]
    public static partial void Recovered(
        this ILogger logger, string network, long sequence, double seconds, long replayed);

    [LoggerMessage(2, LogLevel.Warning, "Network {Network}: snapshot {Version} is skipped: {Reason}")]
    public static partial void SnapshotSkipped(this ILogger logger, string network, long version, string reason);

    [LoggerMessage(3, LogLevel.Information,
        "Network {Network}: snapshot {Version} at log row {Sequence}, state copied in {Milliseconds:F0} ms")]
    public static partial void SnapshotTaken(
        this ILogger logger, string network, long version, long sequence, double milliseconds);

    [LoggerMessage(4, LogLevel.Error, "Network {Network}: a snapshot could not be stored")]
    public static partial void SnapshotFailed(this ILogger logger, string network, Exception error);

    [LoggerMessage(5, LogLevel.Warning,
        "Network {Network}: the store cannot commit, {Bodies} bodies are refused: {Reason}")]
    public static partial void CommitFailed(this ILogger logger, string network, int bodies, string reason);

    [LoggerMessage(6, LogLevel.Critical,
        "Network {Network}: the learner stopped after log row {Sequence}; the log is kept and goes on")]
    public static partial void LearnerStopped(this ILogger logger, string network, long sequence, Exception error);

    [LoggerMessage(7, LogLevel.Critical, "Network {Network}: the log writer stopped; nothing more is accepted")]
    public static partial void WriterStopped(this ILogger logger, string network, Exception error);

    [LoggerMessage(8, LogLevel.Warning, "Network {Network}: the store cannot be read yet, trying again: {Reason}")]
    public static partial void RecoveryWaits(this ILogger logger, string network, string reason);

    [LoggerMessage(9, LogLevel.Information,
        "Network {Network}: another service on the same database holds it; this one stands by")]
    public static partial void StandsBy(this ILogger logger, string network);

    [LoggerMessage(10, LogLevel.Warning,
        "Network {Network}: another service on the same database has taken it over; this one stands by")]
    public static partial void LeaseLost(this ILogger logger, string network);

    [LoggerMessage(11, LogLevel.Warning, "The leases could not be renewed, trying again: {Reason}")]
    public static partial void RenewalFailed(this ILogger logger, string reason);

    [LoggerMessage(12, LogLevel.Warning, "The database cannot be used yet, trying again for {Seconds:F0} s: {Reason}")]
    public static partial void StoreAwaited(this ILogger logger, double seconds, string reason);

    [LoggerMessage(13, LogLevel.Warning,
        "The database does not keep what it commits: its settings {Settings} are off. A power cut may lose "
        + "acknowledged events.")]
    public static partial void StoreNotDurable(this ILogger logger, string settings);

    [LoggerMessage(14, LogLevel.Information, "Learning runs on {Device}")]
    public static partial void LearnsOn(this ILogger logger, string device);

    [LoggerMessage(15, LogLevel.Error,
        "The device {Device} has failed; no event is lost, and from now on learning runs on cpu: {Reason}")]
    public static partial void DeviceFailed(this ILogger logger, string device, string reason);

    [LoggerMessage(16, LogLevel.Error,
        "Network {Network}: an actor could not be removed; the log is as it was")]
    public static partial void RemovalFailed(this ILogger logger, string network, Exception error);
}
