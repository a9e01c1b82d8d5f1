using System.Collections.Concurrent;
using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>Comes into an XMPP room for a moment, to see who is there and what they may do, and goes again. Nothing that is said there is read.</summary>
internal sealed class RoomScout(TimeProvider time) : IStanzaHandler
{
    private const string Prefix = "portal-scout-";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly RoomJoin Silently = new() { MaximumStanzas = 0, MaximumCharacters = 0 };

    private readonly ConcurrentDictionary<Jid, Visit> _visits = new();
    private long _last;

    /// <summary>True for a room that is being looked at: what its occupants send is heard.</summary>
    public bool Visits(Jid room) => _visits.Values.Any(visit => visit.Room == room.Bare);

    /// <summary>Who is in the room; null when it does not answer.</summary>
    public async Task<ScoutReport?> LookAsync(Network network, Jid room, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        var self = Jid.Parse(network.Link.Domain).WithResource(Prefix + number);
        var visit = new Visit(room.Bare);
        _visits[self] = visit;
        var seat = room.WithResource($"{network.Adapter.Description.Name} gateway, a look ({number})");
        try
        {
            if (!await network.Link.SendAsync(Stanza.Presence(self, seat).With(Silently.ToElement()), cancellationToken))
            {
                return null;
            }

            return await visit.Report.Task.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            await network.Link.SendAsync(Stanza.Presence(self, seat, "unavailable"), CancellationToken.None);
            _visits.TryRemove(self, out _);
        }
    }

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Message or StanzaKind.Presence, From.Local: not null, To: { Local: null, Resource: { } resource } }
        && resource.StartsWith(Prefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        if (stanza.Kind == StanzaKind.Presence && _visits.TryGetValue(stanza.To!, out var visit) && visit.Room == stanza.From!.Bare)
        {
            visit.See(stanza);
        }

        return ValueTask.CompletedTask;
    }

    private sealed class Visit(Jid room)
    {
        private readonly List<RoomItem> _seen = [];

        public Jid Room => room;

        public TaskCompletionSource<ScoutReport> Report { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>XEP-0045 §7.2.2: the own presence is the last one of those who are there. Called by the one task that reads.</summary>
        public void See(Stanza presence)
        {
            if (presence.IsError)
            {
                Report.TrySetResult(new ScoutReport([], StanzaError.Find(presence) ?? StanzaError.Of(StanzaConditions.UndefinedCondition)));
                return;
            }

            var news = RoomNews.Find(presence) ?? new RoomNews();
            if (presence.Type is not null)
            {
                return;
            }

            if (!news.Statuses.Contains(RoomStatus.Self))
            {
                _seen.Add(news.Item ?? new RoomItem());
                return;
            }

            Report.TrySetResult(news.Statuses.Contains(RoomStatus.Created)
                ? new ScoutReport([], StanzaError.Of(StanzaConditions.ItemNotFound))
                : new ScoutReport([.. _seen], null) { Own = news.Item?.Affiliation ?? RoomAffiliation.None });
        }
    }
}

/// <summary>What a look into a room showed.</summary>
/// <param name="Occupants">Everybody else in it, with addresses where the room shows them.</param>
/// <param name="Refusal">Why the room does not let the gateway in; null when it does.</param>
internal sealed record ScoutReport(IReadOnlyList<RoomItem> Occupants, StanzaError? Refusal)
{
    /// <summary>What the gateway itself is in the room.</summary>
    public RoomAffiliation Own { get; init; }
}
