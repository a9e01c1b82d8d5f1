namespace XmppGateway.Xmpp.Stanzas;

/// <summary>A refusal that has an answer on the wire. Caught in one place, the router, which sends it.</summary>
public sealed class StanzaErrorException(StanzaError error) : Exception(error.Text ?? error.Condition)
{
    /// <summary>The answer.</summary>
    public StanzaError Error { get; } = error;
}
