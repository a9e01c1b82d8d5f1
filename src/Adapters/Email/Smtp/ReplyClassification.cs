using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Smtp;

/// <summary>What a reply, or the status in a bounce, means to the sender. Pure; the tables can be read beside RFC 3463 and RFC 5321.</summary>
internal static class ReplyClassification
{
    /// <summary>Sorts the reply to one command of a transaction.</summary>
    public static DeliveryResult Classify(SmtpStage stage, SmtpReply reply) =>
        reply.IsPositive ? new DeliveryResult.Delivered(null)
        : IsTransient(reply) ? new DeliveryResult.Retry(SmtpTexts.Said(reply), ServerWide: IsServerWide(reply))
        : new DeliveryResult.Rejected(SmtpTexts.Said(reply), reply.Status is { } status ? ConditionOf(status, stage) : ConditionOf(reply.Code, stage));

    /// <summary>Sorts an RFC 3463 code, for refusals and for the bounces that come back.</summary>
    public static FailureCondition ConditionOf(EnhancedStatus status, SmtpStage stage = SmtpStage.Recipient) => (status.Subject, status.Detail) switch
    {
        // §3.2 Address status.
        (1, 1 or 6) => FailureCondition.NoSuchRecipient,
        (1, 2) => FailureCondition.RemoteServerNotFound,
        (1, 3) => FailureCondition.InvalidAddress,
        (1, 7 or 8) => FailureCondition.NotAllowed,
        (1, 10) => FailureCondition.RemoteServerNotFound, // RFC 7505: null MX
        (1, _) => stage == SmtpStage.Mail ? FailureCondition.NotAllowed : FailureCondition.NoSuchRecipient,

        // §3.3 Mailbox status.
        (2, 1) => FailureCondition.RecipientUnavailable,
        (2, 2) => FailureCondition.ResourceConstraint,
        (2, 3) => FailureCondition.PolicyViolation,
        (2, _) => FailureCondition.RecipientUnavailable,

        // §3.4 Mail system status.
        (3, 1) => FailureCondition.ResourceConstraint,
        (3, 4) => FailureCondition.PolicyViolation,
        (3, _) => FailureCondition.ServiceUnavailable,

        // §3.5 Network and routing status.
        (4, 1 or 2 or 5 or 7) => FailureCondition.RemoteServerTimeout,
        (4, 3 or 4) => FailureCondition.RemoteServerNotFound,
        (4, _) => FailureCondition.ServiceUnavailable,

        // §3.6 Mail delivery protocol status.
        (5, 3) => FailureCondition.PolicyViolation,
        (5, _) => FailureCondition.ServiceUnavailable,

        // §3.7 Message content or media status.
        (6, 7) => FailureCondition.NotSupported, // RFC 6531 §4.4: the address needs SMTPUTF8
        (6, _) => FailureCondition.PolicyViolation,

        // §3.8 Security or policy status.
        (7, 1 or 2) => FailureCondition.NotAllowed,
        (7, _) => FailureCondition.PolicyViolation,

        _ => FailureCondition.ServiceUnavailable,
    };

    /// <summary>RFC 5321 §4.2.2 and §4.3.2, for servers without enhanced codes.</summary>
    private static FailureCondition ConditionOf(int code, SmtpStage stage) => (code, stage) switch
    {
        (521 or 556, _) => FailureCondition.RemoteServerNotFound, // RFC 7504
        (550 or 551 or 553, SmtpStage.Mail) => FailureCondition.NotAllowed,
        (550 or 551, SmtpStage.Recipient) => FailureCondition.NoSuchRecipient,
        (553, SmtpStage.Recipient) => FailureCondition.InvalidAddress,
        (552, SmtpStage.Recipient) => FailureCondition.ResourceConstraint,
        (552, _) => FailureCondition.PolicyViolation,
        (550 or 554, _) => FailureCondition.PolicyViolation,
        _ => FailureCondition.ServiceUnavailable,
    };

    private static bool IsTransient(SmtpReply reply) =>
        reply.IsTransient

        // RFC 4954 §6 and RFC 3207 §4: the operator's login or TLS is at fault. His users' messages wait until he has put it right.
        || reply.Code is 530 or 534 or 535 or 538

        // COMPAT(Postfix with milters): the words for a filter that is away, with milter_default_action = reject. Others say 5.5.0 of mailboxes that are not there,
        // in lines of which a later one may say anything.
        || (reply is { Code: 550, Status: { Subject: 5, Detail: 0 } } && reply.Lines[0].TrimEnd().EndsWith(" Service unavailable", StringComparison.OrdinalIgnoreCase))

        // A positive or intermediate reply out of place: the dialogue is out of step, the next connection will do better.
        || reply.Code is < 400 or 503;

    // RFC 5321 §3.8: 421 is said by a server that shuts down; a login that it refuses is the same for every mail.
    private static bool IsServerWide(SmtpReply reply) => reply.EndsConnection || reply.Code is 530 or 534 or 535 or 538;
}
