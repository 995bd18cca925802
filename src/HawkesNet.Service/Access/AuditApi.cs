using System.Globalization;
using HawkesNet.Service.Learning;
using HawkesNet.Service.Query;
using HawkesNet.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HawkesNet.Service.Access;

/// <summary>Something that was done or read.</summary>
/// <param name="Id">Its number; later entries have higher ones.</param>
/// <param name="At">When, RFC 3339.</param>
/// <param name="Caller">By whom: the id of a key, or token: and the subject of a token.</param>
/// <param name="Action">The operation, by its name in this description.</param>
/// <param name="Network">In which network; null: in none.</param>
/// <param name="Subject">What of it, as an actor or key; null: all of it.</param>
/// <param name="Status">HTTP status of the answer.</param>
public sealed record AuditEntryAnswer(
    long Id, string At, string Caller, string Action, string? Network, string? Subject, int Status)
{
    internal static AuditEntryAnswer Of(AuditEntry entry) => new(
        entry.EntryId, TimeText.Format(entry.AtUnixMs * 1_000_000), entry.Caller, entry.Action, entry.Network,
        entry.Subject, (int)entry.Status);
}

/// <summary>A page of the audit log.</summary>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="NextCursor">The cursor of the next page; null: this is the last.</param>
public sealed record AuditAnswer(IReadOnlyList<AuditEntryAnswer> Entries, string? NextCursor);

/// <summary>The audit log.</summary>
internal static class AuditApi
{
    private const int PageEntries = 100;

    /// <summary>Maps the address.</summary>
    internal static void MapAudit(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/audit", GetAudit)
        .NeedsOnEveryNetwork(Scopes.Admin).WithTags("Access")
        .WithName("GetAudit").WithSummary("Who did or read what, and when.")
        .Produces<AuditAnswer>(StatusCodes.Status200OK, AnswerForm.Json, AnswerForm.Csv, AnswerForm.Arrow);

    /// <summary>Lists changes and reads of what concerns single actors, the newest first, 100 on a page. Also as
    /// text/csv and as an Arrow stream; the address of the next page is then in the header Link.</summary>
    /// <param name="cursor">Where the page begins, as the page before it says.</param>
    /// <param name="registry">The networks.</param>
    /// <param name="request">The request.</param>
    internal static IResult GetAudit(string? cursor, NetworkRegistry registry, HttpRequest request)
    {
        long before = long.MaxValue;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            return Problems.BadParameter("cursor", "The cursor must be as the page before it says.");
        }
        IReadOnlyList<AuditEntry> entries = new AuditTable(registry.OpenStore()).List(before, PageEntries + 1);
        AuditEntryAnswer[] page = [.. entries.Take(PageEntries).Select(AuditEntryAnswer.Of)];
        string? next = entries.Count > PageEntries ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : null;
        if (next is not null)
        {
            request.HttpContext.Response.Headers.Link =
                $"<{request.PathBase}{request.Path}?cursor={next}>; rel=\"next\"";
        }
        return AnswerTable.OrJson(request, new AuditAnswer(page, next), Table);
    }

    private static AnswerTable Table(AuditAnswer answer)
    {
        var table = new AnswerTable(
        [
            .. TableColumn.Wholes("id"),
            .. TableColumn.Texts("at", "caller", "action", "network", "subject"),
            .. TableColumn.Wholes("status"),
        ]);
        foreach (AuditEntryAnswer entry in answer.Entries)
        {
            table.Row(
                entry.Id, entry.At, entry.Caller, entry.Action, entry.Network, entry.Subject, entry.Status);
        }
        return table;
    }
}
