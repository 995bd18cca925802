using HawkesNet.Service.Access;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Service.Networks;
using HawkesNet.Service.Operations;
using HawkesNet.Service.Privacy;
using HawkesNet.Service.Query;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace HawkesNet.Service;

/// <summary>The whole service, put together. Read it top to bottom.</summary>
public static class HawkesNetService
{
    /// <summary>Where the service listens unless told otherwise: this machine only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    private const long DroppedBytesMax = 64 * 1024 * 1024;

    // What stands in a connection before it is read; the rest of a body waits at its sender.
    private const long UnreadBytesMax = 256 * 1024;

    private static readonly TimeSpan ShutdownMax = TimeSpan.FromSeconds(30);

    /// <summary>Builds the service; the caller starts it. Stopping it drains the queues and stops the
    /// learners.</summary>
    /// <param name="options">Limits and settings.</param>
    /// <param name="urls">Where to listen; empty: <see cref="DefaultUrl"/>. Port 0 takes a free port.</param>
    /// <param name="configure">Last changes before the service is built, such as another clock or other
    /// logging.</param>
    public static WebApplication Build(
        ServiceOptions options, IReadOnlyList<string> urls, Action<WebApplicationBuilder>? configure = null)
    {
        RequestBody.RequireStrictDecompression();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = "HawkesNet.Service",
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.WebHost.UseUrls([.. urls.Count > 0 ? urls : [DefaultUrl]]);
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        AddLogging(builder.Logging);
        AddServices(builder.Services, options, urls.Count > 0 ? urls : [DefaultUrl]);
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        Telemetry telemetry = app.Services.GetRequiredService<Telemetry>();
        telemetry.Watch(
            app.Services.GetRequiredService<NetworkRegistry>(), app.Services.GetRequiredService<BodyBudget>());
        app.UseSafeHeaders();
        app.UseProblems();
        app.UseRouting();
        app.UseHttpMetrics(http => http.SetMetricFactory(telemetry.Metrics));
        app.UseMiddleware<AccessGate>();
        app.MapKeys();
        app.MapAudit();
        app.MapIngest();
        app.MapNetworks();
        app.MapQueries();
        app.MapNames();
        app.MapHealth();
        app.MapHomePage();
        app.MapMetrics("/metrics", telemetry.Registry).NeedsOnEveryNetwork(Scopes.Read);
        app.UseHawkesNetSwagger();
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, ServiceOptions options)
    {
        kestrel.AddServerHeader = false;
        // The service itself refuses what is over its limit, and the rest of such a body is read and dropped up to
        // here: a client that is cut off while it still sends would not see the answer.
        kestrel.Limits.MaxRequestBodySize = options.BodyBytesMax + DroppedBytesMax;
        kestrel.Limits.MaxRequestBufferSize = UnreadBytesMax;
        kestrel.Limits.MaxRequestLineSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.MaxConcurrentConnections = options.ConnectionsMax;
    }

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        // Messages go to stderr: stdout belongs to the results of the command line.
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Why a start failed is said by the program, in a sentence; the host would put its whole stack before that.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }

    private static void AddServices(IServiceCollection services, ServiceOptions options, IReadOnlyList<string> urls)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Telemetry>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<BodyBudget>();
        services.AddSingleton<StreamSlots>();
        services.AddSingleton<Removals>();
        services.AddSingleton<NetworkRegistry>();
        services.AddHostedService(provider => provider.GetRequiredService<NetworkRegistry>());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<KeyRing>(provider, urls));
        services.AddHostedService(provider => provider.GetRequiredService<KeyRing>());
        services.AddSingleton<RateLimits>();
        services.AddSingleton<AuditLog>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditLog>());
        if (options.Tokens is { } tokens)
        {
            TokenReader.Add(services, tokens);
        }
        services.AddHawkesNetSwagger();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownMax);
    }
}
