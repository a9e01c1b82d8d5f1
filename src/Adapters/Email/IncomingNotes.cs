using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Lists;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Semantics;
using XmppGateway.Adapters.Email.Sending;

namespace XmppGateway.Adapters.Email;

/// <summary>What is remembered of incoming mail before it is acknowledged: its place in its conversation, who wrote it, and the way back.</summary>
internal sealed class IncomingNotes(IAdapterContext context, EmailOptions options, EmailIds ids, Conversations conversations)
{
    private readonly KnownPeople _people = new(context.State);
    private readonly WaysBack _waysBack = new(context.State, context.Time);

    /// <summary>
    /// Whether somebody has written themself from the address that a mail shows, which then is no list's. A mail that nobody has checked may have been
    /// anybody's: the proof of a list outweighs it.
    /// </summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public ValueTask<bool> IsPersonAsync(IncomingMail mail, CancellationToken cancellationToken) =>
        _people.HasAsync(mail.Author.Id, mustBeProven: MailingList.IsProven(mail.View, options.TrustedAuthServers), cancellationToken);

    /// <summary>Notes whom to tell that a mail could not be shown; nobody where nobody may be told.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask NoteWayBackAsync(IncomingMail mail, Jid user, CancellationToken cancellationToken)
    {
        if (FromMail.MayBounce(mail) && EmailAddress.TryParse(mail.EnvelopeSender, out _))
            await _waysBack.NoteAsync(user, EmailIds.ReceivedId(mail.View), mail.EnvelopeSender, cancellationToken);
    }

    /// <summary>Notes a mail, and says where it belongs.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<MailPlace> NoteAsync(IncomingMail mail, MailOwner owner, CancellationToken cancellationToken)
    {
        var place = MailPlace.Unknown with { Role = owner.Role, Parent = ids.FindParent(mail.View, _ => false) };
        if (mail.Content.Kind is MailKind.Bounce or MailKind.Delay or MailKind.Receipt)
            return place;
        var emoji = FromMail.ReactionTarget(mail) is { } target ? await NoteReactionAsync(mail, owner.User, target, cancellationToken) : null;
        if (emoji is not null && mail.Reaction!.IsAlone)
            return place with { Emoji = emoji };

        var own = mail.View.MessageId;
        var isStop = mail.Trust != SenderTrust.Failed && mail.List is null && FirstContact.IsStop(mail.Content.Body);
        var isPersonal = mail.MayChange && mail.List is null && mail.Content.Kind == MailKind.Message && !AutomationSigns.IsProgram(mail.Signs);

        // Where mails are checked, one without a result has come by another way, and anybody could make the address of a list a person's for ever.
        var isProven = mail.Trust == SenderTrust.Verified;
        if (isPersonal && (isProven || options.TrustedAuthServers.Count == 0))
            await _people.AddAsync(mail.Author.Id, isProven, cancellationToken);

        var chain = Threading.Chain(mail.View);
        if (chain.Count == 0)
            return place with { Emoji = emoji };

        await conversations.ChangeAsync(
            owner.User,
            mail.Author.Id,
            known =>
            {
                var subject = SubjectMarks.Bare(mail.Content.Subject ?? "");
                var threaded = known.WithMail(
                    chain, subject, mail.Arrived, chain.Count > 1 || SubjectMarks.IsAnswer(mail.Content.Subject), leads: mail.MayChange || mail.List is not null);
                var noted = threaded with
                {
                    // Of a list its authors were checked, each of whom is somebody else.
                    IsVerified = mail.List is not null ? known.IsVerified
                        : mail.Trust switch { SenderTrust.Verified => true, SenderTrust.Unverified => false, _ => known.IsVerified },
                    Subscription = mail.Subscription ?? known.Subscription,
                };

                // What a program writes is nobody's consent.
                noted = isStop || isPersonal ? noted.WithAnswer(chain, isStop) : noted;

                // A mail that is handed over again says what it said the first time, though the chat has its subject by now.
                var before = own is null ? null : known.FindReceived(own);
                var showsSubject = before?.ShowsSubject ?? known.IsNews(subject);
                var lostTrust = before?.LostTrust ?? (known.IsVerified && mail.Trust == SenderTrust.Unverified && mail.List is null);
                var isUnproved = before?.IsUnproved
                    ?? (!known.IsVerified && known.Received.Count == 0 && mail.Trust == SenderTrust.Unverified && mail.List is null);
                place = new(noted.FindThread(chain)?.Ids[0] ?? chain[0], showsSubject)
                {
                    Role = owner.Role,
                    LostTrust = lostTrust,
                    IsUnproved = isUnproved,
                    Stops = noted.IsStopped,
                    Emoji = emoji,

                    // Of what was received only: threads take up whatever a mail names, also on the first of two tries.
                    Parent = ids.FindParent(mail.View, id => known.FindReceived(id) is not null),
                };
                return own is null ? noted : noted.WithReceived(new(
                    own, FromMail.MayBounce(mail) ? mail.EnvelopeSender : null, showsSubject, lostTrust, AnswerTo(mail), AnswersFollow: mail.AnswerTo is not null && mail.Trust == SenderTrust.Verified,
                    AsksReceipt: before?.AsksReceipt ?? mail.GetsReceipt, isUnproved));
            },
            cancellationToken);
        return place;
    }

    private async ValueTask<IReadOnlyList<string>> NoteReactionAsync(IncomingMail mail, Jid user, string target, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> emoji = [];
        await conversations.ChangeAsync(
            user,
            mail.Author.Id,
            known =>
            {
                var noted = known.WithReaction(target, mail.Reaction!);
                emoji = noted.EmojiOn(target);
                return noted;
            },
            cancellationToken);
        return emoji;
    }

    private static string? AnswerTo(IncomingMail mail) =>
        mail.List is not { } list ? mail.AnswerTo?.Text
        : list.AnswerTo(mail.View) is { } address && !address.Equals(list.Address) ? address.Text
        : null;
}
