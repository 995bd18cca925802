namespace HawkesNet.Tidy.Tests;

/// <summary>Every code rule can fail.</summary>
public class CodeRulesTests
{
    [Theory]
    [InlineData("void M()\n{{\n{0}}}", 67, 0)]
    [InlineData("void M()\n{{\n{0}}}", 68, 1)]
    [InlineData("A()\n{{\n{0}}}", 68, 1)]
    [InlineData("int P {{ get\n{{\n{0}return 1; }} }}", 69, 1)]
    [InlineData("void M() => Call(() =>\n{{\n{0}}});", 69, 2)]
    public void A_method_of_more_than_70_lines_is_found(string shape, int inner, int findings)
    {
        string body = string.Concat(Enumerable.Repeat("Call();\n", inner));
        string text = "class A\n{\n" + string.Format(null, shape, body) + "\n}\n";
        Assert.Equal(findings, CodeRules.MethodLength("a.cs", CodeRules.Parse(text)).Count());
    }

    [Fact]
    public void Braces_in_strings_do_not_mislead_the_method_rule()
    {
        string text = "class A { void M() { var s = \"}}}\"; var c = '}'; var r = \"\"\"\n{ { {\n\"\"\"; } }";
        Assert.Empty(CodeRules.MethodLength("a.cs", CodeRules.Parse(text)));
    }

    [Fact]
    public void A_region_is_found() =>
        Assert.Equal(2, Assert.Single(CodeRules.Regions("a.cs",
            CodeRules.Parse("class A {\n#region x\n#endregion\n}"))).Line);

    [Theory]
    [InlineData("// Call();", 1)]
    [InlineData("/* if (x) { */", 1)]
    [InlineData("// The sum is kept, since the parts are lost", 0)]
    public void Code_in_a_comment_is_found(string comment, int findings) =>
        Assert.Equal(findings, CodeRules.CommentedOutCode("a.cs", CodeRules.Parse(comment + "\nclass A;")).Count());

    [Fact]
    public void A_namespace_in_braces_is_found()
    {
        Assert.Single(CodeRules.BlockNamespaces("a.cs", CodeRules.Parse("namespace A { class B; }")));
        Assert.Empty(CodeRules.BlockNamespaces("a.cs", CodeRules.Parse("namespace A; class B;")));
    }

    [Theory]
    [InlineData("class LogManager;", 1)]
    [InlineData("static class StringHelpers;", 1)]
    [InlineData("record Common;", 1)]
    [InlineData("class SharedParameters;", 0)]
    public void A_type_that_is_named_for_nothing_is_found(string text, int findings) =>
        Assert.Equal(findings, CodeRules.TypeNames("a.cs", CodeRules.Parse(text)).Count());

    [Theory]
    [InlineData("src/HawkesNet.Model/Helpers/A.cs", 1)]
    [InlineData("src/HawkesNet.Model/Events/A.cs", 0)]
    public void A_folder_that_is_named_for_nothing_is_found(string file, int findings) =>
        Assert.Equal(findings, CodeRules.FolderNames(file).Count());

    [Theory]
    [InlineData("class NodeCount;", 1)]
    [InlineData("class A { int edgeWeight; }", 1)]
    [InlineData("class A { void M(int sender_id) { } }", 1)]
    [InlineData("class A { void M() { foreach (var user in X) { } } }", 1)]
    [InlineData("class A { int actorCount; bool Knowledge; }", 0)]
    [InlineData("class A { void M() => Context.User.Name(); }", 0)]
    public void A_word_of_another_vocabulary_is_found_where_it_is_declared(string text, int findings) =>
        Assert.Equal(findings, CodeRules.ForeignWords("a.cs", CodeRules.Parse(text)).Count());

    [Theory]
    [InlineData("class A { [Fact] public void Works() { } }", 1)]
    [InlineData("class A { [Theory, InlineData(1)] public void compensator_is_positive(int a) { } }", 1)]
    [InlineData("class A { [Fact] public void Compensator_is_positive() { } }", 0)]
    public void A_test_that_is_not_a_sentence_is_found(string text, int findings) =>
        Assert.Equal(findings, CodeRules.TestNames("a.cs", CodeRules.Parse(text)).Count());

    [Fact]
    public void Names_are_split_at_capitals_digits_and_underscores() =>
        Assert.Equal(["queue", "events", "2", "max", "utf", "8"], CodeRules.Parts("QueueEvents2_maxUtf8"));
}
