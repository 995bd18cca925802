using System.Runtime.CompilerServices;
using Xunit;

namespace HawkesNet.Model.Tests.Oracles;

/// <summary>A test over a recorded data set from outside the project; skipped, visibly, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(string fileName)
    {
        if (Find(fileName) is null)
        {
            Skip = $"../shared/data/{fileName}, relative to the repository root, is not there";
        }
    }

    /// <summary>The path of a data set, or null.</summary>
    public static string? Find(string fileName)
    {
        string path = Path.Combine(RepositoryRoot(), "..", "shared", "data", fileName);
        return File.Exists(path) ? path : null;
    }

    private static string RepositoryRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
