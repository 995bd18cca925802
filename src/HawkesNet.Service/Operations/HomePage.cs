using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using HawkesNet.Service.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace HawkesNet.Service.Operations;

/// <summary>The page for people at <c>/</c>: files inside this assembly, and nothing from elsewhere.</summary>
/// <remarks>The page holds no data: its scripts ask <c>/v1</c> as any client does, with the reader's own key.</remarks>
public static class HomePage
{
    private const string Prefix = "page/";

    // What the page may load: its own files, and nothing that stands inside the document.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, PageFile> files = Read();

    /// <summary>Maps the page and its files.</summary>
    public static void MapHomePage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext context) => SendAsync("index.html", context))
            .IsForAnyone().ExcludeFromDescription();
        routes.MapGet("/page/{**file}", SendAsync).IsForAnyone().ExcludeFromDescription();
    }

    private static Task SendAsync(string file, HttpContext context)
    {
        HttpResponse response = context.Response;
        if (!files.TryGetValue(file, out PageFile? found))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        bool isCompressed = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        string tag = $"\"{found.Hash}{(isCompressed ? "-br" : "")}\"";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.ContentSecurityPolicy = ContentPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(held => held.Tag == tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        byte[] bytes = isCompressed ? found.Compressed.Value : found.Bytes;
        response.ContentType = found.MediaType;
        response.ContentLength = bytes.Length;
        if (isCompressed)
        {
            response.Headers.ContentEncoding = "br";
        }
        return response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static FrozenDictionary<string, PageFile> Read()
    {
        Assembly assembly = typeof(HomePage).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..].Replace('\\', '/'), name => PageFile.Of(assembly, name));
    }

    /// <summary>One file of the page.</summary>
    private sealed record PageFile(string MediaType, byte[] Bytes, string Hash, Lazy<byte[]> Compressed)
    {
        private static readonly FileExtensionContentTypeProvider types = new();

        internal static PageFile Of(Assembly assembly, string name)
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            types.TryGetContentType(name, out string? type);
            string charset = type is not null && type.StartsWith("text/", StringComparison.Ordinal)
                ? "; charset=utf-8"
                : "";
            return new PageFile(
                (type ?? "application/octet-stream") + charset, bytes,
                Convert.ToHexStringLower(SHA256.HashData(bytes))[..16], new Lazy<byte[]>(() => Compress(bytes)));
        }

        private static byte[] Compress(byte[] bytes)
        {
            using var packed = new MemoryStream();
            using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal))
            {
                brotli.Write(bytes);
            }
            return packed.ToArray();
        }
    }
}
