using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork.Chat;

namespace XmppGateway.Tests.Adapters.Example;

internal sealed partial class ExampleContractFixture : IRoomsFixture
{
    private const string Room = "#garden";

    public IReadOnlyList<string> RoomSpellings => ["#garden", " #Garden ", "#GARDEN"];

    public string NoRoom => "#nowhere";

    public string Other => "carlo";

    public int PublicRooms => 3;

    public IReadOnlyList<string> SaidByUser => [.. _network.Journal.Entries.Where(entry => entry is { Kind: Doing.Message, Person: Room }).Select(entry => entry.Id!)];

    public IReadOnlyList<string> Subjects => [.. _network.Journal.Entries.Where(entry => entry is { Kind: Doing.Subject, Person: Room }).Select(entry => entry.Text!)];

    public void Promote() => _network.DoInRoom(
        _network.Rooms.Find(Room)!,
        new RoomHappening { Id = "promotion", Kind = Doing.Rank, By = Contact, Who = Participant.IdOf(AdapterUnderTest.Alice), Rank = RoomRank.Owner });

    public async Task<bool> SayInRoomAsync(IAdapter adapter, string id, string body, CancellationToken cancellationToken)
    {
        var room = _network.Rooms.Find(Room)!;
        _network.DoInRoom(room, new RoomHappening { Id = id, By = Contact, Text = body, At = Time.GetUtcNow() });
        return await _network.Rooms.HandOverAsync(room, cancellationToken);
    }

    private void MakeRooms()
    {
        foreach (var name in (string[])["garden", "attic", "cellar"])
        {
            _network.Rooms.Make(name, new RoomCard { People = [new Participant(Contact, "Bob", RoomRank.Owner), new Participant(Other, "Carlo")] }, Time.GetUtcNow());
        }
    }
}
