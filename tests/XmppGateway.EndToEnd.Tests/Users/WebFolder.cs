using System.Collections.Concurrent;
using System.Net;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>Where a user's client has put files: a web server on this machine.</summary>
public sealed class WebFolder : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, WebFile> _files = new();
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _root;
    private readonly Task _serving;

    public WebFolder(int port)
    {
        _root = $"http://127.0.0.1:{port}/";
        _listener.Prefixes.Add(_root);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Puts a file there; returns its URL.</summary>
    /// <param name="name">In the folder.</param>
    /// <param name="mediaType">What the server says it is.</param>
    /// <param name="content">What it begins with.</param>
    /// <param name="length">What the server says of its length; the content is repeated up to that.</param>
    public string Put(string name, string mediaType, byte[] content, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        _files["/" + name] = new WebFile(mediaType, content, length ?? content.Length);
        return UrlOf(name);
    }

    /// <summary>A file for which the server has no answer as long as it runs; its URL.</summary>
    public string PutSilent(string name)
    {
        _files["/" + name] = new WebFile("", [], 0) { IsSilent = true };
        return UrlOf(name);
    }

    public string UrlOf(string name) => _root + name;

    public async ValueTask DisposeAsync()
    {
        _closing.SetResult();
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        var answers = new List<Task>();
        try
        {
            for (; ; )
                answers.Add(AnswerAsync(await _listener.GetContextAsync()));
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
            // The folder is closed.
        }

        await Task.WhenAll(answers);
    }

    private async Task AnswerAsync(HttpListenerContext request)
    {
        try
        {
            using var response = request.Response;
            if (!_files.TryGetValue(request.Request.Url!.AbsolutePath, out var file))
            {
                response.StatusCode = 404;
                return;
            }

            if (file.IsSilent)
            {
                await _closing.Task;
                return;
            }

            response.ContentType = file.MediaType;
            response.ContentLength64 = file.Length;
            for (var left = request.Request.HttpMethod == "HEAD" ? 0 : file.Length; left > 0; left -= file.Content.Length)
                await response.OutputStream.WriteAsync(file.Content.AsMemory(0, (int)Math.Min(left, file.Content.Length)));
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Whoever read it has heard enough, or the folder is closed.
        }
    }

    private sealed record WebFile(string MediaType, byte[] Content, long Length)
    {
        public bool IsSilent { get; init; }
    }
}
