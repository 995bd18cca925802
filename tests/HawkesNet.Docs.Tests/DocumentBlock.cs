namespace HawkesNet.Docs.Tests;

/// <summary>A fenced block of a document.</summary>
/// <param name="Document">The document, relative to the root.</param>
/// <param name="Line">Line of its fence, from 1.</param>
/// <param name="Language">The word after the fence.</param>
/// <param name="Lines">What stands in it.</param>
/// <param name="IsRun">Whether the tests run it: no comment "not run" stands before it.</param>
internal sealed record DocumentBlock(
    string Document, int Line, string Language, IReadOnlyList<string> Lines, bool IsRun)
{
    private const string NotRun = "<!-- not run: ";
    private const string Prompt = "$ ";

    /// <summary>Whether it holds commands: `sh`, all of it, or `console`, the lines after a dollar sign.</summary>
    public bool HoldsCommands => Language is "sh" or "console";

    /// <summary>All blocks of a document, in order.</summary>
    public static IEnumerable<DocumentBlock> Of(string document)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Place.Root, document));
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                int end = Array.FindIndex(lines, i + 1, line => line.StartsWith("```", StringComparison.Ordinal));
                bool isRun = i == 0 || !lines[i - 1].StartsWith(NotRun, StringComparison.Ordinal);
                yield return new DocumentBlock(document, i + 1, lines[i][3..], lines[(i + 1)..end], isRun);
                i = end;
            }
        }
    }

    /// <summary>The commands, each with the output shown below it; null: none is shown.</summary>
    public IEnumerable<(string Command, IReadOnlyList<string>? Output)> Commands()
    {
        if (Language == "sh")
        {
            foreach (string command in Split(Lines))
            {
                yield return (command, null);
            }
            yield break;
        }
        int at = 0;
        while (at < Lines.Count)
        {
            Assert.True(Lines[at].StartsWith(Prompt, StringComparison.Ordinal), $"{Document}:{Line}: no prompt");
            int end = at + 1;
            string command = Lines[at][Prompt.Length..];
            while (command.EndsWith('\\') || IsOpen(command))
            {
                command += "\n" + Lines[end++];
            }
            int next = end;
            while (next < Lines.Count && !Lines[next].StartsWith(Prompt, StringComparison.Ordinal))
            {
                next++;
            }
            yield return (command, [.. Lines.Skip(end).Take(next - end)]);
            at = next;
        }
    }

    // A command goes on while its quotes or its here-document are open, or its line ends with a backslash.
    private static IEnumerable<string> Split(IReadOnlyList<string> lines)
    {
        string command = "";
        foreach (string line in lines)
        {
            command += (command.Length > 0 ? "\n" : "") + line;
            if (!line.EndsWith('\\') && !IsOpen(command))
            {
                if (command.Trim().Length > 0 && !command.StartsWith('#'))
                {
                    yield return command;
                }
                command = "";
            }
        }
        Assert.Equal("", command);
    }

    private static bool IsOpen(string command)
    {
        int here = command.IndexOf("<<'", StringComparison.Ordinal);
        if (here >= 0)
        {
            string word = command[(here + 3)..].Split('\'')[0];
            return !command.EndsWith("\n" + word, StringComparison.Ordinal);
        }
        return command.Count(c => c == '\'') % 2 == 1;
    }
}
