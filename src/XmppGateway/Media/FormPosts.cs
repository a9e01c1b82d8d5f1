using System.Net;
using System.Net.Sockets;
using XmppGateway.Abstractions;

namespace XmppGateway.Media;

/// <summary>Sends small forms to addresses that strangers have named, through the same guard as files: no private address, no redirect, no cookie.</summary>
internal sealed class FormPosts : IDisposable
{
    /// <summary>For one form and its answer.</summary>
    public static readonly TimeSpan TotalTime = TimeSpan.FromSeconds(20);

    private readonly TrustedOrigins _trusted;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public FormPosts(TrustedOrigins trusted, TimeProvider time)
    {
        _trusted = trusted;
#pragma warning disable CA2000 // The client owns it.
        _http = new HttpClient(new GuardedDialer(_trusted).CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000
        _time = time;
    }

    /// <inheritdoc cref="IAdapterContext.PostFormAsync"/>
    public async ValueTask<FormPost> PostAsync(Uri address, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken)
    {
        if (!address.IsAbsoluteUri || !_trusted.MayAsk(address))
        {
            return FormPost.Refused;
        }

        using var limit = new CancellationTokenSource(TotalTime, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var content = new FormUrlEncodedContent(form);
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };

            // What the page says is for nobody: only its status counts.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return response.IsSuccessStatusCode ? FormPost.Taken
                : response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError ? FormPost.Unavailable
                : FormPost.Refused;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FormPost.Unavailable;
        }
        catch (Exception e) when (e.GetBaseException() is ForbiddenAddressException)
        {
            return FormPost.Refused;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return FormPost.Unavailable;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
