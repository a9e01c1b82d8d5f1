using XmppGateway.Storage;

namespace XmppGateway.Tests.Storage;

/// <summary>The store's contract in its simplest form: lists in memory.</summary>
internal sealed class StoreModel
{
    private readonly List<Outgoing> _outgoing = [];
    private readonly List<Incoming> _incoming = [];

    public OutboxAddition Add(OutboxEntry entry, DateTimeOffset repeatsSince, long sequence)
    {
        var known = _outgoing.LastOrDefault(old => entry.StanzaId.Length > 0 && !old.Failed && (old.Open || old.Entry.AcceptedAt >= repeatsSince)
            && (old.Entry.StanzaId, old.Entry.Contact, old.Entry.Fingerprint) == (entry.StanzaId, entry.Contact, entry.Fingerprint));
        if (known is not null)
        {
            return known.Open ? new OutboxAddition.RepeatOfOpen() : new OutboxAddition.RepeatOfDelivered(known.Entry.Sequence, known.ForeignId);
        }

        _outgoing.Add(new Outgoing { Entry = entry with { Sequence = sequence }, ForeignId = entry.DeliveryId });
        return new OutboxAddition.Added(sequence);
    }

    public void Complete(long sequence, string? foreignId)
    {
        if (FindOpen(sequence) is { } outgoing)
        {
            (outgoing.Open, outgoing.ForeignId) = (false, foreignId ?? outgoing.ForeignId);
        }
    }

    public void Fail(long sequence)
    {
        if (FindOpen(sequence) is { } outgoing)
        {
            (outgoing.Open, outgoing.Failed) = (false, true);
        }
    }

    public bool AddIncoming(InboxEntry entry, long? sequence)
    {
        if (_incoming.Exists(old => old.Entry.Key == entry.Key))
        {
            return false;
        }

        _incoming.Add(new Incoming { Entry = entry with { Sequence = sequence ?? 0 } });
        return true;
    }

    public void Close(long sequence) =>
        _incoming.FindAll(incoming => incoming.Entry.Sequence == sequence).ForEach(incoming => incoming.Open = false);

    public IEnumerable<long> OpenOutgoing(string lane) =>
        from outgoing in _outgoing where outgoing.Open && outgoing.Entry.Lane == lane select outgoing.Entry.Sequence;

    public IEnumerable<long> OpenIncoming(string lane) =>
        from incoming in _incoming where incoming.Open && incoming.Entry.Lane == lane select incoming.Entry.Sequence;

    public string? NewestForeignId(string contact, string stanzaId) =>
        _outgoing.LastOrDefault(outgoing => (outgoing.Entry.Contact, outgoing.Entry.StanzaId) == (contact, stanzaId))?.ForeignId;

    private Outgoing? FindOpen(long sequence) => _outgoing.Find(outgoing => outgoing.Open && outgoing.Entry.Sequence == sequence);

    private sealed class Outgoing
    {
        public required OutboxEntry Entry { get; init; }

        public bool Open { get; set; } = true;

        public bool Failed { get; set; }

        public string? ForeignId { get; set; }
    }

    private sealed class Incoming
    {
        public required InboxEntry Entry { get; init; }

        public bool Open { get; set; } = true;
    }
}
