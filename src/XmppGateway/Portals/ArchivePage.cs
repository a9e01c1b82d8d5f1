using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Portals;

/// <summary>
/// The items of one page of an archive as they come in. The end of the page is the answer to a request, which can be here before the last item
/// has had its turn: then that one is waited for.
/// </summary>
internal sealed class ArchivePage(string query)
{
    private readonly Lock _lock = new();
    private readonly List<(string Id, Stanza Message, DateTimeOffset? At)> _items = [];
    private readonly TaskCompletionSource _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _last;

    public string Query => query;

    public void Add(string id, Stanza message, DateTimeOffset? at)
    {
        lock (_lock)
        {
            _items.Add((id, message, at));
            if (id == _last)
            {
                _whole.TrySetResult();
            }
        }
    }

    /// <summary>The items up to the last one, which the end of the page names.</summary>
    /// <exception cref="TimeoutException">It does not come.</exception>
    public async Task<IReadOnlyList<(string Id, Stanza Message, DateTimeOffset? At)>> TakeAsync(
        string? last, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _last = last;
            if (last is null || _items.Any(item => item.Id == last))
            {
                _whole.TrySetResult();
            }
        }

        await _whole.Task.WaitAsync(patience, time, cancellationToken);
        lock (_lock)
        {
            return [.. _items];
        }
    }
}
