using XmppGateway.Abstractions;
using XmppGateway.Testing;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.People;

/// <summary>What XMPP users do just now, and what they are called, as Matrix sees it.</summary>
public sealed class UserSignsTests
{
    [Fact]
    public async Task Writing_begins_and_ends_in_the_direct_room()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.MiaBeginsAsync();
        foreach (var state in (ChatStateKind[])[ChatStateKind.Active, ChatStateKind.Composing, ChatStateKind.Paused, ChatStateKind.Gone])
        {
            await TakeAsync(harness, new UserSignal.Typing(MatrixHarness.Alice, MatrixHarness.MiaAsContact, state));
        }

        Assert.Equal(
            ["""{"typing":true,"timeout":60000}""", """{"typing":false}"""],
            harness.Homeserver.Told.Where(told => told.What == "typing").Select(told => told.Content.ToJsonString()));
    }

    [Fact]
    public async Task Writing_makes_no_room()
    {
        await using var harness = await MatrixHarness.StartAsync();

        await TakeAsync(harness, new UserSignal.Typing(MatrixHarness.Alice, MatrixHarness.MiaAsContact, ChatStateKind.Composing));

        Assert.Empty(harness.Homeserver.Rooms);
        Assert.Empty(harness.Homeserver.Told);
    }

    [Fact]
    public async Task What_the_user_has_read_is_a_receipt_of_the_ghost()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var written = (string)harness.MiaWrites(room, "hello")["event_id"]!;

        Assert.Equal(new DeliveryResult.Delivered(null), await harness.SendAsync(Seen(written)));

        Assert.Equal(written, harness.Homeserver.Receipts[(room.Id, MatrixHarness.Ghost)]);
        Assert.IsType<DeliveryResult.Rejected>(await harness.SendAsync(Seen("$unknown")));
    }

    [Fact]
    public async Task Presence_is_told_when_it_is_another_one()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await TellAsync(Availability.Online);
        Assert.Empty(harness.Homeserver.Told);
        await harness.MiaBeginsAsync();

        await TellAsync(Availability.Online);
        await TellAsync(Availability.Chatty);
        await TellAsync(Availability.DoNotDisturb, "busy");
        await TellAsync(Availability.Offline);

        Assert.Equal(
            ["""{"presence":"online"}""", """{"presence":"unavailable","status_msg":"busy"}""", """{"presence":"offline"}"""],
            harness.Homeserver.Told.Select(told => told.Content.ToJsonString()));

        ValueTask TellAsync(Availability availability, string? status = null) =>
            TakeAsync(harness, new UserSignal.Presence(MatrixHarness.Alice, new PresenceState(availability, status)));
    }

    [Fact]
    public async Task Name_and_picture_are_put_onto_the_ghost_once_and_stay_after_a_restart()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var opened = 0;
        var profile = new Profile
        {
            DisplayName = "\u202EAlice\0 Example ",
            Avatar = new Avatar("one", _ =>
            {
                opened++;
                return ValueTask.FromResult<Picture?>(new Picture(new byte[] { 1, 2, 3 }, "image/png"));
            }),
        };
        await TakeAsync(harness, new UserSignal.ProfileChanged(MatrixHarness.Alice, profile));
        var before = Changes();
        await TakeAsync(harness, new UserSignal.ProfileChanged(MatrixHarness.Alice, profile));
        await harness.RestartAdapterAsync();
        await harness.SendAsync("hello");

        Assert.Equal("Alice Example (alice@localhost)", harness.Homeserver.Users[MatrixHarness.Ghost]);
        Assert.Equal([1, 2, 3], harness.Homeserver.Media[harness.Homeserver.Avatars[MatrixHarness.Ghost]].Content);
        Assert.Equal((before, 1), (Changes(), opened));

        await TakeAsync(harness, new UserSignal.ProfileChanged(MatrixHarness.Alice, new Profile()));

        Assert.Equal(("alice@localhost", ""), (harness.Homeserver.Users[MatrixHarness.Ghost], harness.Homeserver.Avatars[MatrixHarness.Ghost]));

        int Changes() => harness.Homeserver.Requests.Count(request => request.StartsWith("PUT /_matrix/client/v3/profile/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_profile_that_the_homeserver_does_not_take_now_comes_again()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var named = new UserSignal.ProfileChanged(MatrixHarness.Alice, new Profile { DisplayName = "Alice Example" });
        harness.Homeserver.Interfere = http => http.Request.Path.Value!.EndsWith("/displayname", StringComparison.Ordinal)
            ? FakeHomeserver.RefuseAsync(http, 500, "M_UNKNOWN", "broken")
            : Task.FromResult(false);
        await Assert.ThrowsAsync<IOException>(() => TakeAsync(harness, named).AsTask());

        harness.Homeserver.Interfere = _ => Task.FromResult(false);
        await TakeAsync(harness, named);

        Assert.Equal("Alice Example (alice@localhost)", harness.Homeserver.Users[MatrixHarness.Ghost]);
    }

    private static ValueTask TakeAsync(MatrixHarness harness, UserSignal signal) => harness.Adapter.TakeSignalAsync(signal, MatrixHarness.Cancelled);

    private static Displayed Seen(string id) => new()
    {
        User = MatrixHarness.Alice,
        Contact = MatrixHarness.MiaAsContact,
        Timestamp = DateTimeOffset.UnixEpoch,
        UpTo = new RemoteMessageId(id),
    };
}
