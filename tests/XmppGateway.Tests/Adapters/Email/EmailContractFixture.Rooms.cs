using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Groups;

namespace XmppGateway.Tests.Adapters.Email;

// Rooms: mails of alice, bob and carol.
internal sealed partial class EmailContractFixture
{
    private const string Room = Group.Prefix + "abcdefghijklmnopqrstuvwx";

    public IReadOnlyList<string> RoomSpellings => [Room, " " + Room.ToUpperInvariant() + " "];

    public string NoRoom => Group.Prefix + "xwvutsrqponmlkjihgfedcba";

    public string Other => "carol@example.test";

    public bool RoomsAreOnThePeer => false;

    public bool HasModerators => false;

    public int PublicRooms => 0;

    public IReadOnlyList<string> SaidByUser => Taken;

    public IReadOnlyList<string> Subjects => ["About this"];

    public void Promote()
    {
        // All are the same in a group.
    }

    public async Task OpenRoomAsync(IAdapterContext context, CancellationToken cancellationToken)
    {
        using var notes = new GroupNotes(context.State, context.Time, context.DeliveryExpiry);
        if (await notes.FindAsync(Room, cancellationToken) is not null)
            return;

        var group = new Group
        {
            Id = Room,
            People = [new(Contact, Contact, "Bob"), new("alice@bridge.test", "alice@bridge.test"), new(Other, Other, "Carol", IsCopied: true)],
        };
        await notes.PutAsync(group, cancellationToken);
        await notes.PutPeopleAsync(group, cancellationToken);
    }

    public Task<bool> SayInRoomAsync(IAdapter adapter, string id, string body, CancellationToken cancellationToken) =>
        HandOverAsync(adapter, id, $"Cc: {Other}\r\n", body, cancellationToken);
}
