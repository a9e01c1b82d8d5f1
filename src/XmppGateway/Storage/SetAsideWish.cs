namespace XmppGateway.Storage;

/// <summary>What the operator wants to be done with an arrival that was put aside. The numbers are stored in <c>inbox.asked</c>.</summary>
internal enum SetAsideWish
{
    None = 0,
    Retry = 1,
    Drop = 2,
}
