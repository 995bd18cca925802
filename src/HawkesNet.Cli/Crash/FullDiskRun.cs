using System.Net;
using System.Net.Http.Headers;
using HawkesNet.Cli.Bench;
using HawkesNet.Cli.Http;
using HawkesNet.Service.Ingest;

namespace HawkesNet.Cli.Crash;

/// <summary>The whole service on a disk that is full for a while: what clients are told, and that it goes on by itself
/// once there is room again.</summary>
internal static class FullDiskRun
{
    private const int RowsPerBody = 20;
    private const int BodiesBefore = 3;
    private const int BodiesWhileFull = 4;
    private const int BodiesAfter = 3;

    /// <summary>Runs it; gives what broke a promise.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(string folder, CancellationToken cancel)
    {
        List<string> broken = [];
        Directory.CreateDirectory(folder);
        FaultyDisk.Arm(folder, DiskFault.Full, long.MaxValue);
        await using (LocalService service = await LocalService.StartAsync(folder, cancel))
        {
            using var http = new HttpClient { BaseAddress = service.Address };
            int body = 0;
            for (; body < BodiesBefore; body++)
            {
                Expect(broken, await PostAsync(http, body, cancel), HttpStatusCode.OK);
            }
            FaultyDisk.Arm(folder, DiskFault.Full, 1);
            for (int i = 0; i < BodiesWhileFull; i++)
            {
                Expect(broken, await PostAsync(http, body, cancel), HttpStatusCode.ServiceUnavailable);
                using HttpResponseMessage answer = await http.GetAsync(
                    new Uri($"v1/networks/{CrashTest.Network}", UriKind.Relative), cancel);
                Expect(broken, (answer.StatusCode, null), HttpStatusCode.OK);
            }
            FaultyDisk.Heal();
            for (; body < BodiesBefore + BodiesAfter; body++)
            {
                Expect(broken, await PostAsync(http, body, cancel), HttpStatusCode.OK);
            }
        }
        var audit = LogAudit.Read(new StorePlace(folder), (BodiesBefore + BodiesAfter) * RowsPerBody);
        if (audit != new LogAudit((BodiesBefore + BodiesAfter) * RowsPerBody, 0, 0, 0))
        {
            broken.Add(audit.ToString());
        }
        return broken;
    }

    private static async Task<(HttpStatusCode Status, RetryConditionHeaderValue? Retry)> PostAsync(
        HttpClient http, int body, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(IngestBench.Body(
            BodyFormat.NdJson, (long)body * RowsPerBody, RowsPerBody, actors: 30, gapNanoseconds: 10_000_000));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using HttpResponseMessage answer = await http.PostAsync(
            new Uri($"v1/networks/{CrashTest.Network}/events?unit=ns", UriKind.Relative), content, cancel);
        return (answer.StatusCode, answer.Headers.RetryAfter);
    }

    private static void Expect(
        List<string> broken, (HttpStatusCode Status, RetryConditionHeaderValue? Retry) answer, HttpStatusCode expected)
    {
        if (answer.Status != expected)
        {
            broken.Add($"answered {(int)answer.Status} instead of {(int)expected}");
        }
        if (answer.Status == HttpStatusCode.ServiceUnavailable && answer.Retry is null)
        {
            broken.Add("503 without Retry-After");
        }
    }
}
