using HawkesNet.Service.Learning;
using HawkesNet.Service.Query;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace HawkesNet.Service.Tests.Query;

internal static class QueryHost
{
    internal static async Task<WebApplication> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<NetworkRegistry>();
        builder.Services.AddHawkesNetSwagger();
        WebApplication application = builder.Build();
        application.UseHawkesNetSwagger();
        application.MapQueries();
        await application.StartAsync();
        return application;
    }
}
