namespace HawkesNet.Cli.Events;

/// <summary>An input file that cannot be used, and where: exit code 2.</summary>
internal sealed class InputException(string file, long line, string message) : Exception(message)
{
    /// <summary>The place and the reason, as compilers print it.</summary>
    public string Describe() => line > 0 ? $"{file}:{line}: {Message}" : $"{file}: {Message}";
}
