using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using XmppGateway.Adapters.Matrix.Client;
using static System.Uri;

namespace XmppGateway.Adapters.Matrix.Media;

/// <summary>What an upload is called from now on.</summary>
internal sealed record Uploaded(string? ContentUri);

/// <summary>What the homeserver takes.</summary>
internal sealed record MediaConfig([property: JsonPropertyName("m.upload.size")] long? UploadSize);

/// <summary>The operations on media (client-server API, "Content repository"). A caller disposes of the answers to downloads.</summary>
internal static class MediaCalls
{
    private const string Current = "/_matrix/client/v1/media/";

    // COMPAT(homeservers before Matrix 1.11): without authentication, and by another path.
    private const string Former = "/_matrix/media/v3/";

    /// <summary>An upload takes as long as fetching its file may, and a little more; the engine gives a delivery a minute.</summary>
    private static readonly TimeSpan UploadPatience = TimeSpan.FromSeconds(55);

    /// <summary>The content, from an offset on where the homeserver can.</summary>
    public static Task<Answer<HttpResponseMessage>> DownloadAsync(
        this MatrixClient client, MediaUri uri, long offset, CancellationToken cancellationToken) =>
        GetAsync(client, $"download/{Path(uri)}", offset > 0 ? new RangeHeaderValue(offset, null) : null, cancellationToken);

    /// <summary>A small picture of a picture.</summary>
    public static Task<Answer<HttpResponseMessage>> ThumbnailAsync(this MatrixClient client, MediaUri uri, int pixels, CancellationToken cancellationToken) =>
        GetAsync(client, $"thumbnail/{Path(uri)}?width={pixels}&height={pixels}&method=scale", null, cancellationToken);

    /// <summary>Puts a file there. Not repeated: its content can be read once.</summary>
    public static async Task<Answer<Uploaded>> UploadAsync(
        this MatrixClient client, string ghost, string name, FileContent content, CancellationToken cancellationToken)
    {
        var answer = await client.OpenAsync(
            HttpMethod.Post,
            $"{Former}upload?filename={EscapeDataString(name)}&user_id={EscapeDataString(ghost)}",
            content,
            null,
            UploadPatience,
            cancellationToken);
        return await ParseAsync(answer, MatrixJson.Default.Uploaded, cancellationToken);
    }

    public static async Task<Answer<MediaConfig>> GetMediaConfigAsync(this MatrixClient client, CancellationToken cancellationToken) =>
        await ParseAsync(await GetAsync(client, "config", null, cancellationToken), MatrixJson.Default.MediaConfig, cancellationToken);

    private static string Path(MediaUri uri) => $"{EscapeDataString(uri.Server)}/{EscapeDataString(uri.Id)}";

    private static async Task<Answer<HttpResponseMessage>> GetAsync(
        MatrixClient client, string path, RangeHeaderValue? range, CancellationToken cancellationToken)
    {
        var answer = await client.OpenAsync(HttpMethod.Get, Current + path, null, range, MatrixClient.RequestTimeout, cancellationToken);
        return answer.Error is { Code: "M_UNRECOGNIZED" }
            ? await client.OpenAsync(HttpMethod.Get, Former + path, null, range, MatrixClient.RequestTimeout, cancellationToken)
            : answer;
    }

    private static async Task<Answer<T>> ParseAsync<T>(Answer<HttpResponseMessage> answer, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (!answer.Succeeded)
        {
            return answer.Error;
        }

        using var response = answer.Value;
        try
        {
            var reply = await Reply.ReadAsync(response, cancellationToken);
            return reply.Error is not null ? reply.Error
                : JsonSerializer.Deserialize(reply.Body, type) is { } value ? value
                : MatrixClient.NoJson;
        }
        catch (JsonException)
        {
            return MatrixClient.NoJson;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return MatrixError.Of(MatrixErrorKind.Unavailable, Reply.NoConnection, MatrixTexts.NoConnection, e.Message);
        }
    }
}
