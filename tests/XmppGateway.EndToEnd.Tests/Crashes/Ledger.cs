namespace XmppGateway.EndToEnd.Tests.Crashes;

/// <summary>What one direction of a network was given and acknowledged for, against what arrived at the other end.</summary>
public sealed class Ledger(string direction)
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _acknowledged = [];

    private sealed record Entry(string Conversation, string Text, bool SentOnce);

    /// <summary>A message as it arrived; a repetition is recognised by its identity (Message-ID, stanza id, event id).</summary>
    public sealed record Arrival(string Text, string Identity);

    public string Direction => direction;

    public int Count
    {
        get
        {
            lock (_gate)
                return _acknowledged.Count;
        }
    }

    /// <summary>The source was told that the message was taken.</summary>
    public void Acknowledge(string conversation, string text, bool sentOnce)
    {
        lock (_gate)
            _acknowledged.Add(new Entry(conversation, text, sentOnce));
    }

    public bool AllArrived(IEnumerable<Arrival> arrivals)
    {
        var texts = arrivals.Select(a => a.Text).ToHashSet();
        lock (_gate)
            return _acknowledged.TrueForAll(entry => texts.Contains(entry.Text));
    }

    /// <summary>
    /// Fails on a message that is lost, has two identities, or came before one that was sent earlier in its conversation. Arrivals of other
    /// ledgers are not looked at.
    /// </summary>
    /// <returns>How often a message came again under its own identity.</returns>
    public int Audit(IReadOnlyList<Arrival> all, bool ordered)
    {
        var ours = _acknowledged.Select(entry => entry.Text).ToHashSet(StringComparer.Ordinal);
        var arrivals = all.Where(a => ours.Contains(a.Text)).ToList();
        var byText = arrivals.ToLookup(a => a.Text, StringComparer.Ordinal);
        var lost = _acknowledged.Where(entry => !byText.Contains(entry.Text)).Select(entry => entry.Text).ToList();
        Assert.True(lost.Count == 0, $"{direction}: {lost.Count} of {_acknowledged.Count} acknowledged messages are lost: {string.Join(", ", lost.Take(20))}");

        var doubled = byText.Where(copies => copies.Select(copy => copy.Identity).Distinct().Count() > 1).Select(copies => copies.Key).ToList();
        Assert.True(doubled.Count == 0, $"{direction}: {doubled.Count} messages arrived twice: {string.Join(", ", doubled.Take(20))}");

        if (ordered)
        {
            var position = arrivals.Select((a, index) => (a.Text, index)).DistinctBy(a => a.Text).ToDictionary(a => a.Text, a => a.index);
            foreach (var conversation in _acknowledged.Where(entry => entry.SentOnce).GroupBy(entry => entry.Conversation))
            {
                foreach (var (earlier, later) in conversation.Zip(conversation.Skip(1)))
                    Assert.True(position[earlier.Text] < position[later.Text], $"{direction}: '{later.Text}' arrived before '{earlier.Text}'");
            }
        }

        return arrivals.Count - byText.Count;
    }
}
