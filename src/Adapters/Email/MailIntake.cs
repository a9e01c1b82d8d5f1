using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Lmtp;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;

namespace XmppGateway.Adapters.Email;

/// <summary>Incoming mail on its way from LMTP to the engine: stored before it is acknowledged.</summary>
internal sealed partial class MailIntake(
    IAdapterContext context, EmailOptions options, UserAddresses users, EmailIds ids, Conversations conversations) : ILmtpMailbox
{
    private readonly FromMail _fromMail = new(ids, options.MailDomain);
    private readonly ILogger _logger = context.Loggers.CreateLogger<MailIntake>();

    public async ValueTask<(LmtpReply Reply, object? Owner)> FindAsync(string mailbox, CancellationToken cancellationToken)
    {
        // RFC 5321 §4.1.1.3: postmaster needs no domain.
        var text = mailbox.Equals("postmaster", StringComparison.OrdinalIgnoreCase) ? mailbox + "@" + options.MailDomain : mailbox;
        if (!EmailAddress.TryParse(text, out var address) || OwnerOf(address) is not { } user)
            return (LmtpReply.NoSuchUser, null);

        return await context.FindUserAsync(user, cancellationToken) switch
        {
            UserStanding.Reachable => (LmtpReply.RecipientOk, user),
            UserStanding.Unknown => (LmtpReply.NoSuchUser, null),
            UserStanding.NotAllowed => (LmtpReply.UserNotAllowed, null),
            var other => throw new InvalidOperationException($"Unknown standing {other}."),
        };
    }

    public async ValueTask<IReadOnlyList<LmtpReply>> StoreAsync(
        LmtpEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var view = MessageView.Read(message);
        var mail = new IncomingMail(
            view, MailInterpreter.Interpret(view), _fromMail.Author(view, envelope.Sender), envelope.Sender, context.Time.GetUtcNow());
        var arrivals = new List<Arrival>();
        Acceptance answer;
        try
        {
            // Two addresses of one user are one delivery: the mail is not to be shown twice.
            foreach (var user in envelope.Recipients.Select(recipient => recipient.Owner).OfType<Jid>().Distinct())
                await AddArrivalsAsync(arrivals, mail, user, cancellationToken);

            answer = await context.PublishAsync(arrivals, cancellationToken);
        }
        catch (StateUnavailableException)
        {
            answer = Acceptance.TryAgain;
        }

        Log.Incoming(_logger, mail.Content.Kind, message.Length, envelope.Recipients.Count, answer);
        var reply = answer == Acceptance.Taken ? LmtpReply.Stored : LmtpReply.TryAgain;
        return [.. envelope.Recipients.Select(_ => reply)];
    }

    private async ValueTask AddArrivalsAsync(List<Arrival> arrivals, IncomingMail mail, Jid user, CancellationToken cancellationToken)
    {
        // The notes come first: an answer, or a failure to be told to the author, can follow the commit at once.
        var root = await NoteAsync(mail, user, cancellationToken);
        var key = EmailIds.ArrivalKey(mail.View, user);
        var events = _fromMail.Translate(mail, user, root);
        arrivals.AddRange(events.Select((what, i) => new Arrival.Ready(i == 0 ? key : $"{key} {i}", what)));
    }

    /// <summary>Gives the root of the mail's thread; null for a mail that can have none.</summary>
    private async ValueTask<string?> NoteAsync(IncomingMail mail, Jid user, CancellationToken cancellationToken)
    {
        if (mail.Content.Kind is MailKind.Bounce or MailKind.Delay)
            return null;

        string[] chain = [.. mail.View.References, .. mail.View.InReplyTo, .. mail.View.MessageId is { } own ? [own] : Array.Empty<string>()];
        string? root = chain.FirstOrDefault();
        if (root is null)
            return null;

        await conversations.ChangeAsync(
            user,
            mail.Author.Id,
            known =>
            {
                var noted = known.WithMail(chain, Threading.BareSubject(mail.Content.Subject ?? ""));
                root = noted.FindThread(chain)?.Ids[0] ?? root;
                return mail.View.MessageId is { } id
                    ? noted.WithReceived(id, FromMail.MayBounce(mail) ? mail.EnvelopeSender : null)
                    : noted;
            },
            cancellationToken);
        return root;
    }

    /// <summary>The user behind an address of the mail domain. Role names (RFC 2142) belong to nobody but the configured postmaster.</summary>
    private Jid? OwnerOf(EmailAddress address)
    {
        var user = users.FindUser(address);
        return user is { Local: { } name } && user.Domain == context.LocalDomains[0] && ReservedNames.Contains(name)
            ? ReservedNames.IsForPostmaster(name) ? options.Postmaster : null
            : user;
    }

    private static partial class Log
    {
        [LoggerMessage(5201, LogLevel.Information, "Incoming mail ({Kind}, {Bytes} bytes, {Recipients} recipients): {Answer}")]
        public static partial void Incoming(ILogger logger, MailKind kind, int bytes, int recipients, Acceptance answer);
    }
}
