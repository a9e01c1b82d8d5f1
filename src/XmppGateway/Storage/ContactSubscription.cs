namespace XmppGateway.Storage;

/// <summary>The state of the contact's subscription to the user (RFC 6121 §3.1).</summary>
internal enum ContactSubscription
{
    None = 0,
    Requested = 1,
    Granted = 2,
    Refused = 3,
}
