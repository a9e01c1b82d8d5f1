using System.Net.Security;
using System.Text;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>Commands out, replies in, over a stream that may become a TLS stream on the way. Knows nothing of what they mean.</summary>
internal sealed class SmtpChannel(Stream stream, TimeProvider time) : IAsyncDisposable
{
    private Stream _stream = stream;
    private ReplyReader _replies = new(stream);

    /// <summary>Whether nobody on the way can read along.</summary>
    public bool IsEncrypted => _stream is SslStream;

    public async ValueTask<SmtpReply> AskAsync(string command, CancellationToken cancellationToken)
    {
        await WriteAsync([command], cancellationToken);
        return await ReadAsync(SmtpTimeouts.Command, cancellationToken);
    }

    /// <summary>Writes commands in one piece (RFC 2920).</summary>
    public async ValueTask WriteAsync(IReadOnlyList<string> commands, CancellationToken cancellationToken)
    {
        // Addresses are valid by construction; this is the last line against a command in an address.
        if (commands.Any(command => command.AsSpan().ContainsAny('\r', '\n', '\0')))
            throw new ArgumentException("A command holds a line end.", nameof(commands));

        await WriteAsync(Encoding.UTF8.GetBytes(string.Concat(commands.Select(command => command + "\r\n"))), cancellationToken);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => await WithinAsync(
        SmtpTimeouts.Command, async token =>
        {
            await _stream.WriteAsync(bytes, token);
            await _stream.FlushAsync(token);
            return true;
        },
        cancellationToken);

    public ValueTask<SmtpReply> ReadAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        WithinAsync(timeout, token => _replies.ReadAsync(token), cancellationToken);

    /// <summary>Goes on in TLS.</summary>
    /// <exception cref="SmtpUnavailableException">The server sent more than the answer to STARTTLS, or is not who it should be.</exception>
    public async ValueTask EncryptAsync(SslClientAuthenticationOptions options, CancellationToken cancellationToken)
    {
        // RFC 3207 §4.2: what came in clear is worth nothing. Nothing may come here, so it is somebody's attempt to slip in replies.
        if (_replies.HasBufferedInput)
            throw new SmtpUnavailableException(SmtpTexts.NoTls, "The mail server sent plain text after its answer to STARTTLS.");

        var encrypted = new SslStream(_stream);
        _stream = encrypted;
        _replies = new(encrypted);
        try
        {
            await WithinAsync(
                SmtpTimeouts.Connect,
                async token =>
                {
                    await encrypted.AuthenticateAsClientAsync(options, token);
                    return true;
                },
                cancellationToken);
        }
        catch (System.Security.Authentication.AuthenticationException error)
        {
            throw new SmtpUnavailableException(SmtpTexts.NoTls, $"TLS with the mail server failed: {error.Message}", error);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>Turns every way in which a connection can end into one exception.</summary>
    private async ValueTask<T> WithinAsync<T>(
        TimeSpan timeout, Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        using var patience = new Patience(timeout, time, cancellationToken, CancellationToken.None);
        try
        {
            return await work(patience.Start());
        }
        catch (OperationCanceledException) when (patience.IsOver && !cancellationToken.IsCancellationRequested)
        {
            throw new SmtpUnavailableException(SmtpTexts.NoAnswerInTime, "The mail server did not answer in time.");
        }
        catch (IOException error)
        {
            throw new SmtpUnavailableException(SmtpTexts.ConnectionLost, $"The connection to the mail server was lost: {error.Message}", error);
        }
    }
}
