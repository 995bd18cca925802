using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HawkesNet.Tidy.Tests;

/// <summary>Rules that need the syntax tree of a C# file.</summary>
internal static class CodeRules
{
    public const int MethodLinesMax = 70;

    private static readonly string[] forbiddenEndings = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility"];

    private static readonly string[] forbiddenNames =
        ["Common", "Shared", "Abstractions", "Contracts", .. forbiddenEndings];

    /// <summary>Words of other vocabularies for actor, dyad, tie, cluster, source and target.</summary>
    private static readonly string[] foreignWords =
        ["node", "nodes", "vertex", "edge", "edges", "user", "users", "sender", "senders", "receiver", "recipient",
            "community", "communities", "adjacency", "tau", "lam"];

    public static CompilationUnitSyntax Parse(string text) =>
        CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetCompilationUnitRoot();

    public static IEnumerable<Finding> MethodLength(string file, CompilationUnitSyntax tree) =>
        from method in tree.DescendantNodes()
        where method is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
            or AnonymousFunctionExpressionSyntax
        let lines = LastLine(method) - FirstLine(method) + 1
        where lines > MethodLinesMax
        select new Finding(file, FirstLine(method), $"a method of {lines} lines, more than {MethodLinesMax}");

    public static IEnumerable<Finding> Regions(string file, CompilationUnitSyntax tree) =>
        from trivia in tree.DescendantTrivia()
        where trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)
        select new Finding(file, Line(trivia.GetLocation()), "a region");

    public static IEnumerable<Finding> CommentedOutCode(string file, CompilationUnitSyntax tree) =>
        from trivia in tree.DescendantTrivia()
        where trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
        where LooksLikeCode(trivia.ToString())
        select new Finding(file, Line(trivia.GetLocation()), "code in a comment");

    public static IEnumerable<Finding> BlockNamespaces(string file, CompilationUnitSyntax tree) =>
        from space in tree.DescendantNodes().OfType<NamespaceDeclarationSyntax>()
        select new Finding(file, FirstLine(space), "a namespace in braces");

    public static IEnumerable<Finding> TypeNames(string file, CompilationUnitSyntax tree) =>
        from type in tree.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        let name = type.Identifier.Text
        where forbiddenNames.Contains(name)
            || forbiddenEndings.Any(end => name.EndsWith(end, StringComparison.Ordinal))
        select new Finding(file, Line(type.Identifier.GetLocation()), $"a type named {name}");

    /// <summary>Folders that name no part of the model and no dependency.</summary>
    public static IEnumerable<Finding> FolderNames(string file) =>
        from folder in file.Split('/')[..^1]
        where forbiddenNames.Contains(folder)
        select new Finding(file, 1, $"a folder named {folder}");

    /// <summary>Declared names with a word of another vocabulary as a whole part: NodeCount, not Knowledge.</summary>
    public static IEnumerable<Finding> ForeignWords(string file, CompilationUnitSyntax tree) =>
        from identifier in DeclaredNames(tree)
        let word = Parts(identifier.Text).FirstOrDefault(part => foreignWords.Contains(part))
        where word is not null
        select new Finding(file, Line(identifier.GetLocation()),
            $"'{word}' in {identifier.Text} is not a word of ours");

    /// <summary>Test methods are sentences: words joined by underscores.</summary>
    public static IEnumerable<Finding> TestNames(string file, CompilationUnitSyntax tree) =>
        from method in TestMethods(tree)
        let name = method.Identifier.Text
        where !name.Contains('_', StringComparison.Ordinal) || !char.IsUpper(name[0])
        select new Finding(file, Line(method.Identifier.GetLocation()), $"{name} is not a sentence");

    /// <summary>Splits a name at capitals, digits and underscores; parts in lower case.</summary>
    public static IEnumerable<string> Parts(string name)
    {
        int start = 0;
        for (int i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || IsCut(name, i))
            {
                yield return name[start..i].Trim('_', '@').ToLowerInvariant();
                start = i;
            }
        }
    }

    private static bool IsCut(string name, int i) =>
        name[i] == '_' || (char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
        || char.IsDigit(name[i]) != char.IsDigit(name[i - 1]);

    private static IEnumerable<MethodDeclarationSyntax> TestMethods(CompilationUnitSyntax tree) =>
        from method in tree.DescendantNodes().OfType<MethodDeclarationSyntax>()
        where method.AttributeLists.SelectMany(list => list.Attributes)
            .Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
        select method;

    private static IEnumerable<SyntaxToken> DeclaredNames(CompilationUnitSyntax tree) =>
        tree.DescendantNodes().Select(node => node switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier,
            MethodDeclarationSyntax method => method.Identifier,
            PropertyDeclarationSyntax property => property.Identifier,
            ParameterSyntax parameter => parameter.Identifier,
            VariableDeclaratorSyntax variable => variable.Identifier,
            SingleVariableDesignationSyntax variable => variable.Identifier,
            ForEachStatementSyntax loop => loop.Identifier,
            LocalFunctionStatementSyntax function => function.Identifier,
            EnumMemberDeclarationSyntax member => member.Identifier,
            _ => default,
        }).Where(token => !token.IsKind(SyntaxKind.None));

    private static bool LooksLikeCode(string comment)
    {
        string last = comment.TrimEnd('/', '*', ' ').TrimEnd();
        return last.EndsWith(';') || last.EndsWith('{') || last.EndsWith('}');
    }

    private static int FirstLine(SyntaxNode node) => Line(node.GetLocation());

    private static int LastLine(SyntaxNode node) => node.GetLocation().GetLineSpan().EndLinePosition.Line + 1;

    private static int Line(Location location) => location.GetLineSpan().StartLinePosition.Line + 1;
}
