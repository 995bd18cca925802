using System.Net;
using System.Net.Sockets;

namespace HawkesNet.Docs.Tests;

/// <summary>Where the repository and the built program are, and whether an interpreter is.</summary>
internal static class Place
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of the samples.</summary>
    public static string Samples => Path.Combine(Root, "docs", "samples");

    /// <summary>The program as it was built with these tests.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "hawkesnet.dll");

    /// <summary>Whether a program is on the path.</summary>
    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HawkesNet.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("the tests run outside the repository");
        }
        return folder;
    }
}
