namespace XmppGateway.Storage.Sql;

/// <summary>The column <c>message.state</c>; written as numbers in the statements.</summary>
internal enum MessageState
{
    Incoming = 0,
    Open = 1,
    Delivered = 2,
    Failed = 3,
}
