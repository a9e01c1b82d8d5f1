namespace XmppGateway.Adapters.Email.Lmtp;

/// <summary>What all connections together may hold of unfinished messages: many peers cannot add up to all memory, or to the whole disk.</summary>
internal sealed class BufferBudget(long maxBytes)
{
    private long _used;

    public long Used => Interlocked.Read(ref _used);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= maxBytes)
            return true;

        Return(bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _used, -bytes);
}
