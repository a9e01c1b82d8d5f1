namespace XmppGateway.Xmpp.Stanzas;

/// <summary>
/// A stanza that a server would not take, and might end the whole stream for. It was refused before the socket. The message says
/// why and holds nothing of the stanza's content.
/// </summary>
public sealed class InvalidStanzaException(string message) : ArgumentException(message);
