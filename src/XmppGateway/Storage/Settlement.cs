namespace XmppGateway.Storage;

/// <summary>
/// Some writes of a group whose callers are told in one work item. A work item for each woke more threads than there were cores, and
/// they cost more than what the callers then did.
/// </summary>
internal sealed class Settlement(Exception? groupFailure) : IThreadPoolWorkItem
{
    /// <summary>Few enough that the cores share a group.</summary>
    public const int Capacity = 32;

    private readonly List<Write> _writes = new(Capacity);

    public bool IsFull => _writes.Count == Capacity;

    public void Add(Write write) => _writes.Add(write);

    public void Execute()
    {
        foreach (var write in _writes)
        {
            write.Settle(groupFailure);
        }
    }
}
