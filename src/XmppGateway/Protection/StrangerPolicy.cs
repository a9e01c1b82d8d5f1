namespace XmppGateway.Protection;

/// <summary>What becomes of messages of contacts that their recipient does not know.</summary>
internal enum StrangerPolicy
{
    /// <summary>They are delivered.</summary>
    Deliver = 0,

    /// <summary>They wait, and the recipient is asked once.</summary>
    Ask,

    /// <summary>They are refused, and their author is told.</summary>
    Refuse,
}
