namespace XmppGateway.Xmpp.Streams;

/// <summary>What the end of a stream means for the next attempt.</summary>
public enum StreamFailure
{
    /// <summary>Reconnect soon, with jitter: the network, a restart, or one bad stanza.</summary>
    Transient,

    /// <summary>Somebody must change something: say so clearly, and try again slowly.</summary>
    Configuration,

    /// <summary>Another connection holds the domain: try again slowly, or the two push each other out for ever.</summary>
    Conflict,
}
