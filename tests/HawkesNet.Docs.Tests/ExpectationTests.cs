using System.Text.Json.Nodes;

namespace HawkesNet.Docs.Tests;

/// <summary>The comparison of documents itself: it must be able to fail.</summary>
public sealed class ExpectationTests
{
    [Theory]
    [InlineData("one\ntwo", "one\ntwo\n")]
    [InlineData("…\ntwo", "anything\nat all\ntwo\n")]
    [InlineData("read … in … s", "read 5,000 events in 0.31 s\n")]
    [InlineData("score -10.71", "score -10.72\n")]
    [InlineData("│ ratio │  0.447 │", "│ ratio   │ 0.446 │\n")]
    [InlineData("a40,a5,t0", "a40,a5,t0\n")]
    public void What_is_printed_as_shown_passes(string shown, string printed) =>
        Assert.Null(Expectation.Missing(shown.Split('\n'), printed));

    [Theory]
    [InlineData("one\ntwo", "one\n")]
    [InlineData("one", "one\ntwo\n")]
    [InlineData("…\nthree", "one\ntwo\n")]
    [InlineData("score -10.71", "score -10.95\n")]
    [InlineData("score -10.71", "score 10.71\n")]
    [InlineData("6000 events", "7000 events\n")]
    [InlineData("good, stable", "good, explosive\n")]
    [InlineData("a40,a5,t0", "a41,a5,t0\n")]
    public void What_is_printed_otherwise_fails(string shown, string printed) =>
        Assert.NotNull(Expectation.Missing(shown.Split('\n'), printed));

    [Fact]
    public void A_member_that_an_answer_lacks_is_found()
    {
        JsonNode shown = JsonNode.Parse("""{"a": {"b": 1}, "list": [{"c": 2}], "none": null}""")!;
        Assert.Empty(Expectation.MissingMembers(shown, JsonNode.Parse(
            """{"a": {"b": 7, "more": 1}, "list": [{"c": 0}], "none": 4}""")));
        Assert.Equal(
            ["/a/b", "/list[]/c", "/none"],
            Expectation.MissingMembers(shown, JsonNode.Parse("""{"a": {}, "list": [{}]}""")));
    }
}
