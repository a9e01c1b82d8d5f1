using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Translation;

/// <summary>Neutral failures and stanza error conditions, both ways.</summary>
internal static class FailureConditions
{
    /// <summary>The longest reason that is passed on in either direction: foreign servers write whatever they like.</summary>
    public const int MaximumReason = 1000;

    /// <summary>RFC 6120 §8.3.3.18: without the resources to do it, and the sender may try again.</summary>
    public static readonly StanzaError StoreUnavailable = StanzaError.Of(
        StanzaConditions.ResourceConstraint,
        new LocalText(
            "The gateway cannot store anything at the moment. Nothing was sent; try again later.",
            "Das Gateway kann im Augenblick nichts speichern. Es wurde nichts gesendet; versuchen Sie es später noch einmal."));

    // The types are those that RFC 6120 §8.3.3 associates.
    private static readonly (FailureCondition Failure, string Condition)[] Table =
    [
        (FailureCondition.InvalidAddress, StanzaConditions.JidMalformed),
        (FailureCondition.NoSuchRecipient, StanzaConditions.ItemNotFound),
        (FailureCondition.RecipientUnavailable, StanzaConditions.RecipientUnavailable),
        (FailureCondition.NotAllowed, StanzaConditions.Forbidden),
        (FailureCondition.MembersOnly, StanzaConditions.RegistrationRequired),
        (FailureCondition.PolicyViolation, StanzaConditions.PolicyViolation),
        (FailureCondition.NotSupported, StanzaConditions.FeatureNotImplemented),
        (FailureCondition.ResourceConstraint, StanzaConditions.ResourceConstraint),
        (FailureCondition.RemoteServerTimeout, StanzaConditions.RemoteServerTimeout),
        (FailureCondition.RemoteServerNotFound, StanzaConditions.RemoteServerNotFound),
        (FailureCondition.ServiceUnavailable, StanzaConditions.ServiceUnavailable),
        (FailureCondition.InternalError, StanzaConditions.InternalServerError),

        // Only read, never written.
        (FailureCondition.NoSuchRecipient, StanzaConditions.Gone),
        (FailureCondition.NoSuchRecipient, StanzaConditions.Redirect),
        (FailureCondition.NotAllowed, StanzaConditions.NotAllowed),
        (FailureCondition.NotAllowed, StanzaConditions.NotAuthorized),
        (FailureCondition.NotAllowed, StanzaConditions.SubscriptionRequired),
        (FailureCondition.PolicyViolation, StanzaConditions.NotAcceptable),
        (FailureCondition.PolicyViolation, StanzaConditions.BadRequest),
    ];

    /// <summary>The stanza error that tells a user about a failure.</summary>
    public static StanzaError ToStanzaError(FailureCondition condition, LocalText reason)
    {
        foreach (var row in Table)
        {
            if (row.Failure == condition)
            {
                return Clean(reason) is { } text ? StanzaError.Of(row.Condition, text) : StanzaError.Of(row.Condition);
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

    private static LocalText? Clean(LocalText reason)
    {
        var (english, german) = (Clean(reason.English), Clean(reason.German));
        return english.Length == 0 && german.Length == 0 ? null
            : new LocalText(english.Length == 0 ? german : english, german.Length == 0 ? english : german);
    }

    private static string Clean(string reason) => BodyText.Truncate(BodyText.Clean(reason).Trim(), MaximumReason);
}
