using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Xunit;

namespace HawkesNet.Service.Tests.Query;

/// <summary>The service in process over a store of its own, gone with it.</summary>
public sealed class QueryHost : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("hawkesnet-query-").FullName;
    private WebApplication application = null!;

    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        application = HawkesNetService.Build(
            new ServiceOptions { DataDirectory = folder }, [], builder =>
            {
                builder.WebHost.UseTestServer();
                builder.Logging.ClearProviders();
            });
        await application.StartAsync();
        Client = application.GetTestClient();
    }

    public async Task DisposeAsync()
    {
        await application.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
