using System.Collections.Concurrent;
using XmppGateway.Abstractions;
using XmppGateway.Storage;

namespace XmppGateway.Outbox;

/// <summary>
/// Waits on a lane until nobody adds to a letter any more. The lines stay in the store meanwhile: what ends the waiting early, a stop or a
/// crash, loses none.
/// </summary>
internal sealed class Letters(IOutboxStore store, MergeWindows windows, Persistence persistence, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Says that something was added to a lane.</summary>
    public void Added(OutboxEntry entry)
    {
        if (_waiting.TryRemove(KeyOf(entry), out var bell))
        {
            bell.SetResult();
        }
    }

    /// <summary>
    /// The letter that begins with an entry, when it is complete; null where it goes on its own. What was tried before, perhaps with success,
    /// is the same letter: another one, because of another window or a line that came late, would be read twice.
    /// </summary>
    public async Task<Letter?> CollectAsync(Outgoing first, CancellationToken stopping)
    {
        var merges = first.Network.CapabilitiesOf(first.Event.Contact).MergesLines;
        if (!Letter.CanBegin(first.Event) || !(merges || first.Entry.LetterEnd is not null))
        {
            return null;
        }

        var window = await windows.FindAsync(first.Network, first.Event, stopping);
        while (true)
        {
            // Before the look, so that nothing falls between the two.
            var bell = _waiting.GetOrAdd(KeyOf(first.Entry), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
            var (end, following) = await ReadAsync(first, stopping);
            var isAlone = window <= TimeSpan.Zero || first.Network.StandsAlone((Message)first.Event);
            var letter = end is { } last ? Letter.Gather(first, following.Where(next => next.Entry.Sequence <= last), null)
                : Letter.Gather(first, isAlone ? [] : following, window);
            var left = letter.ClosesAt - time.GetUtcNow();
            if (end is not null || isAlone || letter.IsClosed || left <= TimeSpan.Zero || left > window || letter.Lines.Count == 0)
            {
                // More than a window is left of none but where the clock was put back, perhaps by hours.
                _waiting.TryRemove(KeyOf(first.Entry), out _);
                return letter;
            }

            await bell.Task.WaitAsync(left, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stopping.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Keeps which lines a letter has. Durable when it returns: comes before the attempt, of which a crash may hide how it ended.</summary>
    /// <param name="first">The entry that it begins with, as it is stored.</param>
    /// <param name="letter">The letter.</param>
    /// <param name="stopping">Ends the wait for the store.</param>
    public Task KeepAsync(OutboxEntry first, Letter letter, CancellationToken stopping) => first.LetterEnd == letter.Last.Entry.Sequence
        ? Task.CompletedTask
        : persistence.KeepTryingAsync(token => store.KeepLetterAsync(first, letter.Last.Entry.Sequence, token), stopping);

    /// <summary>Where its letter ends, if it was tried, and what stands behind it. One that comes from memory may be older than its row.</summary>
    private async Task<(long? End, IEnumerable<Outgoing> Following)> ReadAsync(Outgoing first, CancellationToken stopping)
    {
        var (entry, before) = (first.Entry, first.Entry.Sequence - 1);
        var entries = await persistence.KeepTryingAsync(
            token => store.ReadOutgoingAsync(entry.Network, entry.Lane, before, Letter.MostEntries + 1, token), stopping);
        return (
            entries.FirstOrDefault(stored => stored.Sequence == entry.Sequence)?.LetterEnd,
            entries.Where(stored => stored.Sequence > entry.Sequence).Select(stored => Outgoing.Read(first.Network, stored)));
    }

    private static string KeyOf(OutboxEntry entry) => LaneName.Join(entry.Network, entry.Lane);
}
