using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix;

internal sealed partial class MatrixContractFixture : IRoomsFixture
{
    private FakeRoom? _garden;

    public IReadOnlyList<string> RoomSpellings => ["#garden:matrix.test", " #garden:Matrix.Test ", "https://matrix.to/#/#garden:matrix.test", "matrix:r/garden:matrix.test"];

    public string NoRoom => "#nowhere:matrix.test";

    public string Other => "@ben:matrix.test";

    public int PublicRooms => 3;

    public IReadOnlyList<string> SaidByUser => [.. Of("m.room.message", MatrixHarness.Ghost).Select(what => (string)what["event_id"]!)];

    public IReadOnlyList<string> Subjects => [.. Of("m.room.topic", MatrixHarness.Ghost).Select(what => (string)what["content"]!["topic"]!)];

    public void Promote() => _homeserver.AddEvent(
        _garden!, "m.room.power_levels", Contact, "", new JsonObject { ["users"] = new JsonObject { [Contact] = 100, [MatrixHarness.Ghost] = 100 } });

    public async Task<bool> SayInRoomAsync(IAdapter adapter, string id, string body, CancellationToken cancellationToken)
    {
        _homeserver.Gateway = ((IServesHttp)adapter).HandleHttpAsync;
        if (!_events.TryGetValue(id, out var what))
        {
            _events[id] = what = _homeserver.AddEvent(
                _garden!, "m.room.message", Contact, null, new JsonObject { ["msgtype"] = "m.text", ["body"] = body });
        }

        var status = await _homeserver.PushAsync(id, what);
        Assert.Contains(status, (int[])[200, 503]);
        return status == 200;
    }

    private IEnumerable<JsonObject> Of(string type, string sender) =>
        _garden!.Events.Where(what => (string?)what["type"] == type && (string?)what["sender"] == sender);

    private void MakeRooms()
    {
        if (_garden is not null)
        {
            return;
        }

        _garden = _homeserver.AddPublicRoom("garden", Contact, Other);
        _homeserver.AddPublicRoom("attic", Contact);
        _homeserver.AddPublicRoom("cellar", Contact);
    }
}
