using System.Buffers;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>A session that takes mail, one transaction after the other.</summary>
internal sealed class SmtpConnection(SmtpChannel channel, SmtpCapabilities server, DateTimeOffset opened) : IAsyncDisposable
{
    /// <summary>COMPAT(Exim): queues without delivering after ten messages of one connection (smtp_accept_queue_per_connection).</summary>
    private const int MaxMessages = 10;

    private int _messages;
    private bool _broken;

    /// <summary>What the server offers.</summary>
    public SmtpCapabilities Server => server;

    /// <summary>Whether another transaction may follow.</summary>
    public bool IsReusable => !_broken && _messages < MaxMessages;

    /// <summary>When it was last of use.</summary>
    public DateTimeOffset LastUsed { get; set; } = opened;

    /// <summary>True when the server hung up before it had said anything about the last mail: an idle connection that had died.</summary>
    public bool WasStale { get; private set; }

    /// <summary>Sends one mail and gives one result per recipient, in order. A connection that fails is a result, too.</summary>
    public async ValueTask<IReadOnlyList<DeliveryResult>> SendAsync(SmtpEnvelope envelope, CancellationToken cancellationToken)
    {
        // Who has such an address keeps nobody else from the mail.
        if (!server.SmtpUtf8 && envelope.To.Where(to => !to.NeedsSmtpUtf8).ToList() is var others && others.Count > 0 && others.Count < envelope.To.Count)
        {
            var reached = new Queue<DeliveryResult>(await SendAsync(envelope with { To = others }, cancellationToken));
            return [.. envelope.To.Select(to => to.NeedsSmtpUtf8 ? EnvelopeCommands.NotInternational : reached.Dequeue())];
        }

        if (EnvelopeCommands.CheckFor(envelope, server) is { } refusal)
            return [.. envelope.To.Select(_ => refusal)];

        _messages++;
        var results = new DeliveryResult?[envelope.To.Count];
        try
        {
            await TransactAsync(envelope, results, cancellationToken);
        }
        catch (SmtpUnavailableException error)
        {
            // After the final dot this can make a duplicate: the server may have taken the mail and lost the answer on the way. A mail
            // that comes twice with one Message-ID is better than one that never comes (RFC 5321 §6.1 puts the duty on this side).
            _broken = true;
            FillWith(results, new DeliveryResult.Retry(error.Reason, ServerWide: true) { Detail = error.Message });
        }

        return results!;
    }

    /// <summary>Says QUIT where the server still listens, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_broken)
        {
            try
            {
                await channel.WriteAsync(["QUIT"], CancellationToken.None);
                await channel.ReadAsync(SmtpTimeouts.Goodbye, CancellationToken.None);
            }
            catch (SmtpUnavailableException)
            {
                // It is over in either case.
            }
        }

        await channel.DisposeAsync();
    }

    private static void FillWith(DeliveryResult?[] results, DeliveryResult rest)
    {
        for (var i = 0; i < results.Length; i++)
            results[i] ??= rest;
    }

    private async ValueTask TransactAsync(SmtpEnvelope envelope, DeliveryResult?[] results, CancellationToken cancellationToken)
    {
        string[] commands =
        [
            EnvelopeCommands.Mail(envelope, server),
            .. envelope.To.Select(to => EnvelopeCommands.Recipient(to, envelope, server)),
        ];

        WasStale = true;

        // RFC 2920 §3.1. DATA is not in the group: after it a server that refused all recipients may still expect a body.
        if (server.Pipelining)
            await channel.WriteAsync(commands, cancellationToken);

        var mail = await NextReplyAsync(commands[0], cancellationToken);
        WasStale = mail.EndsConnection;
        if (!mail.IsPositive)
            FillWith(results, ReplyClassification.Classify(SmtpStage.Mail, mail));

        // The answers to what has been sent already are read in any case, or the dialogue gets out of step.
        for (var i = 0; i < results.Length && !_broken && (mail.IsPositive || server.Pipelining); i++)
        {
            var reply = await NextReplyAsync(commands[i + 1], cancellationToken);
            if (!reply.IsPositive)
                results[i] ??= ReplyClassification.Classify(SmtpStage.Recipient, reply);
            if (reply.EndsConnection)
                FillWith(results, ReplyClassification.Classify(SmtpStage.Recipient, reply));
        }

        if (results.Contains(null))
            FillWith(results, await TransferAsync(envelope, cancellationToken));
        else
            await ResetAsync(cancellationToken);
    }

    /// <summary>Sends the mail itself; the result is that of all recipients who were accepted before.</summary>
    private async ValueTask<DeliveryResult> TransferAsync(SmtpEnvelope envelope, CancellationToken cancellationToken)
    {
        var ready = Note(await channel.AskAsync("DATA", cancellationToken));
        if (ready.Code != 354)
        {
            _broken |= ready.Code < 400;
            await ResetAsync(cancellationToken);
            return ReplyClassification.Classify(SmtpStage.Data, ready.Code < 400 ? ready with { Code = 503 } : ready);
        }

        // Half a mail is followed by nothing that the server would not take for its other half.
        _broken = true;
        await WriteAsync(envelope, cancellationToken);
        _broken = false;
        var accepted = Note(await channel.ReadAsync(SmtpTimeouts.Acceptance, cancellationToken));
        _broken |= accepted.Code is >= 300 and < 400;
        return ReplyClassification.Classify(SmtpStage.Data, accepted);
    }

    private async ValueTask WriteAsync(SmtpEnvelope envelope, CancellationToken cancellationToken)
    {
        var stuffing = new DotStuffing();
        var wire = new ArrayBufferWriter<byte>(envelope.Message.Length + 256);
        stuffing.Add(envelope.Message.Span, wire);
        if (envelope.Rest is { } rest)
        {
            await foreach (var piece in rest.ReadAsync(cancellationToken))
            {
                await channel.WriteAsync(wire.WrittenMemory, cancellationToken);
                wire.ResetWrittenCount();
                stuffing.Add(piece.Span, wire);
            }
        }

        stuffing.End(wire);
        await channel.WriteAsync(wire.WrittenMemory, cancellationToken);
    }

    private async ValueTask<SmtpReply> NextReplyAsync(string command, CancellationToken cancellationToken)
    {
        if (!server.Pipelining)
            await channel.WriteAsync([command], cancellationToken);

        return Note(await channel.ReadAsync(SmtpTimeouts.Command, cancellationToken));
    }

    /// <summary>Leaves the connection ready for the next mail.</summary>
    private async ValueTask ResetAsync(CancellationToken cancellationToken)
    {
        if (!_broken && !Note(await channel.AskAsync("RSET", cancellationToken)).IsPositive)
            _broken = true;
    }

    private SmtpReply Note(SmtpReply reply)
    {
        _broken |= reply.EndsConnection;
        return reply;
    }
}
