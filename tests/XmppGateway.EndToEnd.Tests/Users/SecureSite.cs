using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>A web server with TLS on this machine that takes every request and writes it down.</summary>
public sealed class SecureSite : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _serving;

    public SecureSite(int port, WebAuthority authority)
    {
        ArgumentNullException.ThrowIfNull(authority);
        _certificate = authority.Issue();
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Root = $"https://127.0.0.1:{port}/";
        _serving = ServeAsync();
    }

    public string Root { get; }

    /// <summary>The first line, the header fields and the body of each request.</summary>
    public Journal<string> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _certificate.Dispose();
        _closing.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            for (; ; )
            {
                using var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                await AnswerAsync(client, _closing.Token);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            // The site is closed.
        }
    }

    private async Task AnswerAsync(TcpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, cancellationToken);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var request = new StringBuilder();
            var length = 0;
            while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
            {
                request.Append(line).Append('\n');
                if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                    length = int.Parse(line.AsSpan("Content-Length:".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            }

            var body = new char[length];
            await reader.ReadBlockAsync(body, cancellationToken);
            Requests.Add(request.Append('\n').Append(body).ToString());
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or System.Security.Authentication.AuthenticationException)
        {
            Requests.Add($"no request: {broken.Message}");
        }
    }
}
