using HawkesNet.Service;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Cli.Http;

/// <summary>A service inside this process on a free loopback port.</summary>
internal sealed class LocalService : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly DirectoryInfo? temporary;

    private LocalService(WebApplication application, DirectoryInfo? temporary)
    {
        this.application = application;
        this.temporary = temporary;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Its networks.</summary>
    public NetworkRegistry Networks => application.Services.GetRequiredService<NetworkRegistry>();

    /// <summary>Starts it; only warnings are logged.</summary>
    /// <param name="store">Folder of its store; null: a temporary one, deleted at the end.</param>
    /// <param name="cancel">Gives up.</param>
    public static Task<LocalService> StartAsync(string? store = null, CancellationToken cancel = default)
    {
        DirectoryInfo? temporary = store is null ? Directory.CreateTempSubdirectory("hawkesnet-") : null;
        return StartAsync(
            new ServiceOptions { DataDirectory = store ?? temporary!.FullName }, temporary, cancel);
    }

    /// <summary>Starts it with settings; only warnings are logged.</summary>
    public static Task<LocalService> StartAsync(ServiceOptions options, CancellationToken cancel) =>
        StartAsync(options, temporary: null, cancel);

    private static async Task<LocalService> StartAsync(
        ServiceOptions options, DirectoryInfo? temporary, CancellationToken cancel)
    {
        WebApplication application = HawkesNetService.Build(
            options, ["http://127.0.0.1:0"],
            builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        var service = new LocalService(application, temporary);
        await application.StartAsync(cancel);
        string address = application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First();
        service.Address = new Uri(address.TrimEnd('/') + "/");
        return service;
    }

    /// <summary>Stops it, and deletes a temporary store.</summary>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
        temporary?.Delete(recursive: true);
    }
}
