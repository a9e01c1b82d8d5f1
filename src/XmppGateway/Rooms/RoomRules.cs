using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Protection;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Rooms;

/// <summary>Which rooms may be entered, and how fast one may speak in them.</summary>
internal sealed class RoomRules(RoomOptions options, TimeProvider time)
{
    private const int Remembered = 4096;

    private readonly Buckets<(long Room, Jid User)> _users = new(options.OfUser, Remembered, time);
    private readonly Buckets<long> _rooms = new(options.OfRoom, Remembered, time);
    private readonly Buckets<(string Network, string Room)> _arriving = new(options.OfRoom, Remembered, time);

    /// <summary>False for a room, or somebody, whom the operator does not want here.</summary>
    public bool Allows(string address) => !options.Denied.Any(denied => denied.Names(address));

    /// <summary>False when the room, or who invites to it, is not wanted.</summary>
    public bool Allows(RoomInvitation invitation) =>
        Allows(invitation.Room.Value) && Allows(invitation.Contact.Id.Value) && Allows(invitation.Contact.Address);

    /// <summary>What who wants to enter such a room is told.</summary>
    public StanzaErrorException Denial() => new(StanzaError.Of(
        StanzaConditions.NotAllowed, options.DeniedText is { } words ? LocalText.Same(words) : RoomTexts.Denied));

    /// <summary>Takes a place for something that a user says in a room.</summary>
    /// <exception cref="StanzaErrorException">Too much was said lately, by them or by all.</exception>
    public void TakePlace(long room, Jid user)
    {
        // The user's own place first: who is refused takes nothing from others.
        var wait = _users.Take((room, user));
        var crowd = wait > TimeSpan.Zero ? TimeSpan.Zero : _rooms.Take(room);
        if (crowd > TimeSpan.Zero)
        {
            _users.Return((room, user));
            throw TooFast(RoomTexts.RoomTooFast(crowd));
        }

        if (wait > TimeSpan.Zero)
        {
            throw TooFast(ProtectionTexts.TooFast(wait));
        }
    }

    /// <summary>
    /// Waits until what others say in a room may be shown there: as much as users of ours may say. It is in the store meanwhile, and nothing is lost.
    /// </summary>
    /// <param name="network">The network's name.</param>
    /// <param name="room">The room.</param>
    /// <param name="wait">How the room's lane waits.</param>
    /// <exception cref="OperationCanceledException">It does not go now, and has taken no place.</exception>
    public async ValueTask WaitAsync(string network, RemoteRoomId room, LaneWait wait)
    {
        var key = (network, room.Value);
        var pause = _arriving.Reserve(key);
        if (pause <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await wait.Pause(pause, wait.Until);
        }
        catch (OperationCanceledException)
        {
            _arriving.Return(key);
            throw;
        }
    }

    private static StanzaErrorException TooFast(LocalText text) =>
        new(new StanzaError(StanzaConditions.ResourceConstraint, StanzaErrorType.Wait, text.English) { LocalText = text });
}
