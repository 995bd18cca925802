using System.Net;
using System.Text;
using HawkesNet.Service.Access;
using HawkesNet.Service.Learning;
using HawkesNet.Service.Networks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HawkesNet.Service.Operations;

/// <summary>The page for people at <c>/</c>: what this is, the networks, and a line to copy. Nothing comes from
/// elsewhere.</summary>
public static class HomePage
{
    private const string Head = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>HawkesNet</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { padding: .35rem .75rem; border-bottom: 1px solid #8886; text-align: right; }
        .wide { overflow-x: auto; }
        th:first-child, td:first-child { text-align: left; }
        pre { padding: .75rem; border: 1px solid #8886; border-radius: .4rem; overflow-x: auto; }
        </style>
        </head>
        <body>
        <main>
        <h1>HawkesNet</h1>
        <p>Learns from a stream of events between actors who acts when, on whom, and what sets it off, and answers
        questions about it: intensities, forecasts, influence, and how well the model fits.</p>
        <p><a href="/swagger">Every operation, to try out</a> · <a href="/v1/limits">limits</a> ·
        <a href="/readyz">readiness</a> · <a href="/metrics">metrics</a></p>
        """;

    private const string TableHead = """
        <div class="wide" tabindex="0" role="region" aria-label="Networks">
        <table>
        <thead><tr><th scope="col">Network</th><th scope="col">Events learned</th><th scope="col">Actors</th>
        <th scope="col">Types</th><th scope="col">Late</th><th scope="col">Duplicates</th>
        <th scope="col">Learner</th></tr></thead>
        <tbody>
        """;

    /// <summary>Maps the page.</summary>
    public static void MapHomePage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", GetHomePage).IsForAnyone().ExcludeFromDescription();

    /// <summary>The page.</summary>
    /// <param name="registry">The networks.</param>
    /// <param name="request">For the address of the line to copy.</param>
    public static IResult GetHomePage(NetworkRegistry registry, HttpRequest request)
    {
        StringBuilder html = new(Head);
        html.Append("<h2>Networks</h2>\n");
        AppendNetworks(html, registry, Caller.Of(request.HttpContext));
        string address = WebUtility.HtmlEncode($"{request.Scheme}://{request.Host}");
        html.Append($$"""
            <h2>Try it</h2>
            <pre tabindex="0"><code>curl {{address}}/v1/networks/demo/events \
              -H 'Content-Type: application/json' \
              -d '{"time":"2026-03-01T12:00:00Z","source":"ann","target":"bob","type":"mail"}'</code></pre>
            </main>
            </body>
            </html>

            """);
        return TypedResults.Content(html.ToString(), "text/html; charset=utf-8");
    }

    private static void AppendNetworks(StringBuilder html, NetworkRegistry registry, Caller caller)
    {
        if (!caller.HasAny(Scopes.Read))
        {
            html.Append("<p>This service asks for a key, so its networks are not listed here.</p>\n");
            return;
        }
        if (registry.All.Count == 0)
        {
            html.Append("<p>None yet: the first event posted to a network creates it.</p>\n");
            return;
        }
        html.Append(TableHead);
        foreach (Network network in registry.All)
        {
            NetworkCounts counts = NetworkCounts.Of(network);
            string name = WebUtility.HtmlEncode(network.Name);
            html.Append($"<tr><td><a href=\"/v1/networks/{name}\">{name}</a></td><td>{counts.AppliedPosition:N0}</td>")
                .Append($"<td>{counts.Actors:N0}</td><td>{counts.Types:N0}</td><td>{counts.Late:N0}</td>")
                .Append($"<td>{counts.Duplicates:N0}</td>")
                .Append($"<td>{(counts.LearnerError is null ? "runs" : "stopped")}</td></tr>\n");
        }
        html.Append("</tbody>\n</table>\n</div>\n");
    }
}
