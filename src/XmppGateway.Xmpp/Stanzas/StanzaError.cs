using XmppGateway.Abstractions;

namespace XmppGateway.Xmpp.Stanzas;

/// <summary>What the sender may do about an error (RFC 6120 §8.3.2).</summary>
public enum StanzaErrorType
{
    Auth,
    Cancel,
    Continue,
    Modify,
    Wait,
}

/// <summary>A stanza error (RFC 6120 §8.3): condition in its wire form, type, text for people.</summary>
public sealed record StanzaError(string Condition, StanzaErrorType Type, string? Text = null, Jid? By = null);
