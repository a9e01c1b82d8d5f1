using System.IO.Pipelines;
using Microsoft.Extensions.Logging;

namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>One conversation: read a command, look it up in the table, execute it, answer (RFC 2033).</summary>
internal sealed partial class LmtpSession(
    Stream stream, ILmtpMailbox mailbox, LmtpServerContext server, CancellationToken stopping, CancellationToken abort)
{
    private readonly PipeReader _input = PipeReader.Create(stream);
    private readonly PipeWriter _output = PipeWriter.Create(stream);
    private readonly CommandReader _commands = new(server.Limits.MaxCommandBytes);
    private readonly LmtpTransaction _transaction = new(server.Limits);
    private LmtpState _state = LmtpState.Greeted;
    private int _errors;

    /// <summary>Runs until the client says QUIT, goes away, or is sent away.</summary>
    public async Task RunAsync()
    {
        LmtpReply.Greeting(server.Host).WriteTo(_output);
        try
        {
            while (await NextCommandAsync() is { } command)
            {
                if (await ExecuteAsync(command) is not { } reply)
                    continue;

                reply = IsMistake(reply) && ++_errors > server.Limits.MaxErrors ? LmtpReply.TooManyErrors : reply;
                reply.WriteTo(_output);
                if (reply.EndsConnection)
                    break;
            }

            await FlushAsync();
        }
        catch (OperationCanceledException) when (!abort.IsCancellationRequested)
        {
            await SayGoodbyeAsync(stopping.IsCancellationRequested ? LmtpReply.Stopping : LmtpReply.TimedOut);
        }
    }

    private static bool IsMistake(LmtpReply reply) => reply.Code is >= 500 and <= 504 or 555;

    private async ValueTask<LmtpCommand?> NextCommandAsync()
    {
        using var patience = new Patience(server.Limits.CommandTimeout, server.Time, stopping, abort);
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            if (!_input.TryRead(out var result))
            {
                // RFC 2920 §3.2: answers to a pipelined group go out together, before the wait for more.
                await FlushAsync(patience.Start());
                result = await _input.ReadAsync(patience.Start());
            }

            var buffer = result.Buffer;
            if (_commands.TryTake(ref buffer, out var command))
            {
                _input.AdvanceTo(buffer.Start);
                return command;
            }

            _input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                return null;
        }
    }

    /// <summary>Null when the answer has been given already.</summary>
    private async ValueTask<LmtpReply?> ExecuteAsync(LmtpCommand command)
    {
        switch (command.Verb)
        {
            case LmtpVerb.Unknown:
                return LmtpReply.UnknownCommand;
            case LmtpVerb.TooLong:
                return LmtpReply.LineTooLong;
            case LmtpVerb.Helo:
                return LmtpReply.NotSmtp;
        }

        if (LmtpStateTable.Next(_state, command.Verb) is not { } next)
            return LmtpStateTable.OutOfOrder(_state);

        var reply = command.Verb switch
        {
            LmtpVerb.Lhlo => Hello(command.Argument),
            LmtpVerb.Mail => _transaction.Begin(command.Argument),
            LmtpVerb.Rcpt => await AddRecipientAsync(command.Argument),
            LmtpVerb.Data when command.Argument.Length == 0 => await TransferAsync(),
            LmtpVerb.Rset when command.Argument.Length == 0 => Reset(),
            LmtpVerb.Quit when command.Argument.Length == 0 => LmtpReply.Bye,
            LmtpVerb.Data or LmtpVerb.Rset or LmtpVerb.Quit => LmtpReply.BadArgument,
            LmtpVerb.Vrfy => LmtpReply.CannotVerify,
            LmtpVerb.Help => LmtpReply.Help,
            LmtpVerb.Noop => LmtpReply.Ok,
            _ => throw new InvalidOperationException($"{command.Verb} is in the table and nowhere else."),
        };
        if (reply is not { IsError: true })
            _state = next;

        return reply;
    }

    private LmtpReply Hello(string host)
    {
        if (host.Length == 0)
            return LmtpReply.BadArgument;

        _transaction.Reset();
        return LmtpReply.Extensions(server.Host, server.Limits.MaxMessageBytes);
    }

    private LmtpReply Reset()
    {
        _transaction.Reset();
        return LmtpReply.Ok;
    }

    private async ValueTask<LmtpReply> AddRecipientAsync(string argument)
    {
        if (_transaction.Check(argument, out var address) is { } refusal)
            return refusal;

        try
        {
            var (reply, owner) = await mailbox.FindAsync(address, abort);
            if (!reply.IsError)
                _transaction.Add(address, owner);

            return reply;
        }
#pragma warning disable CA1031 // A mistake in this program is answered: a client that gets no answer takes the whole server for broken.
        catch (Exception error) when (IsBug(error))
#pragma warning restore CA1031
        {
            Log.Failed(server.Logger, error);
            return LmtpReply.TryAgain;
        }
    }

    /// <summary>Takes the message and gives the answers, one per recipient (RFC 2033 §4.2).</summary>
    private async ValueTask<LmtpReply?> TransferAsync()
    {
        var envelope = _transaction.Envelope;
        _transaction.Reset();
        LmtpReply.StartData.WriteTo(_output);
        using var message = new MessageBuffer(server.Limits.MaxMessageBytes, server.Budget);
        await ReceiveAsync(message);
        if (message.Failure is null)
            await message.CompleteAsync(abort);

        var replies = message.Failure is { } failure
            ? [.. Enumerable.Repeat(failure, envelope.Recipients.Count)]
            : await StoreAsync(envelope, message.Written);
        if (message.Failure is not null)
            Log.Refused(server.Logger, message.Failure.Code, message.Failure.Text);
        if (message.DiskError is { } error)
            Log.DiskFailed(server.Logger, error);

        foreach (var reply in replies)
            reply.WriteTo(_output);

        // Nothing that follows may hold these back: without them the client would send the message again.
        await FlushAsync();
        return null;
    }

    private async ValueTask<IReadOnlyList<LmtpReply>> StoreAsync(LmtpEnvelope envelope, ReadOnlyMemory<byte> message)
    {
        try
        {
            return await mailbox.StoreAsync(envelope, message, abort);
        }
        catch (IOException error)
        {
            // RFC 3463 §3.4: 4.3.1, the disk is full. Told, not left to a lost connection: many servers wait longer after that.
            Log.DiskFailed(server.Logger, error);
            return [.. Enumerable.Repeat(LmtpReply.OutOfStorage, envelope.Recipients.Count)];
        }
#pragma warning disable CA1031 // As above.
        catch (Exception error) when (IsBug(error))
#pragma warning restore CA1031
        {
            Log.Failed(server.Logger, error);
            return [.. Enumerable.Repeat(LmtpReply.TryAgain, envelope.Recipients.Count)];
        }
    }

    private static bool IsBug(Exception error) => error is not (IOException or OperationCanceledException);

    private async ValueTask ReceiveAsync(MessageBuffer message)
    {
        var decoder = new DataDecoder(message, server.Limits.MaxTextLineBytes);
        using var patience = new Patience(server.Limits.DataTimeout, server.Time, CancellationToken.None, abort);
        await FlushAsync(patience.Start());
        while (true)
        {
            var result = await _input.ReadAsync(patience.Start());
            var consumed = 0L;
            var done = false;
            foreach (var segment in result.Buffer)
            {
                done = decoder.Feed(segment.Span, out var taken);
                consumed += taken;
                if (done)
                    break;
            }

            _input.AdvanceTo(result.Buffer.GetPosition(consumed));
            await message.SpoolAsync(abort);
            if (done)
                return;
            if (result.IsCompleted)
                throw new EndOfStreamException();
        }
    }

    private async ValueTask FlushAsync()
    {
        using var patience = new Patience(server.Limits.CommandTimeout, server.Time, CancellationToken.None, abort);
        await FlushAsync(patience.Start());
    }

    /// <summary>A cancellation that comes when a flush has just ended meets the next one, which then writes nothing and says so.</summary>
    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        while ((await _output.FlushAsync(cancellationToken)).IsCanceled)
        {
        }
    }

    /// <summary>One last line; a client that does not read it is not waited for.</summary>
    private async ValueTask SayGoodbyeAsync(LmtpReply reply)
    {
        using var patience = new Patience(TimeSpan.FromSeconds(1), server.Time, CancellationToken.None, abort);
        reply.WriteTo(_output);
        await FlushAsync(patience.Start());
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Information, "Refused a message while it came in: {Code} {Reason}")]
        public static partial void Refused(ILogger logger, int code, string reason);

        [LoggerMessage(5003, LogLevel.Error, "A mistake in this program; the client tries again")]
        public static partial void Failed(ILogger logger, Exception error);

        [LoggerMessage(5002, LogLevel.Error, "A message cannot be stored: the disk does not take it. The client tries again")]
        public static partial void DiskFailed(ILogger logger, Exception error);
    }
}
