using HawkesNet.Service.Ingest;

namespace HawkesNet.Service.Networks;

/// <summary>Every limit of the service, unit last.</summary>
/// <param name="BodyBytesMax">Bytes of a body after decompression; beyond: 413.</param>
/// <param name="BodyMemoryBytesMax">Memory of all bodies under way together, of which one client holds at most half;
/// beyond: 503.</param>
/// <param name="RowsMax">Rows of a body; beyond: 413.</param>
/// <param name="RowBytesMax">Bytes of a row; beyond: the row is rejected.</param>
/// <param name="NameBytesMax">Bytes of an id, actor or type; beyond: the row is rejected.</param>
/// <param name="QueueEventsMax">Rows waiting to be committed, per network; beyond: 429.</param>
/// <param name="FutureSecondsMax">How far an event may lie ahead of the clock; beyond: the row is rejected.</param>
/// <param name="NetworksMax">Networks of the service.</param>
/// <param name="ConnectionsMax">Open connections of the service.</param>
/// <param name="KeysMax">Keys in force.</param>
/// <param name="RequestsPerSecondMax">Requests of a key in a second, saved up for two; beyond: 429; null: no
/// limit.</param>
/// <param name="EventsPerSecondMax">Rows of a key in a second, saved up for two; beyond: 429; null: no limit.</param>
/// <param name="RequestsAtOnceMax">Requests of a key at once; beyond: 429.</param>
/// <param name="AuditEntriesKept">Entries of the audit log, newest first.</param>
/// <param name="EventIdsKept">Event ids remembered per network to find duplicates, newest first.</param>
/// <param name="SnapshotsKept">Snapshots kept per network, newest first.</param>
/// <param name="SnapshotDaysKept">Days of each of which the last snapshot is kept beyond these.</param>
/// <param name="CauseHistoryEventsMax">Events read again, at most, to find what caused one; beyond: 422.</param>
/// <param name="StreamsMax">Open streams of server-sent events; beyond: 503.</param>
/// <param name="ErrorsListedMax">Rejected rows listed in an answer; the rest is counted.</param>
/// <param name="CreateNetworksOnIngest">Whether posting to a network that does not exist creates it.</param>
/// <param name="ContentTypes">Content types taken.</param>
/// <param name="ContentEncodings">Content encodings taken.</param>
public sealed record LimitsAnswer(
    int BodyBytesMax, long BodyMemoryBytesMax, int RowsMax, int RowBytesMax, int NameBytesMax, int QueueEventsMax,
    double FutureSecondsMax, int NetworksMax, int ConnectionsMax, int KeysMax, double? RequestsPerSecondMax,
    double? EventsPerSecondMax, int RequestsAtOnceMax, long AuditEntriesKept, int EventIdsKept, int SnapshotsKept,
    int SnapshotDaysKept, int CauseHistoryEventsMax, int StreamsMax, int ErrorsListedMax, bool CreateNetworksOnIngest,
    IReadOnlyList<string> ContentTypes, IReadOnlyList<string> ContentEncodings)
{
    internal static LimitsAnswer Of(ServiceOptions options, BodyBudget bodies) => new(
        options.BodyBytesMax, bodies.BytesMax, options.RowsMax, options.RowBytesMax, options.NameBytesMax,
        options.QueueEventsMax, options.FutureMax.TotalSeconds, options.NetworksMax, options.ConnectionsMax,
        options.KeysMax, options.RequestsPerSecondMax, options.EventsPerSecondMax, options.RequestsAtOnceMax,
        options.AuditEntriesKept, options.EventIdsKept, options.SnapshotsKept,
        options.SnapshotDaysKept, options.CauseHistoryEventsMax, options.StreamsMax,
        EventReader.ErrorsKeptMax, options.CreateNetworksOnIngest, MediaTypes.Accepted, MediaTypes.Encodings);
}
