using Xunit;

namespace HawkesNet.Browser.Tests;

/// <summary>The system's Chromium: the tests download no browser.</summary>
internal static class Chromium
{
    private static readonly string[] names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Its program; null: there is none.</summary>
    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(_ => names, (folder, name) => System.IO.Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>Whether tests that need it must fail without it.</summary>
    public static bool IsPromised => Environment.GetEnvironmentVariable("CI") == "true";
}

/// <summary>A test that needs Chromium: skipped where there is none, unless CI promises one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>Decides whether it is skipped.</summary>
    public BrowserFactAttribute() =>
        Skip = Chromium.Path is null && !Chromium.IsPromised ? "There is no Chromium on this machine." : null;
}

/// <summary>A test with cases that needs Chromium: skipped where there is none, unless CI promises one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    /// <summary>Decides whether it is skipped.</summary>
    public BrowserTheoryAttribute() =>
        Skip = Chromium.Path is null && !Chromium.IsPromised ? "There is no Chromium on this machine." : null;
}
