using System.Net.Http.Headers;
using System.Text.Json;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>One raw answer of the homeserver: the body of a success, or an error.</summary>
internal sealed record Reply(byte[] Body, MatrixError? Error)
{
    public const string TimedOut = "TIMEOUT";
    public const string NoConnection = "NETWORK";

    /// <summary>Larger answers are not read; no answer that is asked for here comes near.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private const int MaxErrorText = 500;

    public static Reply Failed(MatrixErrorKind kind, string code, string text) => new([], new MatrixError(kind, code, text));

    /// <summary>Reads an answer, whatever its status.</summary>
    public static async Task<Reply> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MaxBytes)
        {
            return Failed(MatrixErrorKind.TooLarge, "TOO_LONG", "The homeserver's answer is larger than 4 MiB.");
        }

        using var body = new MemoryStream();
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (body.Length + read > MaxBytes)
            {
                return Failed(MatrixErrorKind.TooLarge, "TOO_LONG", "The homeserver's answer is larger than 4 MiB.");
            }

            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return response.IsSuccessStatusCode ? new Reply(body.ToArray(), null) : new Reply([], ErrorOf(response, body.ToArray()));
    }

    private static MatrixError ErrorOf(HttpResponseMessage response, byte[] body)
    {
        var error = TryParse(body);
        var code = error?.Errcode ?? ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var text = error?.Error is { Length: > 0 } words ? words : response.ReasonPhrase ?? "";
        text = error?.Status is { } status ? $"{text} (status {status})" : text;
        return new MatrixError(
            MatrixErrorTable.Classify(response.StatusCode, error?.Errcode),
            code,
            text.Length > MaxErrorText ? text[..MaxErrorText] : text,
            RetryAfterOf(response.Headers.RetryAfter, error));
    }

    private static ErrorBody? TryParse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, MatrixJson.Default.ErrorBody);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Client-server API, "Rate limiting": Retry-After takes precedence over the deprecated retry_after_ms.
    private static TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header, ErrorBody? error) =>
        header?.Delta is { } delta ? delta
        : error?.RetryAfterMs is { } ms and >= 0 and < 86_400_000 ? TimeSpan.FromMilliseconds(ms)
        : null;
}
