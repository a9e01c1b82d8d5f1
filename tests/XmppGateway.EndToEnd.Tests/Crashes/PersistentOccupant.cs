using System.Globalization;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Scenarios.Example;
using XmppGateway.EndToEnd.Tests.Users;

namespace XmppGateway.EndToEnd.Tests.Crashes;

/// <summary>
/// Somebody in a room who comes in again whenever they are put out or cut off, reads in the archive what they missed, and says again under the
/// same id what has not come back: as people's programs do.
/// </summary>
public sealed class PersistentOccupant(XmppUser user, Room room)
{
    private const int Burst = 4;
    private const int Page = 100;
    private static readonly XNamespace Rsm = "http://jabber.org/protocol/rsm";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <summary>Between two attempts, while a server is away. Nobody is told when it is back.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>Ids of own stanzas that the room has shown.</summary>
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private readonly List<Ledger.Arrival> _archived = [];
    private string? _lastArchived;
    private int _enteredAt;
    private int _session;

    /// <summary>How often they came in.</summary>
    public int Entries { get; private set; }

    /// <summary>What the archive has, in its order; as far as it was read.</summary>
    public IReadOnlyList<Ledger.Arrival> Archived => _archived;

    /// <summary>What came while they were there, with the room's id; the same again after a crash is there again.</summary>
    public IEnumerable<Ledger.Arrival> Heard =>
        from stanza in user.Received.Snapshot()
        where IsSaid(stanza)
        select new Ledger.Arrival(stanza.Text()!, Room.IdOf(stanza));

    public async Task SayAllAsync(IEnumerable<string> texts, Ledger ledger)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(ledger);
        foreach (var burst in texts.Chunk(Burst))
        {
            var said = burst.Select(text => (Text: text, Id: XmppUser.NewId())).ToList();
            var once = true;
            while (said.Exists(one => !_shown.Contains(one.Id)))
            {
                await EnsureInsideAsync();
                var from = user.Received.Count;
                foreach (var (text, id) in said.Where(one => !_shown.Contains(one.Id)))
                    await room.SayAsync(text, id);
                await HearAllAsync(said.Select(one => one.Id), from);
                if (said.TrueForAll(one => _shown.Contains(one.Id)))
                    break;
                once = false;
                await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
                await EnsureInsideAsync();
                await TryReadArchiveAsync();
            }

            foreach (var (text, _) in said)
                ledger.Acknowledge(user.BareJid, text, once);
        }
    }

    /// <summary>Comes in where they are not in; back after a lost session, too.</summary>
    public async Task EnsureInsideAsync()
    {
        while (!IsInside())
        {
            var from = user.Received.Count;
            _session = user.Sessions;
            await room.KnockAsync(new XElement(Room.Muc + "history", new XAttribute("maxstanzas", 0))); // the archive has it all
            var (came, last) = await user.Received.TryFirstAsync(
                s => s.BareFrom() == room.Address && (s.IsError() || (s.Is("message") && s.Element(XmppUser.Client + "subject") is not null)), Patience, from);
            if (came && !last!.IsError())
            {
                _enteredAt = from;
                Entries++;
                return;
            }

            Assert.True(
                last?.ErrorType() is null or "wait" || last.ErrorText() == "Access denied by service policy" || last.Condition() == "not-acceptable",
                $"a failure for good: {last}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Reads on in the archive, to its end; false when it did not answer.</summary>
    public async Task<bool> TryReadArchiveAsync()
    {
        for (; ; )
        {
            var id = XmppUser.NewId();
            var from = user.Received.Count;
            await user.SendAsync(new XElement(
                XmppUser.Client + "iq",
                new XAttribute("to", room.Address),
                new XAttribute("type", "set"),
                new XAttribute("id", id),
                new XElement(
                    Xeps.Archive + "query",
                    new XAttribute("queryid", id),
                    new XElement(
                        Rsm + "set",
                        new XElement(Rsm + "max", Page.ToString(CultureInfo.InvariantCulture)),
                        _lastArchived is null ? null : new XElement(Rsm + "after", _lastArchived)))));
            var (came, answer) = await user.Received.TryFirstAsync(s => s.Is("iq") && s.Id() == id, Patience, from);
            if (!came || answer!.IsError())
                return false;
            var results = user.Received.Snapshot().Skip(from)
                .Select(s => s.Element(Xeps.Archive + "result")).Where(result => result?.Attribute("queryid")?.Value == id).ToList();

            // A page whose results went with a connection is none, though its end may come.
            if (answer!.Descendants(Rsm + "last").SingleOrDefault()?.Value != results.LastOrDefault()?.Attribute("id")?.Value)
                return false;
            foreach (var result in results)
                Keep(result!);
            if (answer!.Element(Xeps.Archive + "fin")?.Attribute("complete")?.Value == "true" || results.Count == 0)
                return true;
        }
    }

    private void Keep(XElement result)
    {
        _lastArchived = result.Attribute("id")!.Value;
        var message = result.Descendants(XmppUser.Client + "message").Single();
        if (message.Text() is { } text)
            _archived.Add(new Ledger.Arrival(text, _lastArchived));
        if (message.Attribute("from")?.Value == room.Self && message.Id() is { } own)
            _shown.Add(own);
    }

    private bool IsInside() => Entries > 0 && user.Sessions == _session && !user.Received.Snapshot().Skip(_enteredAt).Any(IsEnd);

    /// <summary>Put out; or a message said that the room does not know them.</summary>
    private bool IsEnd(XElement stanza) => stanza.BareFrom() == room.Address
        && ((stanza.Is("presence") && stanza.Type() == "unavailable" && Room.StatusesOf(stanza).Contains(110)) || stanza.Condition() == "not-acceptable");

    private bool IsSaid(XElement stanza) =>
        stanza.Is("message") && stanza.Type() == "groupchat" && stanza.BareFrom() == room.Address && stanza.Text() is not null;

    /// <summary>Waits until all have come back; ends before that when one of them failed, or the client is out.</summary>
    private async Task HearAllAsync(IEnumerable<string> ids, int from)
    {
        var missing = ids.Where(id => !_shown.Contains(id)).ToHashSet(StringComparer.Ordinal);
        await user.Received.TryFirstAsync(
            s =>
            {
                if (IsSaid(s) && s.Attribute("from")!.Value == room.Self && s.Id() is { } id)
                {
                    _shown.Add(id);
                    missing.Remove(id);
                }

                return missing.Count == 0 || IsEnd(s) || (s.IsError() && missing.Contains(s.Id() ?? ""));
            },
            Patience,
            from);
    }
}
