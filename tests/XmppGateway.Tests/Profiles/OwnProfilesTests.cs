using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Profiles;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Profiles;

public sealed class OwnProfilesTests : IDisposable
{
    private readonly KnowingAdapter _adapter = new();
    private readonly GatewayUnderTest _gateway;
    private PersonalDetails _alice = new("Alice Smith") { Nickname = "Alice", Photo = new PersonalPhoto("", KnowingAdapter.Png) };

    public OwnProfilesTests()
    {
        _gateway = new GatewayUnderTest(_adapter);
        _gateway.Settings.Chosen = UserSettings.Default with { SharePresence = false };
        _gateway.Link.OnAsk = request => request.To == Alice ? Result() : null;
    }

    [Fact]
    public async Task Is_told_with_the_first_message()
    {
        await _gateway.ReceiveAsync(Chat("hello"));

        var told = await ToldAsync();
        Assert.Equal((Alice, "Alice", KnowingAdapter.PngHash), (told.User, told.Profile.DisplayName, told.Profile.Avatar?.Id));
        Assert.Equal("image/png", (await told.Profile.Avatar!.Open(CancellationToken.None))?.MediaType);
    }

    [Fact]
    public async Task Is_asked_in_the_users_name_where_that_is_allowed()
    {
        _gateway.Privileges.OnAsk = (user, _) => user == Alice ? Result() : null;
        await _gateway.ReceiveAsync(Chat("hello"));

        Assert.Equal("Alice", (await ToldAsync()).Profile.DisplayName);
        Assert.Equal(0, _gateway.Link.Asked);
    }

    [Fact]
    public async Task Is_told_once_for_each_change()
    {
        await SeeAsync("h1");
        await ToldAsync();
        await SeeAsync("h1");
        await SeeAsync(null);
        Assert.Equal(1, _gateway.Link.Asked);

        // Another picture is named, and the card is the same: nothing new.
        await SeeAsync("h2");
        Assert.Equal(2, _gateway.Link.Asked);
        _alice = _alice with { Nickname = "Ali", Photo = null };
        await SeeAsync("h3");

        var told = await ToldAsync();
        Assert.Equal(("Ali", (Avatar?)null), (told.Profile.DisplayName, told.Profile.Avatar));
        Assert.Equal(3, _gateway.Link.Asked);
    }

    [Fact]
    public async Task A_new_name_beside_the_same_picture_is_noticed_within_a_day()
    {
        await SeeAsync("h1");
        await ToldAsync();
        _alice = _alice with { Nickname = "Ali" };
        _gateway.Time.Advance(TimeSpan.FromHours(23));
        await SeeAsync("h1");
        Assert.Equal(1, _gateway.Link.Asked);

        _gateway.Time.Advance(TimeSpan.FromHours(1));
        await SeeAsync("h1");
        Assert.Equal("Ali", (await ToldAsync()).Profile.DisplayName);
        await SeeAsync("h1");
        Assert.Equal(2, _gateway.Link.Asked);
    }

    [Fact]
    public async Task Is_not_told_again_after_a_restart()
    {
        await SeeAsync("h1");
        await ToldAsync();
        var again = new OwnProfiles(
            _gateway.Cards, _gateway.Settings, _gateway.Privileges, _gateway.Presences.UserSignals, _gateway.Profiles.Work, _gateway.Time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<OwnProfiles>.Instance);
        again.Saw(_gateway.Network, Alice, "h1");
        await _gateway.SettleAsync();
        _alice = new PersonalDetails("Other");
        await SeeAsync("h2");

        Assert.Equal("Other", (await ToldAsync()).Profile.DisplayName);
        Assert.Equal(3, _gateway.Link.Asked);
    }

    [Fact]
    public async Task What_the_network_has_not_taken_is_told_again()
    {
        await SeeAsync("h1");
        await ToldAsync();
        _adapter.IsAway = true;
        _alice = _alice with { Nickname = "Ali" };
        await SeeAsync("h2");
        _adapter.IsAway = false;

        // The one before again: nobody knows which of the two the network has.
        _alice = _alice with { Nickname = "Alice" };
        await SeeAsync("h2");
        Assert.Equal("Alice", (await ToldAsync()).Profile.DisplayName);

        await SeeAsync("h2");
        Assert.Equal(3, _gateway.Link.Asked);
    }

    [Fact]
    public async Task Counts_as_told_only_when_the_network_has_it()
    {
        Task<string?> KnownAsync() => _gateway.Cards.FindOwnProfileAsync("mail", Alice.ToString(), CancellationToken.None);
        _adapter.IsAway = true;
        await SeeAsync("h1");
        var before = await KnownAsync();
        _adapter.IsAway = false;
        await SeeAsync("h1");
        await ToldAsync();

        Assert.NotEqual(before, await KnownAsync());
        await SeeAsync("h1");
        Assert.Equal(2, _gateway.Link.Asked);
    }

    [Fact]
    public async Task Stays_with_a_user_who_does_not_share_it()
    {
        _gateway.Settings.Chosen = UserSettings.Default with { SharePresence = false, ShareProfile = false };
        await SeeAsync("h1");
        Assert.Equal(0, _gateway.Link.Asked);

        _gateway.Settings.Chosen = UserSettings.Default with { SharePresence = false };
        await SeeAsync("h1");
        Assert.Equal("Alice", (await ToldAsync()).Profile.DisplayName);
    }

    [Fact]
    public async Task Is_taken_back_when_it_is_shared_no_more_until_the_network_has_taken_that()
    {
        await SeeAsync("h1");
        await ToldAsync();
        _adapter.IsAway = true;
        await ShareAsync(false);
        Assert.NotNull(await _gateway.Cards.FindOwnProfileAsync("mail", Alice.ToString(), CancellationToken.None));

        _adapter.IsAway = false;
        await SeeAsync("h1");
        Assert.Equal(new Profile(), (await ToldAsync()).Profile);
        Assert.Null(await _gateway.Cards.FindOwnProfileAsync("mail", Alice.ToString(), CancellationToken.None));

        await SeeAsync("h1");
        await ShareAsync(true);
        Assert.Equal("Alice", (await ToldAsync()).Profile.DisplayName);
    }

    [Fact]
    public async Task Is_taken_back_when_the_user_changes_their_mind_while_the_card_is_read()
    {
        _gateway.Link.OnAsk = _ =>
        {
            _gateway.Settings.Chosen = UserSettings.Default with { SharePresence = false, ShareProfile = false };
            return Result();
        };
        await SeeAsync("h1");

        Assert.Equal("Alice", (await ToldAsync()).Profile.DisplayName);
        Assert.Equal(new Profile(), (await ToldAsync()).Profile);
    }

    [Fact]
    public async Task Is_asked_for_again_when_there_was_no_answer()
    {
        _gateway.Link.OnAsk = _ => null;
        await SeeAsync("h1");
        _gateway.Link.OnAsk = _ => Result();
        await SeeAsync("h1");

        Assert.Equal("Alice", (await ToldAsync()).Profile.DisplayName);
    }

    [Fact]
    public async Task Is_told_anew_to_who_registers_again_after_leaving()
    {
        await _gateway.Profiles.Own.RegisteredAsync(_gateway.Network, Alice, CancellationToken.None);
        await _gateway.SettleAsync();
        await ToldAsync();
        await _gateway.Profiles.Own.LeavingAsync(_gateway.Network, Alice, CancellationToken.None);
        Assert.Equal(new Profile(), (await ToldAsync()).Profile);
        await _gateway.Profiles.Own.RegisteredAsync(_gateway.Network, Alice, CancellationToken.None);
        await _gateway.SettleAsync();

        Assert.Equal("Alice", (await ToldAsync()).Profile.DisplayName);
    }

    [Fact]
    public async Task Who_leaves_a_stopped_network_does_not_wait_for_it_and_it_forgets_them_later()
    {
        await _gateway.Profiles.Own.RegisteredAsync(_gateway.Network, Alice, CancellationToken.None);
        await _gateway.SettleAsync();
        await ToldAsync();
        var isStopped = true;
        _gateway.Presences.UserSignals.IsStopped = _ => isStopped;

        var leaving = _gateway.Profiles.Own.LeavingAsync(_gateway.Network, Alice, CancellationToken.None).AsTask();
        using var patience = Patience.Begin();
        while (!leaving.IsCompleted)
        {
            _gateway.Time.AdvanceToNextTimer();
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }

        await leaving;
        isStopped = false;
        _gateway.Presences.UserSignals.Resume(_gateway.Network.Name);
        Assert.Equal(new Profile(), (await ToldAsync()).Profile);
    }

    [Fact]
    public async Task Is_read_with_the_next_sign_of_the_user_when_too_many_waited_before()
    {
        var work = new ProfileWork(width: 1, limit: 1);
        var profiles = new OwnProfiles(
            _gateway.Cards, _gateway.Settings, _gateway.Privileges, _gateway.Presences.UserSignals, work, _gateway.Time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<OwnProfiles>.Instance);
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        Assert.True(work.Start("first", () =>
        {
            begun.SetResult();
            return end.Task;
        }));
        await begun.Task.InTimeAsync();
        Assert.True(work.Start("second", () => Task.CompletedTask));
        Assert.True(work.Start("second", () => Task.CompletedTask));
        Assert.False(work.Start("third", () => Task.CompletedTask));

        profiles.Saw(_gateway.Network, Alice, "h1");
        end.SetResult();
        await work.DrainAsync();
        Assert.Equal(0, _gateway.Link.Asked);

        profiles.Saw(_gateway.Network, Alice, "h1");
        await work.DrainAsync();
        Assert.Equal("Alice", (await ToldAsync()).Profile.DisplayName);
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("")]
    [InlineData("AAAA")]
    public void A_picture_that_is_none_is_left_out(string base64)
    {
        var card = VCardTemp.Request();
        card.Add(new System.Xml.Linq.XElement(
            Namespaces.VCardTemp + "PHOTO", new System.Xml.Linq.XElement(Namespaces.VCardTemp + "BINVAL", base64)));
        var stanza = new Stanza(StanzaKind.Iq) { Type = "result", Payloads = { card } };

        Assert.Null(VCardTemp.Find(stanza, 2)?.Photo);
    }

    public void Dispose() => _gateway.Dispose();

    private Stanza Result() => new(StanzaKind.Iq) { From = Alice, Type = "result", Payloads = { VCardTemp.Create(_alice) } };

    private async Task ShareAsync(bool share)
    {
        var before = _gateway.Settings.Chosen!;
        _gateway.Settings.Chosen = before with { ShareProfile = share };
        await _gateway.Profiles.Own.ChangedAsync(_gateway.Network, Alice, before, _gateway.Settings.Chosen, CancellationToken.None);
        await _gateway.SettleAsync();
    }

    private async Task SeeAsync(string? hash)
    {
        var presence = PresenceOfType(null);
        presence.Payloads.Add(VCardUpdate.Create(hash));
        await _gateway.ReceiveAsync(presence);
        await _gateway.SettleAsync();
    }

    private async Task<UserSignal.ProfileChanged> ToldAsync() => Assert.IsType<UserSignal.ProfileChanged>(Assert.Single(await _adapter.TakenAsync(1)));
}
