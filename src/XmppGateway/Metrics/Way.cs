namespace XmppGateway.Metrics;

/// <summary>Which way something goes, as the label <c>direction</c>.</summary>
internal enum Way
{
    /// <summary>From XMPP to the foreign network.</summary>
    Out,

    /// <summary>From the foreign network to XMPP.</summary>
    In,
}
