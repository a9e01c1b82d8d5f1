namespace XmppGateway.ExampleNetwork.Chat;

/// <summary>One thing that the network was told by the gateway.</summary>
/// <param name="Kind">What.</param>
/// <param name="User">The bare JID of the user for whom.</param>
/// <param name="Person">Whom it was for; empty when it was for nobody in particular.</param>
internal sealed record Entry(Doing Kind, string User, string Person) : Deed
{
    /// <summary>Counts from 1, without gaps.</summary>
    public long Number { get; init; }

    /// <summary>Of the message that it made; null when it made none.</summary>
    public string? Id { get; init; }

    public string? Account { get; init; }

    /// <summary>In a room: whom it was done to.</summary>
    public string? Who { get; init; }

    public IReadOnlyList<FileNote> Files { get; init; } = [];

    /// <summary>Of a presence or a typing notice: the word for it.</summary>
    public string? State { get; init; }

    public byte[]? Picture { get; init; }
}

/// <summary>A file of a message that the network has taken.</summary>
internal sealed record FileNote(string Id, string Name, string MediaType, int Size, string Sha256);

/// <summary>Everything that the network was told, in order, and a way to wait for more. Safe to use from any thread.</summary>
internal sealed class Journal
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All so far.</summary>
    public IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    public void Add(Entry entry)
    {
        TaskCompletionSource added;
        lock (_gate)
        {
            _entries.Add(entry with { Number = _entries.Count + 1 });
            added = _added;
            _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        added.SetResult();
    }

    /// <summary>The entries after a number; waits for the first one when there is none yet.</summary>
    public async Task<IReadOnlyList<Entry>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            Task added;
            lock (_gate)
            {
                if (_entries.Count > after)
                {
                    return [.. _entries.Skip((int)after)];
                }

                added = _added.Task;
            }

            await added.WaitAsync(cancellationToken);
        }
    }
}
