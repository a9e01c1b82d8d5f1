using System.Collections.Frozen;

namespace XmppGateway.Xmpp.Streams;

/// <summary>The conditions of RFC 6120 §4.9.3 and what each means for a component.</summary>
public static class StreamConditions
{
    /// <summary>XML that cannot be processed.</summary>
    public const string BadFormat = "bad-format";

    /// <summary>A prefix that nobody declared, or none where one is needed.</summary>
    public const string BadNamespacePrefix = "bad-namespace-prefix";

    /// <summary>Another connection attached the same domain.</summary>
    public const string Conflict = "conflict";

    /// <summary>The peer was silent for too long.</summary>
    public const string ConnectionTimeout = "connection-timeout";

    /// <summary>The domain was served here, and is no longer.</summary>
    public const string HostGone = "host-gone";

    /// <summary>The server's configuration does not know the domain.</summary>
    public const string HostUnknown = "host-unknown";

    /// <summary>A stanza without a usable <c>to</c> or <c>from</c>.</summary>
    public const string ImproperAddressing = "improper-addressing";

    /// <summary>The server broke; nothing to do with us.</summary>
    public const string InternalServerError = "internal-server-error";

    /// <summary>A stanza from a domain that is not ours.</summary>
    public const string InvalidFrom = "invalid-from";

    /// <summary>The listener is not one for components, or not for this protocol.</summary>
    public const string InvalidNamespace = "invalid-namespace";

    /// <summary>XML that a schema check refused.</summary>
    public const string InvalidXml = "invalid-xml";

    /// <summary>Wrong secret, or stanzas before the handshake.</summary>
    public const string NotAuthorized = "not-authorized";

    /// <summary>XML that is not well-formed. COMPAT(Prosody 13): also a stanza above its size limit.</summary>
    public const string NotWellFormed = "not-well-formed";

    /// <summary>A rule of the server, such as a size or a rate.</summary>
    public const string PolicyViolation = "policy-violation";

    /// <summary>The server cannot reach something that it needs.</summary>
    public const string RemoteConnectionFailed = "remote-connection-failed";

    /// <summary>The server wants a fresh stream.</summary>
    public const string Reset = "reset";

    /// <summary>The server is short of something.</summary>
    public const string ResourceConstraint = "resource-constraint";

    /// <summary>A comment, a processing instruction, a DTD or an entity of its own (RFC 6120 §11.1).</summary>
    public const string RestrictedXml = "restricted-xml";

    /// <summary>The server wants us elsewhere. Not followed: where to attach is the operator's decision.</summary>
    public const string SeeOtherHost = "see-other-host";

    /// <summary>The server goes down.</summary>
    public const string SystemShutdown = "system-shutdown";

    /// <summary>None of the others.</summary>
    public const string Undefined = "undefined-condition";

    /// <summary>Not UTF-8.</summary>
    public const string UnsupportedEncoding = "unsupported-encoding";

    /// <summary>A stream feature that the server cannot do without.</summary>
    public const string UnsupportedFeature = "unsupported-feature";

    /// <summary>A top-level element that is no stanza.</summary>
    public const string UnsupportedStanzaType = "unsupported-stanza-type";

    /// <summary>A version of XMPP that the server does not speak.</summary>
    public const string UnsupportedVersion = "unsupported-version";

    private static readonly FrozenDictionary<string, StreamFailure> Consequences = new Dictionary<string, StreamFailure>
    {
        [BadFormat] = StreamFailure.Transient,
        [BadNamespacePrefix] = StreamFailure.Transient,
        [Conflict] = StreamFailure.Conflict,
        [ConnectionTimeout] = StreamFailure.Transient,
        [HostGone] = StreamFailure.Configuration,
        [HostUnknown] = StreamFailure.Configuration,
        [ImproperAddressing] = StreamFailure.Transient,
        [InternalServerError] = StreamFailure.Transient,
        [InvalidFrom] = StreamFailure.Transient,
        [InvalidNamespace] = StreamFailure.Configuration,
        [InvalidXml] = StreamFailure.Transient,
        [NotAuthorized] = StreamFailure.Configuration,
        [NotWellFormed] = StreamFailure.Transient,
        [PolicyViolation] = StreamFailure.Transient,
        [RemoteConnectionFailed] = StreamFailure.Transient,
        [Reset] = StreamFailure.Transient,
        [ResourceConstraint] = StreamFailure.Transient,
        [RestrictedXml] = StreamFailure.Transient,
        [SeeOtherHost] = StreamFailure.Configuration,
        [SystemShutdown] = StreamFailure.Transient,
        [Undefined] = StreamFailure.Transient,
        [UnsupportedEncoding] = StreamFailure.Configuration,
        [UnsupportedFeature] = StreamFailure.Configuration,
        [UnsupportedStanzaType] = StreamFailure.Transient,
        [UnsupportedVersion] = StreamFailure.Configuration,
    }.ToFrozenDictionary();

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> All => Consequences.Keys;

    public static bool IsKnown(string condition) => Consequences.ContainsKey(condition);

    /// <summary>What to do after a stream that ended so. An unknown condition is <see cref="StreamFailure.Transient"/>.</summary>
    public static StreamFailure Consequence(string condition) => Consequences.GetValueOrDefault(condition, StreamFailure.Transient);
}
