namespace XmppGateway.Xmpp.Stanzas;

/// <summary>What the sender may do about an error (RFC 6120 §8.3.2).</summary>
public enum StanzaErrorType
{
    /// <summary>Try again after giving credentials.</summary>
    Auth,

    /// <summary>Do not try again.</summary>
    Cancel,

    /// <summary>Only a warning: go on.</summary>
    Continue,

    /// <summary>Try again after changing what was sent.</summary>
    Modify,

    /// <summary>Try again later.</summary>
    Wait,
}
