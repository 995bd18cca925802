using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;

namespace HawkesNet.Docs.Tests;

/// <summary>A C# client made from docs/openapi.json, compiled together with the sample that uses it.</summary>
internal static class GeneratedClient
{
    private static readonly string[] usings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http",
        "System.Threading.Tasks",
    ];

    /// <summary>The client's source.</summary>
    public static async Task<string> GenerateAsync()
    {
        OpenApiDocument document = await OpenApiDocument.FromJsonAsync(
            await File.ReadAllTextAsync(Path.Combine(Place.Root, "docs", "openapi.json")));
        var settings = new CSharpClientGeneratorSettings
        {
            ClassName = "HawkesNetClient",
            UseBaseUrl = false,
            GenerateOptionalParameters = true,
        };
        settings.CSharpGeneratorSettings.Namespace = "HawkesNet.Client";
        settings.CSharpGeneratorSettings.JsonLibrary = CSharpJsonLibrary.SystemTextJson;
        settings.CSharpGeneratorSettings.GenerateNullableReferenceTypes = true;
        settings.CSharpGeneratorSettings.GenerateOptionalPropertiesAsNullable = true;
        return new CSharpClientGenerator(document, settings).GenerateFile();
    }

    /// <summary>Compiles sources to a program; a warning of the sample is an error.</summary>
    public static Assembly Compile(string client, string sample)
    {
        string implicitUsings = string.Concat(usings.Select(name => $"global using {name};\n"));
        var parse = new CSharpParseOptions(LanguageVersion.Latest);
        SyntaxTree user = CSharpSyntaxTree.ParseText(sample, parse, "Ask.cs");
        CSharpCompilation compilation = CSharpCompilation.Create(
            "ask",
            [
                user, CSharpSyntaxTree.ParseText(client, parse, "Client.cs"),
                CSharpSyntaxTree.ParseText(implicitUsings, parse),
            ],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        Assert.Empty(compilation.Emit(image).Diagnostics.Where(found =>
            found.Severity == DiagnosticSeverity.Error
            || (found.Severity == DiagnosticSeverity.Warning && found.Location.SourceTree == user)));
        return Assembly.Load(image.ToArray());
    }
}
