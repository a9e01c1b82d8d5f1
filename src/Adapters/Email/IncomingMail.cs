using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Lists;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Reactions;
using XmppGateway.Adapters.Email.Receipts;
using XmppGateway.Adapters.Email.Safety;
using XmppGateway.Adapters.Email.Semantics;

namespace XmppGateway.Adapters.Email;

/// <summary>One mail as it came in, read once for all its recipients.</summary>
/// <param name="EnvelopeSender">The reverse path; empty for the null sender.</param>
internal sealed record IncomingMail(
    MessageView View, MailContent Content, RemoteContact Author, string EnvelopeSender, DateTimeOffset Arrived)
{
    /// <summary>What tells that a program sent it.</summary>
    public Automation Signs { get; init; }

    /// <summary>Whether it is from whom it says.</summary>
    public SenderTrust Trust { get; init; }

    /// <summary>
    /// It may change what is known: the name of its author, where answers go, other messages. Nothing speaks against its author; where nothing is known of
    /// anybody, that is enough.
    /// </summary>
    public bool MayChange => Trust is SenderTrust.Verified or SenderTrust.Unknown && !IsSpam;

    /// <summary>The operator's filter takes it for spam.</summary>
    public bool IsSpam { get; init; }

    /// <summary>The list that passed it on, which then is the <see cref="Author"/>; null for others.</summary>
    public MailingList? List { get; init; }

    /// <summary>Who wrote it, when a list passed it on.</summary>
    public RemoteContact? Writer { get; init; }

    /// <summary>
    /// Where its author wants answers (RFC 5322 §3.6.2), when that is one other address than theirs. Null for what a list has passed on, which has its own
    /// rules, and for mail that may be forged.
    /// </summary>
    public EmailAddress? AnswerTo { get; init; }

    /// <summary>The reaction that it is; null for others.</summary>
    public MailReaction? Reaction { get; init; }

    /// <summary>What a chat program says with it.</summary>
    public ChatHeaders Chat { get; init; } = new();

    /// <summary>What it tells of a mail of ours; null for others than disposition notifications.</summary>
    public DispositionNotification? Notification { get; init; }

    /// <summary>Its author's program has to do with receipts: it asks for one.</summary>
    public bool AsksReceipt { get; init; }

    /// <summary>It may be told, at the return path, that it was displayed.</summary>
    public bool GetsReceipt { get; init; }

    /// <summary>How the user gets out of the list or newsletter that it belongs to.</summary>
    public Subscription? Subscription { get; init; }
}
