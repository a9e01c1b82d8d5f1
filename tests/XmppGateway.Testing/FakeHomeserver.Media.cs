using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace XmppGateway.Testing;

/// <content>Its content repository: authenticated as since Matrix 1.11.</content>
public sealed partial class FakeHomeserver
{
    private const string MediaV1 = "/_matrix/client/v1/media/";
    private const string MediaV3 = "/_matrix/media/v3/";

    /// <summary>Files by their <c>mxc://</c> URI.</summary>
    public ConcurrentDictionary<string, FakeMedia> Media { get; } = new(StringComparer.Ordinal);

    /// <summary>In bytes; null for a homeserver that does not say.</summary>
    public long? LargestUpload { get; set; } = 1_000_000;

    /// <summary>False for one that gives files in one piece only.</summary>
    public bool GivesParts { get; set; } = true;

    /// <summary>True for one from before Matrix 1.11.</summary>
    public bool HasFormerMedia { get; set; }

    /// <summary>Adds a file.</summary>
    public string AddMedia(string mediaType, byte[] content)
    {
        var uri = $"mxc://{ServerName}/Media{Interlocked.Increment(ref _counter)}";
        Media[uri] = new FakeMedia(mediaType, content, null);
        return uri;
    }

    private async Task AnswerMediaAsync(HttpContext http, string path)
    {
        var (status, answer) = Refuse(http, path);
        if (status == 200)
        {
            var parts = path[(path.StartsWith(MediaV1, StringComparison.Ordinal) ? MediaV1 : MediaV3).Length..].Split('/');
            switch (parts)
            {
                case ["upload"]:
                    (status, answer) = await UploadAsync(http);
                    break;
                case ["config"]:
                    answer = LargestUpload is { } largest ? new JsonObject { ["m.upload.size"] = largest } : [];
                    break;
                case ["download", var server, var id] when Media.TryGetValue($"mxc://{server}/{id}", out var file):
                    await GiveAsync(http, file);
                    return;
                case ["thumbnail", var server, var id] when Media.TryGetValue($"mxc://{server}/{id}", out var file):
                    await GiveAsync(http, new FakeMedia("image/png", file.Content[..Math.Min(100, file.Content.Length)], null));
                    return;
                default:
                    (status, answer) = Error(404, "M_NOT_FOUND", "Not found");
                    break;
            }
        }

        if (LoseAnswer(http.Request.Method + " " + path))
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString(), http.RequestAborted);
    }

    private (int Status, JsonNode Answer) Refuse(HttpContext http, string path) =>
        http.Request.Headers.Authorization != "Bearer " + AsToken ? Error(401, "M_UNKNOWN_TOKEN", "Unrecognised access token")
        : HasFormerMedia && path.StartsWith(MediaV1, StringComparison.Ordinal) ? Error(404, "M_UNRECOGNIZED", "Unrecognized request")
        : (200, new JsonObject());

    private async Task<(int Status, JsonNode Answer)> UploadAsync(HttpContext http)
    {
        if (http.Request.ContentLength is not { } length)
        {
            return Error(400, "M_UNKNOWN", "Request must specify a Content-Length");
        }

        if (length > LargestUpload)
        {
            return Error(413, "M_TOO_LARGE", "Upload request body is too large");
        }

        using var content = new MemoryStream();
        await http.Request.Body.CopyToAsync(content, http.RequestAborted);
        var uri = $"mxc://{ServerName}/Upload{Interlocked.Increment(ref _counter)}";
        Media[uri] = new FakeMedia(http.Request.ContentType!, content.ToArray(), http.Request.Query["filename"]);
        return (200, new JsonObject { ["content_uri"] = uri });
    }

    private async Task GiveAsync(HttpContext http, FakeMedia file)
    {
        var from = 0;
        if (GivesParts && RangeHeaderValue.TryParse(http.Request.Headers.Range, out var range))
        {
            from = (int)range.Ranges.Single().From!;
            http.Response.StatusCode = from < file.Content.Length ? 206 : 416;
            http.Response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture, $"bytes {(from < file.Content.Length ? $"{from}-{file.Content.Length - 1}" : "*")}/{file.Content.Length}");
            if (from >= file.Content.Length)
            {
                return;
            }
        }

        http.Response.ContentType = file.MediaType;
        http.Response.ContentLength = file.Content.Length - from;
        await http.Response.Body.WriteAsync(file.Content.AsMemory(from), http.RequestAborted);
    }
}

/// <summary>A file of a <see cref="FakeHomeserver"/>.</summary>
/// <param name="MediaType">As it was given.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Name">Of an upload.</param>
#pragma warning disable CA1819 // Bytes of a test.
public sealed record FakeMedia(string MediaType, byte[] Content, string? Name);
#pragma warning restore CA1819
