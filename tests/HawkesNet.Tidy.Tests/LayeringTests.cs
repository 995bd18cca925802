using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace HawkesNet.Tidy.Tests;

/// <summary>Arrows between projects go down only, and the model touches neither files nor clocks.</summary>
public class LayeringTests
{
    private static readonly Dictionary<string, string[]> allowed = new()
    {
        ["HawkesNet.Model"] = [],
        ["HawkesNet.Gpu"] = ["HawkesNet.Model"],
        ["HawkesNet.Storage"] = ["HawkesNet.Model"],
        ["HawkesNet.Service"] = ["HawkesNet.Storage", "HawkesNet.Model"],
        ["HawkesNet.Cli"] = ["HawkesNet.Service", "HawkesNet.Gpu", "HawkesNet.Storage", "HawkesNet.Model"],
    };

    public static TheoryData<string> Projects =>
        [.. Repository.ProjectFiles.Where(Repository.IsSource).Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_lies_below_it(string project)
    {
        XDocument text = XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj"));
        IEnumerable<string> references = text.Descendants("ProjectReference")
            .Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value));
        Assert.Empty(references.Except(allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_compiled_project_uses_only_what_lies_below_it(string project)
    {
        using PEReader file = Open(project);
        MetadataReader reader = file.GetMetadataReader();
        IEnumerable<string> references = reader.AssemblyReferences
            .Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))
            .Where(name => name.StartsWith("HawkesNet.", StringComparison.Ordinal));
        Assert.Empty(references.Except(allowed[project]));
    }

    [Theory]
    [InlineData("System.IO")]
    [InlineData("System.Net")]
    [InlineData("System.Threading.Tasks")]
    [InlineData("System.Diagnostics.Stopwatch")]
    [InlineData("System.Random")]
    [InlineData("System.DateTime")]
    [InlineData("System.TimeProvider")]
    public void The_model_uses_no(string name)
    {
        IEnumerable<string> uses = TypesUsed("HawkesNet.Model")
            .Where(type => type == name || type.StartsWith(name + ".", StringComparison.Ordinal));
        Assert.Empty(uses);
    }

    [Fact]
    public void The_types_a_project_uses_are_found_in_what_was_compiled() =>
        Assert.Contains("System.IO.Path", TypesUsed("HawkesNet.Tidy.Tests"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_interface_has_a_single_implementation(string project)
    {
        Type[] types = Load(project).GetTypes();
        IEnumerable<Type> lonely = types.Where(type => type.IsInterface
            && types.Count(other => other.IsClass && type.IsAssignableFrom(other)) == 1);
        Assert.Empty(lonely);
    }

    private static IEnumerable<string> TypesUsed(string project)
    {
        using PEReader file = Open(project);
        MetadataReader reader = file.GetMetadataReader();
        return [.. reader.TypeReferences.Select(reader.GetTypeReference)
            .Select(type => $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}")];
    }

    private static PEReader Open(string project) => new(File.OpenRead(PathOf(project)));

    private static Assembly Load(string project) => Assembly.LoadFrom(PathOf(project));

    private static string PathOf(string project)
    {
        string name = project == "HawkesNet.Cli" ? "hawkesnet" : project;
        return Path.Combine(AppContext.BaseDirectory, name + ".dll");
    }
}
