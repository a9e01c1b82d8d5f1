using System.Collections.Concurrent;
using System.Net;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>Where a user's client has put files: a web server on this machine.</summary>
public sealed class WebFolder : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, (string MediaType, byte[] Content)> _files = new();
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
    public string Put(string name, string mediaType, byte[] content)
    {
        _files["/" + name] = (mediaType, content);
        return _root + name;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        try
        {
            for (; ; )
            {
                var request = await _listener.GetContextAsync();
                using var response = request.Response;
                if (_files.TryGetValue(request.Request.Url!.AbsolutePath, out var file))
                {
                    response.ContentType = file.MediaType;
                    response.ContentLength64 = file.Content.Length;
                    if (request.Request.HttpMethod != "HEAD")
                        await response.OutputStream.WriteAsync(file.Content);
                }
                else
                {
                    response.StatusCode = 404;
                }
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
            // The folder is closed.
        }
    }
}
