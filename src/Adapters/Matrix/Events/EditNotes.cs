using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix.Events;

/// <summary>Which message an edit is of, `edit/ID`: an edit that is taken back says so no more.</summary>
internal sealed class EditNotes(IAdapterState state)
{
    public ValueTask SetAsync(string edit, string message, CancellationToken cancellationToken) => state.SetAsync("edit/" + edit, message, cancellationToken);

    /// <summary>Null for what is no edit.</summary>
    public ValueTask<string?> FindAsync(string edit, CancellationToken cancellationToken) => state.GetAsync("edit/" + edit, cancellationToken);
}
