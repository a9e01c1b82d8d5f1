using System.Text.Json.Nodes;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.People;

/// <summary>Names and pictures of people on Matrix.</summary>
public sealed class ContactProfilesTests
{
    [Fact]
    public async Task Name_address_and_picture_are_known()
    {
        await using var harness = await MatrixHarness.StartAsync();
        var uri = harness.Homeserver.Avatars[MatrixHarness.Mia] = harness.Homeserver.AddMedia("image/jpeg", [1, 2, 3]);

        var profile = await FindAsync(harness);

        Assert.Equal(("Mia", uri, "matrix:u/mia:matrix.test"), (profile?.DisplayName, profile?.Avatar?.Id, Assert.Single(profile!.Uris)));
        var picture = await profile.Avatar!.Open(MatrixHarness.Cancelled);
        Assert.Equal("image/jpeg", picture?.MediaType);
        Assert.Equal([1, 2, 3], picture!.Content.ToArray());
    }

    [Theory]
    [InlineData("image/png", 300 * 1024)]
    [InlineData("image/svg+xml", 10)]
    public async Task Of_a_picture_that_cannot_be_shown_there_is_a_small_one(string type, int size)
    {
        await using var harness = await MatrixHarness.StartAsync();
        harness.Homeserver.Avatars[MatrixHarness.Mia] = harness.Homeserver.AddMedia(type, new byte[size]);

        var picture = await (await FindAsync(harness))!.Avatar!.Open(MatrixHarness.Cancelled);

        Assert.Equal(("image/png", Math.Min(size, 100)), (picture?.MediaType, picture?.Content.Length));
    }

    [Fact]
    public async Task Without_a_homeserver_nothing_new_is_known_and_what_was_known_holds_on()
    {
        await using var harness = await MatrixHarness.StartAsync();
        await harness.Homeserver.StopAsync();

        await Assert.ThrowsAsync<IOException>(() => FindAsync(harness).AsTask());
    }

    [Theory]
    [InlineData("Mia Miller", null, 1)]
    [InlineData("Mia", "mxc://matrix.test/new", 1)]
    [InlineData("Mia", null, 0)]
    public async Task Another_name_or_picture_is_told(string name, string? avatar, int signals)
    {
        await using var harness = await MatrixHarness.StartAsync();
        var room = await harness.MiaBeginsAsync();
        var change = harness.Homeserver.AddEvent(room, "m.room.member", MatrixHarness.Mia, MatrixHarness.Mia, Member(name, avatar));
        change["unsigned"] = new JsonObject { ["prev_content"] = Member("Mia", null) };

        await harness.UnderstandAsync(change);

        Assert.Equal(signals, harness.Context.Signals.OfType<ContactSignal.ProfileChanged>().Count(signal => signal.Of.Id.Value == MatrixHarness.Mia));
    }

    private static JsonObject Member(string name, string? avatar) => new() { ["membership"] = "join", ["displayname"] = name, ["avatar_url"] = avatar };

    private static ValueTask<Profile?> FindAsync(MatrixHarness harness) => harness.Adapter.GetProfileAsync(MatrixHarness.MiaAsContact, MatrixHarness.Cancelled);
}
