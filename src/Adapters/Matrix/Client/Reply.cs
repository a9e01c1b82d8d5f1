using System.Net.Http.Headers;
using System.Text.Json;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>One raw answer of the homeserver: the body of a success, or an error.</summary>
internal sealed record Reply(byte[] Body, MatrixError? Error)
{
    public const string TimedOut = "TIMEOUT";
    public const string NoConnection = "NETWORK";

    /// <summary>Larger answers are not read; no answer that has no limit of its own comes near.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Of what grows with a room, its members and its state: 300,000 members with long names and pictures.</summary>
    public const int MaxBytesOfRoom = 128 * 1024 * 1024;

    /// <summary>Of a page of history: a hundred events of 64 KiB, and to each of them what the homeserver adds (the newest edit, the last of a thread).</summary>
    public const int MaxBytesOfHistory = 32 * 1024 * 1024;

    private const int MaxErrorText = 500;

    public static Reply TooLarge { get; } = Failed(MatrixErrorKind.TooLarge, "TOO_LONG", MatrixTexts.AnswerTooLarge);

    public static Reply Failed(MatrixErrorKind kind, string code, LocalText text) => new([], MatrixError.Of(kind, code, text));

    /// <summary>Reads an answer, whatever its status.</summary>
    public static Task<Reply> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => ReadAsync(response, MaxBytes, cancellationToken);

    /// <summary>Reads an answer of so many bytes at most, whatever its status.</summary>
    public static async Task<Reply> ReadAsync(HttpResponseMessage response, int largest, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > largest)
        {
            return TooLarge;
        }

        using var body = new MemoryStream();
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (body.Length + read > largest)
            {
                return TooLarge;
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
