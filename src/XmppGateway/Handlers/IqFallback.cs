using XmppGateway.Component;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Handlers;

/// <summary>The last handler: every IQ request gets an answer (RFC 6120 §8.2.3).</summary>
internal sealed class IqFallback : IStanzaHandler
{
    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.Kind == StanzaKind.Iq;

    /// <inheritdoc/>
    public ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken) => stanza.Type switch
    {
        // Answers to requests that timed out. Nobody waits for them.
        "result" or "error" => ValueTask.CompletedTask,

        // RFC 6120 §8.4: the payload is not understood.
        "get" or "set" when stanza.Payloads.Count == 1 =>
            throw new StanzaErrorException(new StanzaError("service-unavailable", StanzaErrorType.Cancel)),

        // RFC 6120 §8.2.3: a request has exactly one payload, and there is no other type.
        _ => throw new StanzaErrorException(new StanzaError("bad-request", StanzaErrorType.Modify)),
    };
}
