using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix;
using XmppGateway.Adapters.Matrix.AppService;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix;

/// <summary>The foreign side of the Matrix adapter: a homeserver with one person on it.</summary>
internal sealed partial class MatrixContractFixture : IChangesFixture, IMediaFixture, IPeopleFixture, IPresenceFixture
{
    private readonly FakeHomeserver _homeserver = new();
    private readonly Dictionary<string, JsonObject> _events = [];
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeRoom? _room;

    public IAdapterModule Module { get; } = new MatrixModule();

    public TimeProvider Time { get; } = new ImpatientTimeProvider();

    public string Contact => MatrixHarness.Mia;

    public IReadOnlyList<string> Spellings =>
        ["mia:matrix.test", " @mia:Matrix.Test ", "https://matrix.to/#/@mia:matrix.test", "matrix:u/mia:matrix.test"];

    public IReadOnlyDictionary<string, string?> Settings { get; private set; } = new Dictionary<string, string?>();

    public int Contacts => _homeserver.Requests.Count;

    public IReadOnlyList<string> Taken =>
        [.. _homeserver.Messages.Where(what => (string?)what["sender"] == MatrixHarness.Ghost).Select(what => (string)what["event_id"]!)];

    public IReadOnlyList<(string Kind, string Target)> Changes =>
    [
        .. _homeserver.Rooms.Values.SelectMany(room => room.Events.Index())
            .Where(what => (string?)what.Item["sender"] == MatrixHarness.Ghost)
            .Select(what => (At: what.Index, Change: ChangeOf(what.Item)))
            .Concat(_homeserver.Told.Where(told => told.What == "receipt").DistinctBy(told => (string)told.Content["event_id"]!)
                .Select(told => (At: (int)told.Content["after"]! - 1, Change: ((string, string)?)("Displayed", (string)told.Content["event_id"]!))))
            .OrderBy(what => what.At).Select(what => what.Change).OfType<(string, string)>(),
    ];

    public string Nobody => "@nobody:matrix.test";

    public string SearchedFor => "";

    public int Found => 0;

    public async Task StartPeerAsync(string folder, CancellationToken cancellationToken)
    {
        await _homeserver.StartAsync(cancellationToken);
        _homeserver.Users[Contact] = "Mia";
        _homeserver.Avatars[Contact] = _homeserver.AddMedia("image/png", [1, 2, 3]);
        MakeRooms();
        Settings = new Dictionary<string, string?>
        {
            ["Domain"] = "matrix.localhost",
            ["Homeserver"] = _homeserver.Url,
            ["ServerName"] = _homeserver.ServerName,
            ["Listen"] = "http://127.0.0.1:15029",
            ["Registration"] = Path.Combine(folder, "registration.yaml"),
        };
        var options = MatrixOptions.Read(new FakeAdapterContext("matrix", Settings).Configuration);
        var registration = Registration.Create(options, null) with { AsToken = _homeserver.AsToken, HsToken = _homeserver.HsToken };
        await File.WriteAllTextAsync(options.Registration, RegistrationWriter.Write(registration), cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(options.Registration, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public Task StopPeerAsync() => _homeserver.StopAsync();

    public void Hang() => _homeserver.Interfere = async http =>
    {
        await _end.Task.WaitAsync(http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    };

    public async Task<bool> HandOverAsync(IAdapter adapter, string id, string body, CancellationToken cancellationToken)
    {
        _homeserver.Gateway = ((IServesHttp)adapter).HandleHttpAsync;
        var room = _room ??= _homeserver.AddRoom(Contact, MatrixHarness.Ghost);
        if (!_events.TryGetValue(id, out var what))
        {
            _events[id] = what = _homeserver.AddEvent(
                room, "m.room.message", Contact, null, new JsonObject { ["msgtype"] = "m.text", ["body"] = body });
        }

        var status = await _homeserver.PushAsync(id, room.State[("m.room.member", MatrixHarness.Ghost)], what);
        Assert.Contains(status, (int[])[200, 503]);
        return status == 200;
    }

    public async Task<bool> HandOverChangeAsync(IAdapter adapter, string id, string kind, string target, CancellationToken cancellationToken)
    {
        _homeserver.Gateway = ((IServesHttp)adapter).HandleHttpAsync;
        if (!_events.TryGetValue(id, out var what))
        {
            _events[id] = what = Change(_room!, kind, target);
        }

        var status = kind == "Displayed" ? await _homeserver.PushEphemeralAsync(id, what) : await _homeserver.PushAsync(id, what);
        Assert.Contains(status, (int[])[200, 503]);
        return status == 200;
    }

    public async Task FallIdleAsync(IAdapter adapter, CancellationToken cancellationToken)
    {
        _homeserver.Gateway = ((IServesHttp)adapter).HandleHttpAsync;
        Assert.Equal(200, await _homeserver.PushEphemeralAsync("idle", MatrixEvents.Presence(Contact, "unavailable")));
    }

    public async Task<bool> HandOverFileAsync(IAdapter adapter, string id, string name, byte[] content, CancellationToken cancellationToken)
    {
        _homeserver.Gateway = ((IServesHttp)adapter).HandleHttpAsync;
        _room ??= _homeserver.AddRoom(Contact, MatrixHarness.Ghost);
        var what = _homeserver.AddEvent(_room, "m.room.message", Contact, null, new JsonObject
        {
            ["msgtype"] = "m.image",
            ["body"] = name,
            ["url"] = _homeserver.AddMedia("image/png", content),
            ["info"] = new JsonObject { ["mimetype"] = "image/png", ["size"] = content.Length },
        });
        return await _homeserver.PushAsync(id, _room.State[("m.room.member", MatrixHarness.Ghost)], what) == 200;
    }

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        await _homeserver.DisposeAsync();
    }

    private static (string Kind, string Target)? ChangeOf(JsonObject what)
    {
        var relation = what["content"]!["m.relates_to"];
        return ((string?)what["type"], (string?)relation?["rel_type"]) switch
        {
            ("m.room.message", "m.replace") => ("Edit", (string)relation!["event_id"]!),
            ("m.reaction", "m.annotation") => ("Reactions", (string)relation!["event_id"]!),
            ("m.room.redaction", _) => ("Retraction", (string)what["content"]!["redacts"]!),
            _ => null,
        };
    }

    private JsonObject Change(FakeRoom room, string kind, string target) => kind switch
    {
        "Edit" => _homeserver.AddEvent(room, "m.room.message", Contact, null, MatrixEvents.Edit(target, "new text")),
        "Reactions" => _homeserver.AddEvent(room, "m.reaction", Contact, null, MatrixEvents.Reaction(target, "\u2764\uFE0F")),
        "Retraction" => _homeserver.Redact(room, room.Events.Single(what => (string?)what["event_id"] == target), Contact),
        "Displayed" => MatrixEvents.Receipt(room, target, Contact),
        _ => throw new InvalidOperationException($"Matrix has no {kind}."),
    };
}
