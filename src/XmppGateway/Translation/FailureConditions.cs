using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Translation;

/// <summary>Neutral failures and stanza error conditions, both ways.</summary>
internal static class FailureConditions
{
    /// <summary>The longest reason that is passed on in either direction: foreign servers write whatever they like.</summary>
    public const int MaximumReason = 1000;

    /// <summary>RFC 6120 §8.3.3.18: without the resources to do it, and the sender may try again.</summary>
    public static readonly StanzaError StoreUnavailable = new(
        "resource-constraint", StanzaErrorType.Wait, "The gateway cannot store anything at the moment. Nothing was sent; try again later.");

    // RFC 6120 §8.3.3 names condition and associated type. The order matters for reading: the first row with a condition wins.
    private static readonly (FailureCondition Failure, string Condition, StanzaErrorType Type)[] Table =
    [
        (FailureCondition.InvalidAddress, "jid-malformed", StanzaErrorType.Modify),
        (FailureCondition.NoSuchRecipient, "item-not-found", StanzaErrorType.Cancel),
        (FailureCondition.RecipientUnavailable, "recipient-unavailable", StanzaErrorType.Wait),
        (FailureCondition.NotAllowed, "forbidden", StanzaErrorType.Auth),
        (FailureCondition.PolicyViolation, "policy-violation", StanzaErrorType.Modify),
        (FailureCondition.NotSupported, "feature-not-implemented", StanzaErrorType.Cancel),
        (FailureCondition.ResourceConstraint, "resource-constraint", StanzaErrorType.Wait),
        (FailureCondition.RemoteServerTimeout, "remote-server-timeout", StanzaErrorType.Wait),
        (FailureCondition.RemoteServerNotFound, "remote-server-not-found", StanzaErrorType.Cancel),
        (FailureCondition.ServiceUnavailable, "service-unavailable", StanzaErrorType.Cancel),
        (FailureCondition.InternalError, "internal-server-error", StanzaErrorType.Cancel),

        // Only read, never written.
        (FailureCondition.NoSuchRecipient, "gone", StanzaErrorType.Cancel),
        (FailureCondition.NoSuchRecipient, "redirect", StanzaErrorType.Modify),
        (FailureCondition.NotAllowed, "not-allowed", StanzaErrorType.Cancel),
        (FailureCondition.NotAllowed, "not-authorized", StanzaErrorType.Auth),
        (FailureCondition.NotAllowed, "registration-required", StanzaErrorType.Auth),
        (FailureCondition.NotAllowed, "subscription-required", StanzaErrorType.Auth),
        (FailureCondition.PolicyViolation, "not-acceptable", StanzaErrorType.Modify),
        (FailureCondition.PolicyViolation, "bad-request", StanzaErrorType.Modify),
    ];

    /// <summary>The stanza error that tells a user about a failure.</summary>
    public static StanzaError ToStanzaError(FailureCondition condition, string reason)
    {
        foreach (var row in Table)
        {
            if (row.Failure == condition)
            {
                return new StanzaError(row.Condition, row.Type, ReasonOrNull(reason));
            }
        }

        throw new ArgumentOutOfRangeException(nameof(condition), condition, "Not a failure condition.");
    }

    /// <summary>What a stanza error means for the foreign side. An unknown condition is a refusal of the service.</summary>
    public static FailureCondition FromStanzaError(StanzaError error)
    {
        foreach (var row in Table)
        {
            if (row.Condition == error.Condition)
            {
                return row.Failure;
            }
        }

        return FailureCondition.ServiceUnavailable;
    }

    private static string? ReasonOrNull(string reason)
    {
        var clean = BodyText.Clean(reason).Trim();
        return clean.Length == 0 ? null : BodyText.Truncate(clean, MaximumReason);
    }
}
