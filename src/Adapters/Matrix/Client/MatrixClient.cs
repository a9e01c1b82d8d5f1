using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using XmppGateway.Adapters.Matrix.Media;

namespace XmppGateway.Adapters.Matrix.Client;

/// <summary>
/// The client-server API as an application service uses it. Every outcome is a value; only cancellation throws. The operations are in
/// <see cref="MatrixCalls"/>.
/// </summary>
internal sealed class MatrixClient : IDisposable
{
    /// <summary>A request that takes longer has failed, with unknown effect.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;
    private readonly string _homeserver;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<Reply> _repeating;
    private readonly ResiliencePipeline<Reply> _cautious;

    public MatrixClient(HttpMessageHandler handler, string homeserver, string asToken, TimeProvider time, Func<double> jitter)
    {
        _homeserver = homeserver;
        _time = time;
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", asToken);
        _repeating = RequestPipeline.Create(time, jitter, repeatUncertain: true);
        _cautious = RequestPipeline.Create(time, jitter, repeatUncertain: false);
    }

    /// <summary>Told of every attempt that failed.</summary>
    public Action<MatrixError> Failed { get; init; } = _ => { };

    /// <summary>Sends a request whose repetition changes nothing.</summary>
    public Task<Answer<T>> CallAsync<T>(
        HttpMethod method, string path, ReadOnlyMemory<byte>? body, JsonTypeInfo<T> result, CancellationToken cancellationToken)
        where T : class => RunAsync(_repeating, method, path, body, result, Reply.MaxBytes, cancellationToken);

    /// <summary>Asks for a page of what was said.</summary>
    public Task<Answer<T>> ReadHistoryAsync<T>(string path, JsonTypeInfo<T> result, CancellationToken cancellationToken)
        where T : class => RunAsync(_repeating, HttpMethod.Get, path, null, result, Reply.MaxBytesOfHistory, cancellationToken);

    /// <summary>
    /// Asks for something that grows with a room, and reads it while it comes. The reader is given the answer and how large it may be; it gives null for a
    /// larger one, and throws a <see cref="JsonException"/> for what it cannot read. It begins anew when the request is repeated.
    /// </summary>
    public async Task<Answer<T>> ReadAsItComesAsync<T>(
        string path, Func<Stream, long, CancellationToken, Task<T?>> read, CancellationToken cancellationToken)
        where T : class
    {
        T? value = null;
        var reply = await _repeating.ExecuteAsync(async token => await AskAndTellAsync(HttpMethod.Get, path, null, TakeAsync, token), cancellationToken);
        return reply.Error is not null ? reply.Error : value!;

        async Task<Reply> TakeAsync(HttpResponseMessage response, CancellationToken token)
        {
            if (!response.IsSuccessStatusCode)
            {
                return await Reply.ReadAsync(response, token);
            }

            try
            {
                value = await read(await response.Content.ReadAsStreamAsync(token), Reply.MaxBytesOfRoom, token);
                return value is null ? Reply.TooLarge : new Reply([], null);
            }
            catch (JsonException)
            {
                return new Reply([], NoJson);
            }
        }
    }

    /// <summary>Sends a request that is repeated only when the homeserver said that it did nothing.</summary>
    public Task<Answer<T>> CallOnceAsync<T>(
        HttpMethod method, string path, ReadOnlyMemory<byte>? body, JsonTypeInfo<T> result, CancellationToken cancellationToken)
        where T : class => RunAsync(_cautious, method, path, body, result, Reply.MaxBytes, cancellationToken);

    /// <summary>
    /// Sends a request whose body or answer is no JSON, once, and waits so long for the answer to begin. The caller disposes of it, and reads it at
    /// its own pace.
    /// </summary>
    public async Task<Answer<HttpResponseMessage>> OpenAsync(
        HttpMethod method, string path, FileContent? content, RangeHeaderValue? range, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, _homeserver + path) { Content = content, Headers = { Range = range } };
        MatrixError error;
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                error = (await Reply.ReadAsync(response, both.Token)).Error!;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            error = Slow;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            // .NET 10 lets a SocketException out when a connection is reset right after it was made.
            error = Unreachable(e);
        }

        if (content?.Failure is null)
        {
            Failed(error);
        }

        return error;
    }

    public void Dispose() => _http.Dispose();

    private async Task<Answer<T>> RunAsync<T>(
        ResiliencePipeline<Reply> pipeline,
        HttpMethod method,
        string path,
        ReadOnlyMemory<byte>? body,
        JsonTypeInfo<T> result,
        int largest,
        CancellationToken cancellationToken)
        where T : class
    {
        var reply = await pipeline.ExecuteAsync(async token => await AskAndTellAsync(
            method, path, body, (response, reading) => Reply.ReadAsync(response, largest, reading), token), cancellationToken);
        if (reply.Error is not null)
        {
            return reply.Error;
        }

        try
        {
            return JsonSerializer.Deserialize(reply.Body, result) is { } value ? value : NoJson;
        }
        catch (JsonException)
        {
            return NoJson;
        }
    }

    /// <summary>For an answer that is none of a homeserver's.</summary>
    public static MatrixError NoJson { get; } =
        MatrixError.Of(MatrixErrorKind.Unavailable, "NOT_JSON", MatrixTexts.NoJson, "The answer is not what a Matrix homeserver answers; is the Homeserver URL right?");

    private static MatrixError Slow { get; } = MatrixError.Of(MatrixErrorKind.Unavailable, Reply.TimedOut, MatrixTexts.NoAnswerInTime);

    private static MatrixError Unreachable(Exception e) =>
        MatrixError.Of(MatrixErrorKind.Unavailable, Reply.NoConnection, MatrixTexts.NoConnection, "The homeserver cannot be reached: " + e.Message);

    private async ValueTask<Reply> AskAndTellAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? body, Func<HttpResponseMessage, CancellationToken, Task<Reply>> read,
        CancellationToken cancellationToken)
    {
        var reply = await AskAsync(method, path, body, read, cancellationToken);
        if (reply.Error is not null)
        {
            Failed(reply.Error);
        }

        return reply;
    }

    private async ValueTask<Reply> AskAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? body, Func<HttpResponseMessage, CancellationToken, Task<Reply>> read,
        CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(RequestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, _homeserver + path);
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return await read(response, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Reply([], Slow);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            // .NET 10 lets a SocketException out when a connection is reset right after it was made.
            return new Reply([], Unreachable(e));
        }
    }
}
