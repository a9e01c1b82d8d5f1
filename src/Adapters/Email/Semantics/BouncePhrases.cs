using System.Text.RegularExpressions;

namespace XmppGateway.Adapters.Email.Semantics;

/// <summary>How mail systems begin, and how they speak, when they have no report format. Data.</summary>
internal static partial class BouncePhrases
{
    private static readonly string[] Senders =
    [
        "mailer-daemon", "postmaster", "post_master", "mail.delivery.system", "mail-daemon", "mdaemon", "mailerdaemon", "maildaemon", "sysadmin",
    ];

    private static readonly string[] Subjects =
    [
        "undeliver", "non-deliver", "returned mail", "returned to sender", "mail delivery failed", "delivery status notification",
        "delivery notification", "failure notice", "failed delivery", "delivery failure", "delivery failed", "delivery has failed",
        "mail system error", "could not be delivered", "warning: could not send", "warning: message", "delayed mail", "delivery delayed",
        "delivery status", "permanent delivery failure", "mail delivery problem", "message delivery", "mail failure", "rejected mail",
        "unzustellbar", "nicht zugestellt", "non remis", "mail delivery status", "are not member", "loop alert", "undelivered",
    ];

    private static readonly string[] Texts =
    [
        "could not be delivered", "was not delivered", "undeliverable", "unable to deliver", "failed permanently", "not able to deliver",
        "wasn't able to deliver", "unable to be delivered", "delivery failed", "delivery has failed", "did not reach", "could not deliver",
        "permanent fatal errors", "delivery problems", "delivery errors", "permanent error", "transcript of session follows",
        "rejected by a remote mail server", "rejected by the recipient domain", "error delivering your mail", "while attempting to deliver",
        "cannot be delivered", "can't be delivered", "could not send", "delivery attempts will be made", "has not been delivered",
        "not been delivered", "undelivered", "unknown user", "user unknown", "no such user", "mailbox is full", "failure reasons",
        "konnte nicht zugestellt werden", "you are not a member", "duplicated message-id", "n'a pas pu être", "не может быть доставлено",
    ];

    private static readonly string[] Delays =
    [
        "delayed", "still trying", "will keep trying", "will continue to be made", "not yet been delivered", "will be retried", "warning message only",
        "do not need to resend",
    ];

    public static bool IsMailSystem(string localPart) => Array.Exists(Senders, name => localPart.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    public static bool IsSubject(string subject) => Holds(Subjects, subject);

    public static bool IsText(string text) => Holds(Texts, text);

    public static bool IsDelay(string text) => Holds(Delays, text);

    /// <summary>True for the line behind which the returned mail stands.</summary>
    public static bool BeginsOriginal(string line) =>
        line.Length <= 90 && (Separator().IsMatch(line) || FirstField().IsMatch(line)) && !line.Contains("was received", StringComparison.Ordinal);

    private static bool Holds(string[] phrases, string text) =>
        Array.Exists(phrases, phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(
        @"^[\s\-=*_>]*(?:(?:the |this is a |below (?:is|this line is) a |a )?(?:copy|headers?|text|contents?) of (?:the|this|your)\b.{0,20}message|original (?:e-?mail )?(?:message|mail)|(?:unsent|returned|undelivered|rejected) message|(?:message )?(?:headers?|text|contents?) follows?|original message follows|below this line is a copy|message headers? follows?)\b.{0,40}$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^[ \t>|]{0,6}(?:Received|Return-Path|DKIM-Signature|X-Google-Smtp-Source|X-Originating-IP|Delivered-To)[ \t]*:", RegexOptions.IgnoreCase)]
    private static partial Regex FirstField();
}
