using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Accounts;

public sealed class AccountSettingsTests
{
    private static readonly Jid Phone = Jid.Parse("alice@localhost/phone");

    private readonly MemoryStore _store = new();
    private readonly ManualTimeProvider _time = new();
    private readonly AccountSettings _accounts;

    public AccountSettingsTests() => _accounts = new AccountSettings(_store, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_chosen_nothing_has_the_defaults()
    {
        Assert.Equal(UserSettings.Default, await _accounts.FindAsync("mail", Phone, Token));
        Assert.False((await _accounts.FindAccountAsync("mail", Phone, Token)).IsRegistered);
    }

    [Fact]
    public async Task What_was_found_is_in_memory_for_all_resources()
    {
        await _accounts.FindAsync("mail", Phone.Bare, Token);
        _store.IsAway = true;

        Assert.Equal(UserSettings.Default, await _accounts.FindAsync("mail", Phone, Token));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _accounts.FindAsync("matrix", Phone, Token).AsTask());
    }

    [Fact]
    public async Task A_change_is_seen_at_once_and_concerns_one_network()
    {
        await _accounts.FindAsync("mail", Phone, Token);
        await _accounts.ChangeAsync("mail", Phone, UserSettings.Default with { ChatStates = false, Language = "de" }, Token);
        await _accounts.RegisterAsync("mail", Phone, Token);

        var account = await _accounts.FindAccountAsync("mail", Phone, Token);
        Assert.Equal((_time.GetUtcNow(), false, "de"), (account.RegisteredAt, account.Settings.ChatStates, account.Settings.Language));
        Assert.Equal(UserSettings.Default, await _accounts.FindAsync("matrix", Phone, Token));

        await _accounts.RemoveAsync("mail", Phone, Token);
        Assert.Equal(Account.Nobody, await _accounts.FindAccountAsync("mail", Phone, Token));
    }

    [Fact]
    public async Task What_a_client_said_last_counts_until_the_user_chooses()
    {
        var languages = new Languages(_accounts);
        await _accounts.HearAsync("mail", Phone, "de-AT", Token);

        Assert.Equal("de", await new Languages(new AccountSettings(_store, _time)).FindAsync("mail", Phone, null, Token));
        Assert.Equal("en", await languages.FindAsync("mail", Phone, "fr", Token));
        Assert.Equal("en", await languages.FindAsync("matrix", Phone, null, Token));

        // Not with each stanza: two clients may say two languages.
        await _accounts.HearAsync("mail", Phone, "en", Token);
        Assert.Equal("de", await languages.FindAsync("mail", Phone, null, Token));
        _time.Advance(TimeSpan.FromMinutes(5));
        await _accounts.HearAsync("mail", Phone, "en", Token);
        Assert.Equal("en", await languages.FindAsync("mail", Phone, null, Token));

        await _accounts.ChangeAsync("mail", Phone, UserSettings.Default with { Language = "de" }, Token);
        await _accounts.HearAsync("mail", Phone, "fr", Token);
        Assert.Equal("de", await languages.FindAsync("mail", Phone, null, Token));
    }

    [Fact]
    public async Task What_a_client_says_in_the_instant_in_which_its_user_leaves_is_not_kept()
    {
        await _accounts.RegisterAsync("mail", Phone, Token);
        _store.BeforeChange = _store.Accounts.Clear;

        await _accounts.HearAsync("mail", Phone, "de", Token);

        Assert.Empty(_store.Accounts);
    }

    [Fact]
    public async Task Nothing_is_written_for_a_language_that_is_known()
    {
        await _accounts.HearAsync("mail", Phone, "en-GB", Token);
        Assert.Empty(_store.Accounts);

        await _accounts.HearAsync("mail", Phone, "de", Token);
        await _accounts.FindAsync("mail", Phone, Token);
        _time.Advance(TimeSpan.FromMinutes(5));
        _store.IsAway = true;
        await _accounts.HearAsync("mail", Phone, "de-CH", Token);
        Assert.Equal("de", await new Languages(_accounts).FindAsync("mail", Phone, null, Token));

        // Another one cannot be kept now; that is no reason to answer with an error.
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _accounts.HearAsync("mail", Phone, "en", Token).AsTask());
        await new Languages(_accounts).HearAsync("mail", new Stanza(StanzaKind.Message) { From = Phone, Lang = "en" }, Token);
    }

    [Theory]
    [InlineData("<message from='alice@localhost/phone' to='bob@mail.localhost' xml:lang='de'/>", "de")]
    [InlineData("<presence from='alice@localhost/phone' to='bob@mail.localhost' xml:lang='de'/>", "de")]
    [InlineData("<presence from='alice@localhost/phone' to='bob@mail.localhost' xml:lang='de' type='unavailable'/>", "en")]
    [InlineData("<message from='alice@localhost/phone' to='bob@mail.localhost' xml:lang='de' type='error'/>", "en")]
    [InlineData("<message from='localhost' to='mail.localhost' xml:lang='de'/>", "en")]
    public async Task Only_what_a_person_does_says_their_language(string said, string then)
    {
        var languages = new Languages(_accounts);
        var element = System.Xml.Linq.XElement.Parse(said);
        await languages.HearAsync(
            "mail",
            new Stanza(element.Name.LocalName == "message" ? StanzaKind.Message : StanzaKind.Presence)
            {
                From = Jid.Parse((string)element.Attribute("from")!),
                Lang = (string?)element.Attribute(System.Xml.Linq.XNamespace.Xml + "lang"),
                Type = (string?)element.Attribute("type"),
            },
            Token);

        Assert.Equal(then, await languages.FindAsync("mail", Phone, null, Token));
    }

    [Fact]
    public async Task A_change_that_failed_changes_nothing()
    {
        await _accounts.FindAsync("mail", Phone, Token);
        _store.IsAway = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _accounts.ChangeAsync("mail", Phone, UserSettings.Default with { ChatStates = false }, Token));
        Assert.True((await _accounts.FindAsync("mail", Phone, Token)).ChatStates);
    }

    [Fact]
    public void Settings_are_stored_and_read_again() => Prop.ForAll(
        Settings().ToArbitrary(),
        settings => SettingsJson.Read(SettingsJson.Write(settings), settings.Language) == settings).MustHold();

    [Fact]
    public void Defaults_are_not_stored() => Assert.Equal("{}", SettingsJson.Write(UserSettings.Default with { Language = "de" }));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"readMarkers\":\"yes\"}")]
    [InlineData("{\"presence\":99}")]
    [InlineData("{\"mergeWindow\":-1}")]
    [InlineData("{\"mergeWindow\":600001}")]
    [InlineData("{\"future\":{\"x\":1}}")]
    public void What_cannot_be_understood_is_the_default(string json) =>
        Assert.Equal(UserSettings.Default with { Language = "de" }, SettingsJson.Read(json, "de"));

    [Theory]
    [InlineData("de", "en", "de")]
    [InlineData(null, "de-CH", "de")]
    [InlineData(null, "fr", "en")]
    [InlineData(null, null, "en")]
    public async Task The_language_is_what_was_chosen_then_what_is_said(string? chosen, string? said, string expected)
    {
        await _accounts.ChangeAsync("mail", Phone, UserSettings.Default with { Language = chosen }, Token);

        Assert.Equal(expected, await new Languages(_accounts).FindAsync("mail", Phone, said, Token));
    }

    [Fact]
    public async Task Without_the_store_the_language_is_what_is_said()
    {
        _store.IsAway = true;

        Assert.Equal("de", await new Languages(_accounts).FindAsync("mail", Phone, "de", Token));
    }

    private static Gen<UserSettings> Settings() =>
        from flags in ArbMap.Default.GeneratorFor<bool>().ArrayOf(5)
        from presence in Gen.Elements(Enum.GetValues<PresenceStyle>())
        from seconds in Gen.Choose(0, 600)
        from language in Gen.Elements(null, "en", "de")
        select new UserSettings
        {
            ReadMarkers = flags[0],
            ChatStates = flags[1],
            SharePresence = flags[2],
            ShareProfile = flags[3],
            Receipts = flags[4],
            Presence = presence,
            MergeWindow = TimeSpan.FromSeconds(seconds),
            Language = language,
        };
}
