using System.Collections.Frozen;
using static XmppGateway.Xmpp.Stanzas.StanzaErrorType;

namespace XmppGateway.Xmpp.Stanzas;

/// <summary>The conditions of RFC 6120 §8.3.3, each with the type that it has unless there is a reason for another.</summary>
public static class StanzaConditions
{
    /// <summary>XML that does not fit its schema or cannot be processed.</summary>
    public const string BadRequest = "bad-request";

    /// <summary>Something of that name exists already.</summary>
    public const string Conflict = "conflict";

    /// <summary>Understood, and not implemented by the addressed entity.</summary>
    public const string FeatureNotImplemented = "feature-not-implemented";

    /// <summary>The sender has not the permission; credentials would not help.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The addressee is elsewhere for good. The new address, if any, is the condition's content.</summary>
    public const string Gone = "gone";

    /// <summary>A bug or a broken store on this side.</summary>
    public const string InternalServerError = "internal-server-error";

    /// <summary>No such thing. Not for what the sender may not know to exist: answer as if it did not (RFC 6120 §13.11).</summary>
    public const string ItemNotFound = "item-not-found";

    /// <summary>An address, in the stanza or in its content, that is none.</summary>
    public const string JidMalformed = "jid-malformed";

    /// <summary>Understood, and refused by a rule of the recipient or the server.</summary>
    public const string NotAcceptable = "not-acceptable";

    /// <summary>Nobody may do this.</summary>
    public const string NotAllowed = "not-allowed";

    /// <summary>Credentials are needed first, or were wrong.</summary>
    public const string NotAuthorized = "not-authorized";

    /// <summary>A rule of the service, such as a size or a rate. Modify or wait.</summary>
    public const string PolicyViolation = "policy-violation";

    /// <summary>The addressee is not there at the moment. Tells who asks about presence.</summary>
    public const string RecipientUnavailable = "recipient-unavailable";

    /// <summary>The addressee is elsewhere for now.</summary>
    public const string Redirect = "redirect";

    /// <summary>The sender must register first.</summary>
    public const string RegistrationRequired = "registration-required";

    /// <summary>The addressee's server does not exist.</summary>
    public const string RemoteServerNotFound = "remote-server-not-found";

    /// <summary>The addressee's server exists and did not answer in time.</summary>
    public const string RemoteServerTimeout = "remote-server-timeout";

    /// <summary>Too busy, or out of something.</summary>
    public const string ResourceConstraint = "resource-constraint";

    /// <summary>Nobody here does that: unknown namespaces, and messages to those who can get none.</summary>
    public const string ServiceUnavailable = "service-unavailable";

    /// <summary>The sender must subscribe first.</summary>
    public const string SubscriptionRequired = "subscription-required";

    /// <summary>None of the others; an element of another namespace says more.</summary>
    public const string UndefinedCondition = "undefined-condition";

    /// <summary>The request came at the wrong moment.</summary>
    public const string UnexpectedRequest = "unexpected-request";

    private static readonly FrozenDictionary<string, StanzaErrorType> Types = new Dictionary<string, StanzaErrorType>
    {
        [BadRequest] = Modify,
        [Conflict] = Cancel,
        [FeatureNotImplemented] = Cancel,
        [Forbidden] = Auth,
        [Gone] = Cancel,
        [InternalServerError] = Cancel,
        [ItemNotFound] = Cancel,
        [JidMalformed] = Modify,
        [NotAcceptable] = Modify,
        [NotAllowed] = Cancel,
        [NotAuthorized] = Auth,
        [PolicyViolation] = Modify,
        [RecipientUnavailable] = Wait,
        [Redirect] = Modify,
        [RegistrationRequired] = Auth,
        [RemoteServerNotFound] = Cancel,
        [RemoteServerTimeout] = Wait,
        [ResourceConstraint] = Wait,
        [ServiceUnavailable] = Cancel,
        [SubscriptionRequired] = Auth,
        [UndefinedCondition] = Cancel,
        [UnexpectedRequest] = Wait,
    }.ToFrozenDictionary();

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> All => Types.Keys;

    public static bool IsKnown(string condition) => Types.ContainsKey(condition);

    public static StanzaErrorType DefaultType(string condition) => Types.GetValueOrDefault(condition, Cancel);
}
