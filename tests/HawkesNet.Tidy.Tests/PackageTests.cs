using System.Xml.Linq;

namespace HawkesNet.Tidy.Tests;

/// <summary>Every package has one version, in one place, and is used.</summary>
public class PackageTests
{
    private static readonly XDocument pins = XDocument.Parse(Repository.Read("Directory.Packages.props"));

    private static IEnumerable<string> Pinned => Names(pins, "PackageVersion");

    [Fact]
    public void Every_pinned_package_is_used() => Assert.Empty(Pinned.Except(Used()));

    [Fact]
    public void Every_used_package_is_pinned() => Assert.Empty(Used().Except(Pinned));

    [Fact]
    public void Every_package_is_pinned_once() => Assert.Equal(Pinned.Distinct().Count(), Pinned.Count());

    [Fact]
    public void Every_pin_is_one_exact_version() =>
        Assert.All(pins.Descendants("PackageVersion"),
            pin => Assert.Matches(@"^\d+\.\d+\.\d+(\.\d+)?$", pin.Attribute("Version")!.Value));

    [Fact]
    public void Packages_of_the_platform_stay_on_its_major_version() =>
        Assert.All(
            pins.Descendants("PackageVersion").Where(pin => IsOfThePlatform(pin.Attribute("Include")!.Value)),
            pin => Assert.StartsWith("10.", pin.Attribute("Version")!.Value, StringComparison.Ordinal));

    [Fact]
    public void No_project_names_a_version() =>
        Assert.All(Repository.ProjectFiles, file => Assert.DoesNotContain(
            XDocument.Parse(Repository.Read(file)).Descendants("PackageReference"),
            item => item.Attribute("Version") is not null || item.Attribute("VersionOverride") is not null));

    [Fact]
    public void Every_project_has_its_lock_file() =>
        Assert.All(Repository.ProjectFiles,
            file => Assert.Contains(file[..(file.LastIndexOf('/') + 1)] + "packages.lock.json", Repository.Files));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Repository.Read("HawkesNet.sln").Replace('\\', '/');
        Assert.All(Repository.ProjectFiles, file => Assert.Contains(file, solution, StringComparison.Ordinal));
    }

    private static string[] Used() =>
        [.. Repository.ProjectFiles.Concat(["Directory.Build.props"])
            .SelectMany(file => Names(XDocument.Parse(Repository.Read(file)), "PackageReference")).Distinct()];

    private static IEnumerable<string> Names(XDocument text, string element) =>
        text.Descendants(element).Select(item => item.Attribute("Include")!.Value);

    private static bool IsOfThePlatform(string package) =>
        package.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
        || package.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
        || package.StartsWith("Microsoft.Data.", StringComparison.Ordinal)
        || package.StartsWith("System.", StringComparison.Ordinal);
}
