using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace XmppGateway.Xmpp.Streams;

/// <summary>
/// The bytes below a stream: TCP, and TLS on it when configured. Synchronous on purpose: a socket that never did anything
/// asynchronous is read by a plain blocking system call, which is the cheapest there is for the few streams of a gateway.
/// </summary>
internal sealed class Transport : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private Stream? _stream;

    /// <summary>Blocks until connected (and, with TLS, the peer is proven).</summary>
    /// <exception cref="StreamException">It failed; a certificate that is not to be trusted is a matter of configuration.</exception>
    public void Open(ComponentStreamOptions options)
    {
        try
        {
            _socket.Connect(options.Host, options.Port);
            var plain = new NetworkStream(_socket, ownsSocket: false);
            _stream = options.UseTls ? Secure(plain, options) : plain;
        }
        catch (AuthenticationException e)
        {
            throw new StreamException(StreamFailure.Configuration, $"TLS with {options.Host}:{options.Port} failed: {e.Message}", e);
        }
        catch (Exception e) when (e is CryptographicException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new StreamException(StreamFailure.Configuration, $"{options.TrustedCertificateFile} is not readable: {e.Message}", e);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The socket's own message would repeat the address, in a form that nobody has written anywhere.
            var reason = e is SocketException socket ? new SocketException(socket.ErrorCode).Message : e.Message;
            throw new StreamException(StreamFailure.Transient, $"{options.Host}:{options.Port} cannot be reached: {reason}", e);
        }
    }

    /// <summary>Blocks until some bytes are there; 0 at the end. One thread at a time.</summary>
    public int Read(Memory<byte> buffer) => _stream!.Read(buffer.Span);

    /// <summary>Blocks until the system took the bytes. One thread at a time, beside the one that reads.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _stream!.Write(bytes);

    /// <summary>From any thread, at any time: whoever blocks here gets an exception.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _stream?.Dispose();
    }

    private static SslStream Secure(NetworkStream plain, ComponentStreamOptions options)
    {
        var tls = new SslStream(plain);
        tls.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = options.TlsServerName ?? options.Host,
            CertificateChainPolicy = Policy(options.TrustedCertificateFile),
        });
        return tls;
    }

    private static X509ChainPolicy Policy(string? file)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (file is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.ImportFromPemFile(file);
        }

        return policy;
    }
}
