using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Rooms;

/// <summary>
/// Who hears whom in rooms: what somebody says is shown to nobody whom the operator's rules about contacts keep from it, and not to users who have
/// blocked them (XEP-0191). Asked for each reader, live and in the archive, so that what is allowed again is there again.
/// </summary>
/// <param name="hides">True when this user is to hear nothing of a contact.</param>
/// <param name="mayHear">False for users to whom nothing of a network goes: they have left it, or may not use it. Everybody may without it.</param>
internal sealed class RoomHearing(
    Func<Network, Jid, RemoteContact, bool> hides, Func<Network, Jid, CancellationToken, ValueTask<bool>>? mayHear = null)
{
    /// <summary>Everybody hears everybody.</summary>
    public static RoomHearing Everything { get; } = new((_, _, _) => false);

    /// <summary>True for a user of the gateway, about whom those rules say nothing.</summary>
    public static bool IsOurs(Network network, RemoteContact who) => ((IHostsRooms)network.Adapter).UserOf(who.Id) is not null;

    /// <summary>
    /// True when a user is not to get this. What takes a message away, or sets a subject, they get, whoever does it: it changes what they see of others.
    /// </summary>
    public bool Hides(Network network, Jid user, ArchivedEvent archived)
    {
        if (archived.Kind is not (ArchivedKind.Message or ArchivedKind.Edit or ArchivedKind.Reactions))
        {
            return false;
        }

        var by = archived.Payload.Length > 0 && EventJson.DeserializeAny(archived.Payload) is RoomEvent what
            ? what.By
            : new RemoteContact(new RemoteUserId(archived.By), archived.By);
        return Hides(network, user, by);
    }

    /// <summary>True when a user is to hear nothing that somebody says.</summary>
    public bool Hides(Network network, Jid user, RemoteContact by) => !IsOurs(network, by) && hides(network, user, by);

    /// <summary>
    /// True when a user is to hear what somebody has done that is no event of theirs: those are looked at before they come to a room (<see cref="IQueueGuard"/>).
    /// </summary>
    public async ValueTask<bool> ReachesAsync(Network network, Jid user, RemoteContact by, CancellationToken cancellationToken) =>
        !Hides(network, user, by) && (mayHear is null || await mayHear(network, user, cancellationToken));
}
