using System.Net.Sockets;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>Opens connections to the one configured server.</summary>
internal sealed class SmtpDialer(SmtpSettings settings, TimeProvider time)
{
    private SmtpCapabilities? _offered;

    /// <summary>What the server offered the last time; null before the first.</summary>
    public SmtpCapabilities? Offered => Volatile.Read(ref _offered);

    /// <exception cref="SmtpUnavailableException">The server is away, or not as the configuration wants it.</exception>
    public async ValueTask<SmtpConnection> OpenAsync(CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The connection owns the channel, and the channel the stream; a failure disposes of it below.
        var channel = new SmtpChannel(await ConnectAsync(cancellationToken), time);
#pragma warning restore CA2000
        try
        {
            var offered = await new SmtpHandshake(channel, settings, cancellationToken).RunAsync();
            Volatile.Write(ref _offered, offered);
            return new SmtpConnection(channel, offered, time.GetUtcNow());
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The stream owns the socket; every failure disposes of it below.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
#pragma warning restore CA2000
        using var patience = new Patience(SmtpTimeouts.Connect, time, cancellationToken, CancellationToken.None);
        try
        {
            await socket.ConnectAsync(settings.Host, settings.Port, patience.Start());
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new SmtpUnavailableException(SmtpTexts.Unreachable, $"The mail server {settings.Host}:{settings.Port} cannot be reached: {error.Message}", error);
        }
        catch (OperationCanceledException) when (patience.IsOver && !cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SmtpUnavailableException(SmtpTexts.Unreachable, $"The mail server {settings.Host}:{settings.Port} cannot be reached: time-out");
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }
}
