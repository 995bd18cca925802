using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HawkesNet.Tidy.Tests;

/// <summary>The code rules over the whole repository.</summary>
public class CodeTests
{
    private static readonly (string File, CompilationUnitSyntax Tree)[] code =
        [.. Repository.CSharpFiles.Select(file => (file, CodeRules.Parse(Repository.Read(file))))];

    [Fact]
    public void No_method_is_longer_than_70_lines() => Check(CodeRules.MethodLength);

    [Fact]
    public void There_are_no_regions() => Check(CodeRules.Regions);

    [Fact]
    public void There_is_no_code_in_comments() => Check(CodeRules.CommentedOutCode);

    [Fact]
    public void Namespaces_are_file_scoped() => Check(CodeRules.BlockNamespaces);

    [Fact]
    public void No_type_is_named_for_nothing() => Check(CodeRules.TypeNames);

    [Fact]
    public void No_source_folder_is_named_for_nothing() => CheckSource((file, _) => CodeRules.FolderNames(file));

    [Fact]
    public void One_thing_has_one_word() => CheckSource(CodeRules.ForeignWords);

    [Fact]
    public void Test_names_are_sentences() => Check(CodeRules.TestNames);

    [Fact]
    public void Every_namespace_follows_its_folder() => CheckSource((file, tree) =>
        from space in tree.Members.OfType<FileScopedNamespaceDeclarationSyntax>()
        let expected = string.Join('.', file.Split('/')[1..^1])
        where space.Name.ToString() != expected
        select new Finding(file, 1, $"the namespace is {space.Name}, the folder {expected}"));

    private static void Check(Func<string, CompilationUnitSyntax, IEnumerable<Finding>> rule) =>
        Finding.AssertNone(code.SelectMany(item => rule(item.File, item.Tree)));

    private static void CheckSource(Func<string, CompilationUnitSyntax, IEnumerable<Finding>> rule) =>
        Finding.AssertNone(code.Where(item => Repository.IsSource(item.File))
            .SelectMany(item => rule(item.File, item.Tree)));
}
