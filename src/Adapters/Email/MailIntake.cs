using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Doctor;
using XmppGateway.Adapters.Email.Files;
using XmppGateway.Adapters.Email.Lmtp;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Reactions;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Semantics;
using XmppGateway.Adapters.Email.Sending;

namespace XmppGateway.Adapters.Email;

/// <summary>Incoming mail on its way from LMTP to the engine: stored before it is acknowledged.</summary>
internal sealed partial class MailIntake(
    IAdapterContext context, EmailOptions options, UserAddresses users, EmailIds ids, Conversations conversations, SentMails sent,
    AutomaticMails automatic, PeerPrograms programs, Groups.GroupGuests guests, Groups.GroupIntake? groups) : ILmtpMailbox
{
    private readonly IncomingFiles _files = new(context);
    private readonly FromMail _fromMail = new(ids, options);
    private readonly ContactPictures _pictures = new(context);
    private readonly IncomingNotes _notes = new(context, options, ids, conversations);
    private readonly ILogger _logger = context.Loggers.CreateLogger<MailIntake>();
    private long _refusedReports;
    private long _notShown;

    public async ValueTask<(LmtpReply Reply, object? Owner)> FindAsync(string mailbox, CancellationToken cancellationToken)
    {
        // RFC 5321 §4.1.1.3: postmaster needs no domain.
        var text = mailbox.Equals("postmaster", StringComparison.OrdinalIgnoreCase) ? mailbox + "@" + options.MailDomain : mailbox;
        if (!EmailAddress.TryParse(text, out var address))
            return (LmtpReply.NoSuchUser, null);

        try
        {
            var path = await sent.ReadPathAsync(address, cancellationToken);
            if (path.Kind != ReturnPathKind.Other)
            {
                return await FindSentAsync(path, cancellationToken) is { } about
                    ? (LmtpReply.RecipientOk, new List<MailOwner> { new(about.User, About: about) })
                    : (LmtpReply.NoSuchUser, null);
            }

            if (await ProbeMail.TakeAsync(address, options.MailDomain, context.State, cancellationToken))
                return (LmtpReply.RecipientOk, new List<MailOwner>());
        }
        catch (StateUnavailableException)
        {
            return (LmtpReply.TryAgain, null);
        }

        var reply = LmtpReply.NoSuchUser;
        var reachable = new List<MailOwner>();
        foreach (var owner in OwnersOf(address))
        {
            if (await RefusalAsync(owner.User, cancellationToken) is not { } refusal)
                reachable.Add(owner);
            else if (refusal == LmtpReply.UserNotAllowed)
                reply = refusal;
        }

        return reachable.Count > 0 ? (LmtpReply.RecipientOk, reachable) : (reply, null);
    }

    public async ValueTask<IReadOnlyList<LmtpReply>> StoreAsync(
        LmtpEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var view = MessageView.Read(message);
        var mail = Read(view, envelope.Sender);
        if (LoopGuard.Judge(_fromMail.TraitsOf(mail, false, null)) == LoopVerdict.Circles)
        {
            Log.Circles(_logger, envelope.Recipients.Count);
            return [.. envelope.Recipients.Select(_ => LmtpReply.TooManyHops)];
        }

        var arrivals = new List<Arrival>();
        var shown = new List<Func<CancellationToken, ValueTask>>();
        var refusals = new LmtpReply?[envelope.Recipients.Count];
        Acceptance answer;
        try
        {
            await LearnPictureAsync(mail, cancellationToken);

            // Two addresses of one user are one delivery: the mail is not to be shown twice. Their own address says more than a role.
            var owners = new List<MailOwner>();
            for (var i = 0; i < refusals.Length; i++)
            {
                foreach (var owner in (envelope.Recipients[i].Owner as IReadOnlyList<MailOwner>) ?? [])
                {
                    // A return path is for reports. Whatever else comes there is mail to the user, and nothing that a return path is excused from.
                    if (owner.About is null || MailReport.IsOne(mail))
                        owners.Add(owner);
                    else if ((refusals[i] = await RefusalAsync(owner.User, cancellationToken)) is null)
                        owners.Add(new(owner.User));
                }
            }

            var kept = new Dictionary<string, KeptParts>(StringComparer.Ordinal);
            foreach (var owner in owners.OrderBy(owner => owner.Role is not null).DistinctBy(owner => (owner.User, owner.About)))
                await AddAsync(arrivals, shown, mail, kept, owner, cancellationToken);

            answer = arrivals.Count == 0 ? Acceptance.Taken : await context.PublishAsync([.. arrivals.DistinctBy(arrival => arrival.Key)], cancellationToken);
        }
        catch (StateUnavailableException)
        {
            answer = Acceptance.TryAgain;
        }

        if (answer == Acceptance.Taken)
            await NoteShownAsync(shown, cancellationToken);

        Log.Incoming(_logger, mail.Content.Kind, message.Length, envelope.Recipients.Count, answer);
        // No "over quota" (4.2.2, RFC 3463 §3.3): a user has no box here that could be full. The engine's limit is one of the whole inbox, which empties
        // when the XMPP server is back, and the mail server keeps trying.
        var reply = answer == Acceptance.Taken ? LmtpReply.Stored : LmtpReply.TryAgain;
        return [.. refusals.Select(refusal => refusal ?? reply)];
    }

    /// <summary>The mail is taken, and is not handed over again because its way could not be noted.</summary>
    private static async ValueTask NoteShownAsync(IEnumerable<Func<CancellationToken, ValueTask>> notes, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var note in notes)
                await note(cancellationToken);
        }
        catch (StateUnavailableException)
        {
            // Handed over again all the same, it goes the way that is right then.
        }
    }

    /// <summary>Why a user gets no mail; null for one who does.</summary>
    private async ValueTask<LmtpReply?> RefusalAsync(Jid user, CancellationToken cancellationToken) => await context.FindUserAsync(user, cancellationToken) switch
    {
        UserStanding.Reachable => null,
        UserStanding.NotAllowed => LmtpReply.UserNotAllowed,
        UserStanding.Unknown => LmtpReply.NoSuchUser,
        var other => throw new InvalidOperationException($"Unknown standing {other}."),
    };

    /// <summary>The mail behind a return path; null when it is none that we gave out, which is only counted.</summary>
    private async ValueTask<SentMail?> FindSentAsync(ReturnPath path, CancellationToken cancellationToken)
    {
        var mail = path.Kind == ReturnPathKind.Valid ? await sent.FindAsync(path.DeliveryId, cancellationToken) : null;
        if (mail is null)
            Log.ReportRefused(_logger, path.Kind, Interlocked.Increment(ref _refusedReports));

        return mail;
    }

    /// <summary>
    /// The mail of this user that a report to their own address is about. Only one that we have sent; and since ids are no secret, that it failed is not certain.
    /// </summary>
    private async ValueTask<SentMail?> FindReportedAsync(IncomingMail mail, Jid user, CancellationToken cancellationToken)
    {
        if (mail.Content.Kind == MailKind.Receipt)
            return ids.DeliveryOf(mail.Notification?.MessageId) is { } displayed && await sent.FindAsync(displayed, cancellationToken) is { } own && own.User == user ? own : null;

        if (!MailReport.IsFromProgram(mail) || mail.Content.Kind is not (MailKind.Bounce or MailKind.Delay))
            return null;

        var id = ids.DeliveryOf(ids.FindOwn(mail.Content.OriginalMessageId, mail.Content.OriginalEnvelopeId));
        var about = id is null ? null : await sent.FindAsync(id, cancellationToken);
        if (about?.User == user)
            return about with { IsCertain = false };

        // One that names no mail at all is shown as it is: somebody may know what it is about.
        if (mail.Content.OriginalMessageId is not null)
            Log.ReportRefused(_logger, ReturnPathKind.Other, Interlocked.Increment(ref _refusedReports));

        return null;
    }

    /// <summary>A mistake in the reading of a mail must not cost the mail: its original is passed on.</summary>
    private IncomingMail Read(MessageView view, string envelopeSender)
    {
        var now = context.Time.GetUtcNow();
        try
        {
            return _fromMail.Read(view, MailInterpreter.Interpret(view, ids.IsOwn), envelopeSender, now);
        }
#pragma warning disable CA1031 // Contained here, told to the operator, and to the reader as a mail that cannot be read.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.NotUnderstood(_logger, error);
            return _fromMail.Unread(view, envelopeSender, now);
        }
    }

    private async ValueTask LearnPictureAsync(IncomingMail mail, CancellationToken cancellationToken)
    {
        try
        {
            await _pictures.LearnAsync(mail, cancellationToken);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception error) when (IsMistake(error))
#pragma warning restore CA1031
        {
            Log.NotUnderstood(_logger, error);
        }
    }

    /// <summary>The same for what follows from it.</summary>
    private async ValueTask AddAsync(
        List<Arrival> arrivals, List<Func<CancellationToken, ValueTask>> shown, IncomingMail mail, Dictionary<string, KeptParts> kept, MailOwner owner,
        CancellationToken cancellationToken)
    {
        try
        {
            if ((mail.List is not null || mail.Subscription is not null) && await _notes.IsPersonAsync(mail, cancellationToken))
                mail = FromMail.WithoutList(mail);

            var about = owner.About ?? await FindReportedAsync(mail, owner.User, cancellationToken);
            var parts = KeptParts.None;
            if (MailReport.Read(mail, mail.Arrived, about) is null)
            {
                // A page has words of its own; what is the same for several is kept once.
                var language = await context.FindLanguageAsync(owner.User, cancellationToken);
                if (!kept.TryGetValue(language, out parts!))
                    kept[language] = parts = await KeepAsync(mail, language, cancellationToken);
            }

            await AddArrivalsAsync(arrivals, shown, mail, parts, owner, about, cancellationToken);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception error) when (IsMistake(error))
#pragma warning restore CA1031
        {
            Log.NotUnderstood(_logger, error);
            var unread = _fromMail.Unread(mail.View, mail.EnvelopeSender, mail.Arrived);
            var original = await _files.KeepUnreadAsync(unread.View, unread.Content, cancellationToken);
            await _notes.NoteWayBackAsync(unread, owner.User, cancellationToken);
            arrivals.Add(new Arrival.Ready(KeyOf(unread, owner), FromMail.PassOn(unread, original, owner.User)));
        }
    }

    /// <summary>The same for what it brings.</summary>
    private async ValueTask<KeptParts> KeepAsync(IncomingMail mail, string language, CancellationToken cancellationToken)
    {
        try
        {
            return await _files.KeepAsync(mail.View, mail.Content, language, cancellationToken);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception error) when (IsMistake(error))
#pragma warning restore CA1031
        {
            Log.NotUnderstood(_logger, error);
            return await _files.KeepUnreadAsync(mail.View, mail.Content, cancellationToken);
        }
    }

    /// <summary>A store that is down, a full disk and an end of the program are no mistakes in reading.</summary>
    private static bool IsMistake(Exception error) => error is not (StateUnavailableException or IOException or OperationCanceledException);

    private static string KeyOf(IncomingMail mail, MailOwner owner) =>
        EmailIds.ArrivalKey(mail.View, owner.User) + (owner.About is { } reported ? " " + reported.MessageId : "");

    private async ValueTask AddArrivalsAsync(
        List<Arrival> arrivals, List<Func<CancellationToken, ValueTask>> shown, IncomingMail mail, KeptParts kept, MailOwner owner, SentMail? about,
        CancellationToken cancellationToken)
    {
        var verdict = LoopGuard.Judge(_fromMail.TraitsOf(mail, await IsOwnAsync(mail, owner.User, cancellationToken), about));
        if (verdict == LoopVerdict.ComesBack)
        {
            Log.ComesBack(_logger);
            return;
        }

        if (mail.Content.Kind == MailKind.Receipt)
        {
            if (MailReport.IsDisplayed(mail, about))
                SayNews(about!.Contact, await programs.LearnReceiptAsync(about.Contact.Id, cancellationToken));
            else
                Log.ReceiptIgnored(_logger);
        }

        if (about is null)
            await _notes.NoteWayBackAsync(mail, owner.User, cancellationToken);

        // In the room everybody sees it once; who is not there gets it as one to one, and is asked in.
        var inGroup = about is not null || verdict != LoopVerdict.Show ? null
            : await guests.StopAsync(mail, kept, owner, cancellationToken)
            ?? (groups is null ? null : await groups.TakeAsync(mail, kept, owner, cancellationToken));
        if (inGroup is not null)
            shown.Add(inGroup.Shown);
        if (inGroup is { IsInside: true })
        {
            arrivals.AddRange(inGroup.Arrivals);
            await LearnAsync(mail, cancellationToken);
            return;
        }

        // The notes come first: an answer, or a failure to be told to the author, can follow the commit at once.
        var key = KeyOf(mail, owner);
        var place = about is null
            ? await _notes.NoteAsync(mail, owner, cancellationToken)
            : MailPlace.Unknown with { Parent = _fromMail.FindParent(mail, _ => false) };
        if (verdict == LoopVerdict.Count && mail.Content.Kind != MailKind.Receipt)
        {
            var outcome = await automatic.JudgeAsync(
                MailDirection.In, owner.User, mail.Author.Id.Value, place.ThreadRoot is { } root ? EmailIds.ThreadOf(root) : null, key, cancellationToken);
            if (outcome == AllowanceOutcome.FallsSilent)
                Log.FallsSilent(_logger);
            place = place with { Automatic = outcome };
        }

        await LearnAsync(mail, cancellationToken);
        if (about is { IsCertain: true } && mail.Content.Kind == MailKind.Bounce)
            await conversations.ChangeAsync(about.User, about.Contact.Id, known => known.WithoutSaid(about.MessageId), cancellationToken);
        var events = FromMail.Translate(mail, kept, owner, place, about);
        if (inGroup?.Remark is { } remark)
            events = [.. events.Select(what => what is Message message ? message with { Remarks = [.. message.Remarks, remark] } : what)];
        if (events.Count == 0 && mail.Content.Kind != MailKind.Receipt)
            Log.NotShown(_logger, mail.Content.Kind, Interlocked.Increment(ref _notShown));

        arrivals.AddRange(events.Select((what, i) => new Arrival.Ready(i == 0 ? key : $"{key} {i}", what)));

        // The invitation after the mail: who it is from, and what about, is what it is answered by.
        arrivals.AddRange(inGroup?.Arrivals ?? []);
        if (about is not null)
            arrivals.AddRange(await guests.ReadBounceAsync(mail, about, cancellationToken));
    }

    private async ValueTask LearnAsync(IncomingMail mail, CancellationToken cancellationToken)
    {
        if (mail.MayChange && mail.Content.Kind == MailKind.Message && mail.List is null)
        {
            var dialect = mail.Reaction?.Dialect ?? ReactionDialect.None;
            SayNews(mail.Author, await programs.LearnAsync(mail.Author.Id, dialect, mail.Chat.IsChat, mail.AsksReceipt, cancellationToken));
        }
    }

    private void SayNews(RemoteContact contact, bool canMore)
    {
        if (canMore)
            context.Signal(new ContactSignal.CapabilitiesChanged(contact));
    }

    /// <summary>Whether the user has sent it: as From says, or the note on it where a list has put its own address there.</summary>
    private async ValueTask<bool> IsOwnAsync(IncomingMail mail, Jid user, CancellationToken cancellationToken) =>
        (users.TryGetAddress(user, out var address) && (mail.Writer ?? mail.Author).Id.Value == address.Canonical)
        || (ids.DeliveryOf(mail.View.GivenId) is { } id && (await sent.FindAsync(id, cancellationToken))?.User == user);

    /// <summary>
    /// Whose an address of the mail domain is. Names of roles (RFC 2142) are nobody's own: their mail goes to the configured postmaster, or to all
    /// who run the gateway.
    /// </summary>
    private IReadOnlyList<MailOwner> OwnersOf(EmailAddress address)
    {
        var user = users.FindUser(address);
        if (user is null || !users.IsRole(user))
            return user is null ? [] : [new(user)];

        IReadOnlyList<Jid> readers = options.Postmaster is { } postmaster ? [postmaster] : context.Admins;
        return [.. readers.Select(reader => new MailOwner(reader, $"{user.Local}@{options.MailDomain}"))];
    }

    private static partial class Log
    {
        [LoggerMessage(5230, LogLevel.Information, "A report on no mail of ours was not shown ({Kind}); {Count} since the start")]
        public static partial void ReportRefused(ILogger logger, ReturnPathKind kind, long count);

        [LoggerMessage(5208, LogLevel.Information, "A mail of a program was taken and not shown ({Kind}); {Count} since the start")]
        public static partial void NotShown(ILogger logger, MailKind kind, long count);

        [LoggerMessage(5207, LogLevel.Information, "A receipt that says nothing of a mail of ours to its sender was not shown")]
        public static partial void ReceiptIgnored(ILogger logger);

        [LoggerMessage(5201, LogLevel.Information, "Incoming mail ({Kind}, {Bytes} bytes, {Recipients} recipients): {Answer}")]
        public static partial void Incoming(ILogger logger, MailKind kind, int bytes, int recipients, Acceptance answer);

        [LoggerMessage(5202, LogLevel.Error, "A mail could not be understood; its original is passed on")]
        public static partial void NotUnderstood(ILogger logger, Exception error);

        [LoggerMessage(5206, LogLevel.Warning, "An incoming mail has passed too many servers and was refused ({Recipients} recipients): it goes in circles")]
        public static partial void Circles(ILogger logger, int recipients);

        [LoggerMessage(5203, LogLevel.Information, "A mail that was sent from here has come back; it is not shown again")]
        public static partial void ComesBack(ILogger logger);

        [LoggerMessage(5204, LogLevel.Warning, "A program keeps answering a user: its mails are not shown until the hour is over")]
        public static partial void FallsSilent(ILogger logger);
    }
}
