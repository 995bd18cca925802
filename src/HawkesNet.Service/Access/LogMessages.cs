using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Access;

/// <summary>What access control writes to the log; never a key or token.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(LogLevel.Warning, "the keys could not be read again; those known go on: {Reason}")]
    public static partial void KeysNotRead(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "{Count} entries of the audit log wait for the store: {Reason}")]
    public static partial void AuditWaits(this ILogger logger, int count, string reason);
}
