namespace XmppGateway.EndToEnd.Tests.Crashes;

/// <summary>What one direction of a network was given and acknowledged for, against what arrived at the other end.</summary>
public sealed class Ledger(string direction)
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _acknowledged = [];
    private readonly List<string> _refused = [];

    private sealed record Entry(string Conversation, string Text, string? Id, bool SentOnce);

    /// <summary>A message as it arrived.</summary>
    /// <param name="Text">Each is there once.</param>
    /// <param name="Identity">By which a repetition is recognised: Message-ID, stanza id, event id.</param>
    /// <param name="WasKept">
    /// The XMPP server had it in its store for those who are offline, and says so. It hands that out beside what comes just then: clients put it where its time says.
    /// </param>
    public sealed record Arrival(string Text, string Identity, bool WasKept = false);

    /// <summary>What became of everything that was acknowledged or refused.</summary>
    /// <param name="Sent">How many there were.</param>
    /// <param name="Delivered">How many of them arrived.</param>
    /// <param name="Told">How many did not arrive, and their sender was told.</param>
    /// <param name="Lost">Neither arrived nor told.</param>
    /// <param name="Doubled">Arrived under two identities: as two messages, for whoever reads them.</param>
    /// <param name="Reordered">Arrived before a message that was sent earlier in the conversation.</param>
    /// <param name="Repeats">How often a message came again under its own identity.</param>
    /// <param name="Overtaken">How often a message that the server had kept came after a newer one that it had not.</param>
    public sealed record Findings(
        int Sent, int Delivered, int Told, IReadOnlyList<string> Lost, IReadOnlyList<string> Doubled, IReadOnlyList<string> Reordered, int Repeats, int Overtaken)
    {
        public bool AreGood => Lost.Count + Doubled.Count + Reordered.Count == 0;
    }

    public string Direction => direction;

    /// <summary>How many have been acknowledged or refused.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _acknowledged.Count + _refused.Count;
        }
    }

    /// <summary>The source was told that the message was taken.</summary>
    /// <param name="id">By which a later failure would be told.</param>
    public void Acknowledge(string conversation, string text, bool sentOnce, string? id = null)
    {
        lock (_gate)
            _acknowledged.Add(new Entry(conversation, text, id, sentOnce));
    }

    /// <summary>The sender was told that the message was not taken, and will not be.</summary>
    public void Refuse(string text)
    {
        lock (_gate)
            _refused.Add(text);
    }

    public bool AllArrived(IEnumerable<Arrival> arrivals) => AllEnded(arrivals, (_, _) => false);

    /// <param name="wasTold">Of a text and the id of its message: its sender was told of a failure after it had been taken.</param>
    public bool AllEnded(IEnumerable<Arrival> arrivals, Func<string, string?, bool> wasTold)
    {
        var texts = arrivals.Select(a => a.Text).ToHashSet(StringComparer.Ordinal);
        return Acknowledged().TrueForAll(entry => texts.Contains(entry.Text) || wasTold(entry.Text, entry.Id));
    }

    /// <summary>Arrivals of other ledgers are not looked at.</summary>
    /// <param name="all">In the order in which they arrived.</param>
    /// <param name="ordered">Whether what is in between keeps an order. Only messages that were sent once have one.</param>
    /// <param name="wasTold">As for <see cref="AllEnded"/>.</param>
    public Findings Examine(IReadOnlyList<Arrival> all, bool ordered, Func<string, string?, bool>? wasTold = null)
    {
        var acknowledged = Acknowledged();
        var refused = Refused();
        var ours = acknowledged.Select(entry => entry.Text).Concat(refused).ToHashSet(StringComparer.Ordinal);
        var arrivals = all.Where(a => ours.Contains(a.Text)).ToList();
        var byText = arrivals.ToLookup(a => a.Text, StringComparer.Ordinal);
        var missing = acknowledged.Where(entry => !byText.Contains(entry.Text)).ToList();
        var lost = missing.Where(entry => wasTold?.Invoke(entry.Text, entry.Id) != true).Select(entry => entry.Text).ToList();
        var doubled = byText.Where(copies => copies.Select(copy => copy.Identity).Distinct().Count() > 1).Select(copies => copies.Key).ToList();
        var position = arrivals.Select((a, index) => (a.Text, index)).DistinctBy(a => a.Text).ToDictionary(a => a.Text, a => a.index);
        var kept = arrivals.DistinctBy(a => a.Text).Where(a => a.WasKept).Select(a => a.Text).ToHashSet(StringComparer.Ordinal);
        var inOrder = acknowledged.Where(entry => ordered && entry.SentOnce && position.ContainsKey(entry.Text)).GroupBy(entry => entry.Conversation);
        var early = (from conversation in inOrder
                     from pair in conversation.Zip(conversation.Skip(1))
                     where position[pair.Second.Text] < position[pair.First.Text]
                     select (pair.Second.Text, WasOvertaken: kept.Contains(pair.First.Text) && !kept.Contains(pair.Second.Text))).ToList();
        return new Findings(
            acknowledged.Count + refused.Count,
            byText.Count,
            missing.Count - lost.Count + refused.Count(text => !byText.Contains(text)),
            lost,
            doubled,
            [.. early.Where(pair => !pair.WasOvertaken).Select(pair => pair.Text)],
            arrivals.Count - byText.Count,
            early.Count(pair => pair.WasOvertaken));
    }

    /// <summary>Fails on a message that is lost, has two identities, or came before one that was sent earlier in its conversation.</summary>
    /// <returns>How often a message came again under its own identity.</returns>
    public int Audit(IReadOnlyList<Arrival> all, bool ordered)
    {
        var found = Examine(all, ordered);
        Assert.True(found.Lost.Count == 0, $"{direction}: {found.Lost.Count} of {found.Sent} acknowledged messages are lost: {string.Join(", ", found.Lost.Take(20))}");
        Assert.True(found.Doubled.Count == 0, $"{direction}: {found.Doubled.Count} messages arrived twice: {string.Join(", ", found.Doubled.Take(20))}");
        Assert.True(found.Reordered.Count == 0, $"{direction}: arrived before an earlier one of the conversation: {string.Join(", ", found.Reordered.Take(20))}");
        return found.Repeats;
    }

    private List<Entry> Acknowledged()
    {
        lock (_gate)
            return [.. _acknowledged];
    }

    private List<string> Refused()
    {
        lock (_gate)
            return [.. _refused];
    }
}
