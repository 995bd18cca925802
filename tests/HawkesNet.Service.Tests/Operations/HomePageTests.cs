using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace HawkesNet.Service.Tests.Operations;

/// <summary>The files of the page for people.</summary>
public sealed partial class HomePageTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/page/main.js", "text/javascript")]
    [InlineData("/page/page.css", "text/css")]
    [InlineData("/page/icon.svg", "image/svg+xml")]
    [InlineData("/page/echarts.js", "text/javascript")]
    public async Task A_file_is_served_with_its_type_and_a_strict_policy(string address, string type)
    {
        using HttpResponseMessage answer = await service.Client.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy);
        Assert.DoesNotContain("unsafe", policy);
    }

    [Fact]
    public async Task A_file_that_the_reader_holds_is_not_sent_again()
    {
        using HttpResponseMessage first = await service.Client.GetAsync("/page/page.css");
        using var question = new HttpRequestMessage(HttpMethod.Get, "/page/page.css");
        question.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage second = await service.Client.SendAsync(question);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_compressed_file_is_the_same_file()
    {
        byte[] plain = await service.Client.GetByteArrayAsync("/page/main.js");
        using var question = new HttpRequestMessage(HttpMethod.Get, "/page/main.js");
        question.Headers.Add("Accept-Encoding", "gzip, br");
        using HttpResponseMessage answer = await service.Client.SendAsync(question);
        Assert.Equal("br", answer.Content.Headers.ContentEncoding.Single());
        using var whole = new MemoryStream();
        await using (var brotli = new BrotliStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress))
        {
            await brotli.CopyToAsync(whole);
        }
        Assert.Equal(plain, whole.ToArray());
    }

    [Fact]
    public async Task Every_file_the_page_names_is_served_and_none_comes_from_elsewhere()
    {
        var open = new Queue<string>(["/"]);
        var seen = new HashSet<string>();
        while (open.TryDequeue(out string? address))
        {
            if (seen.Add(address))
            {
                string text = await service.Client.GetStringAsync(address);
                foreach (Match match in Named().Matches(text))
                {
                    string named = match.Groups[1].Value;
                    Assert.DoesNotContain("//", named, StringComparison.Ordinal);
                    open.Enqueue(named.StartsWith("./", StringComparison.Ordinal) ? "/page/" + named[2..] : named);
                }
            }
        }
        Assert.Contains("/page/overview.js", seen);
        Assert.Contains("/page/theme.js", seen);
    }

    [Theory]
    [InlineData("/page/nothing.js")]
    [InlineData("/page/..%2fHawkesNet.Service.dll")]
    public async Task What_is_no_file_of_the_page_is_not_found(string address) =>
        Assert.Equal(404, (await service.SendAsync(HttpMethod.Get, address)).Status);

    [GeneratedRegex("""(?:src=|href=|from |import\()["'](\./[^"']+|/page/[^"']+)["']""")]
    private static partial Regex Named();
}
