using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;

namespace XmppGateway.Adapters.Matrix.Rooms;

/// <summary>What a message needs, in this order.</summary>
internal enum DeliveryStep
{
    /// <summary>The user's ghost exists.</summary>
    Ghost,

    /// <summary>The room exists and the contact is a member or invited.</summary>
    Room,

    /// <summary>The message is in the room.</summary>
    Send,
}

/// <summary>Which failed step leads to which result for the XMPP user.</summary>
internal static class DeliveryOutcome
{
    /// <summary>Long enough not to hammer, short enough that a mended token is noticed.</summary>
    private static readonly TimeSpan UntilTheTokenIsMended = TimeSpan.FromMinutes(1);

    /// <summary>What became of the last step.</summary>
    public static DeliveryResult Of(Answer<SentEvent> sent) =>
        sent.Succeeded ? new DeliveryResult.Delivered(sent.Value.EventId is { } id ? new RemoteMessageId(id) : null) : Of(DeliveryStep.Send, sent.Error);

    public static DeliveryResult Of(DeliveryStep step, MatrixError error) => error.Kind switch
    {
        MatrixErrorKind.LimitExceeded => new DeliveryResult.Retry(error.Words, error.RetryAfter) { Detail = error.Own is null ? null : error.Text },
        MatrixErrorKind.Unavailable => new DeliveryResult.Retry(error.Words, ServerWide: IsServerWide(step, error.Code)) { Detail = error.Own is null ? null : error.Text },
        MatrixErrorKind.UnknownToken =>
            new DeliveryResult.Retry(MatrixTexts.BadToken, UntilTheTokenIsMended, ServerWide: true),
        _ => new DeliveryResult.Rejected(error.Words, ConditionOf(step, error.Kind)),
    };

    /// <summary>
    /// Without an errcode a gateway error comes from the proxy before the homeserver. One with an errcode, and a time-out while inviting,
    /// can be the fault of one remote server.
    /// </summary>
    private static bool IsServerWide(DeliveryStep step, string code) =>
        code is Reply.NoConnection or "502" or "503" or "504" || (code == Reply.TimedOut && step != DeliveryStep.Room);

    private static FailureCondition ConditionOf(DeliveryStep step, MatrixErrorKind kind) => (kind, step) switch
    {
        (MatrixErrorKind.TooLarge, _) => FailureCondition.PolicyViolation,

        // The homeserver refuses to invite, or to make a room with the invitation in it.
        (MatrixErrorKind.Forbidden or MatrixErrorKind.NotFound or MatrixErrorKind.Refused, DeliveryStep.Room) =>
            FailureCondition.NoSuchRecipient,
        (MatrixErrorKind.Forbidden, DeliveryStep.Send) => FailureCondition.NotAllowed,
        (MatrixErrorKind.NotFound, DeliveryStep.Send) => FailureCondition.RecipientUnavailable,
        _ => FailureCondition.ServiceUnavailable,
    };
}
