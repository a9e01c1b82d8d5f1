using System.Collections.Concurrent;
using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Portals;

/// <summary>Finds out whether an XMPP room exists, without entering it: that would make one.</summary>
internal sealed class RoomProbe(TimeProvider time) : IStanzaHandler
{
    private const string Prefix = "room-probe-";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (Jid Room, TaskCompletionSource<StanzaError?> Answer)> _open = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>XEP-0045 §6.4: what a room says of itself; or how it answers who is not in it.</summary>
    public async Task<XmppRoomAnswer> FindAsync(Network network, Jid room, CancellationToken cancellationToken)
    {
        var self = Jid.Parse(network.Link.Domain).WithResource(PortalBook.Resource);
        var asked = network.Link.AskAsync(Stanza.Iq(self, room, "get", "disco", DiscoInfo.Request()), cancellationToken);

        // COMPAT(ejabberd 24.12): with mod_privilege no request of a component reaches the bare address of a room.
        var knocked = KnockAsync(network, self, room, cancellationToken);
        if (await Task.WhenAny(asked, knocked) == knocked && await knocked is { } known)
        {
            return known;
        }

        return await asked is { } answer ? Read(answer) : await knocked ?? new XmppRoomAnswer.Unknown();
    }

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Message;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Message, IsError: true, Id: { } id, To: { Local: null, Resource: PortalBook.Resource } }
        && id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(stanza.Id!, out var question) && question.Room == stanza.From?.Bare)
        {
            question.Answer.TrySetResult(StanzaError.Find(stanza));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>A name for a room is known by disco#info alone.</summary>
    private static XmppRoomAnswer Read(Stanza answer)
    {
        if (answer.IsError)
        {
            return StanzaError.Find(answer) is { Type: StanzaErrorType.Wait } ? new XmppRoomAnswer.Unknown() : new XmppRoomAnswer.None();
        }

        return DiscoInfo.Parse(answer) is { } info && info.Features.Contains(Namespaces.Rooms.NamespaceName)
            ? new XmppRoomAnswer.Found(info.Identities.FirstOrDefault(identity => identity.Category == "conference")?.Name)
            : new XmppRoomAnswer.None();
    }

    /// <summary>§7.4: who is not in a room is answered not-acceptable, where there is one. Null when nothing is said that decides it.</summary>
    private async Task<XmppRoomAnswer?> KnockAsync(Network network, Jid self, Jid room, CancellationToken cancellationToken)
    {
        // Where a room tells of itself it does so at once.
        await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        var id = Prefix + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<StanzaError?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = (room, answer);
        try
        {
            await network.Link.SendAsync(Stanza.Message(self, room, "groupchat", id), cancellationToken);
            return (await answer.Task.WaitAsync(Patience, time, cancellationToken))?.Condition switch
            {
                StanzaConditions.NotAcceptable => new XmppRoomAnswer.Found(null),
                StanzaConditions.ItemNotFound => new XmppRoomAnswer.None(),
                _ => null,
            };
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _open.TryRemove(id, out _);
        }
    }
}
