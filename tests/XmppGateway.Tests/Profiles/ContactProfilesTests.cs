using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Profiles;

public sealed class ContactProfilesTests : IDisposable
{
    private const string Card = "<vCard xmlns=\"vcard-temp\">";
    private static readonly RemoteContact BobContact = new(new RemoteUserId("bob@example.com"), "bob@example.com");

    private readonly KnowingAdapter _adapter = new();
    private readonly GatewayUnderTest _gateway;

    public ContactProfilesTests() => _gateway = new GatewayUnderTest(_adapter);

    [Fact]
    public async Task A_contact_has_a_vCard()
    {
        _adapter.OnAsk = _ => new Profile
        {
            DisplayName = "Bob\nBuilder",
            Avatar = _adapter.AvatarOf(KnowingAdapter.Png),
            Emails = ["bob@example.com"],
            Phones = ["+49 30 1"],
            Uris = ["https://bob.example/"],
            Note = "Can we\u0001 fix it?",
        };

        Assert.Equal(
            Card + "<FN>Bob Builder</FN><NICKNAME>Bob Builder</NICKNAME>" +
            $"<PHOTO><TYPE>image/png</TYPE><BINVAL>{Convert.ToBase64String(KnowingAdapter.Png)}</BINVAL></PHOTO>" +
            "<TEL><VOICE /><NUMBER>+49 30 1</NUMBER></TEL><EMAIL><INTERNET /><USERID>bob@example.com</USERID></EMAIL>" +
            "<URL>https://bob.example/</URL><DESC>Can we fix it?</DESC></vCard>",
            await PayloadAsync(VCardTemp.Request(), Bob));
    }

    [Fact]
    public async Task Of_whom_nothing_is_known_the_address_is()
    {
        using var plain = new GatewayUnderTest();

        var answer = Assert.Single(await plain.ReceiveAsync(Get(VCardTemp.Request(), Bob)));
        Assert.Equal(Card + "<FN>bob@example.com</FN></vCard>", TextOf(answer));
        Assert.Equal(Card + "<FN>bob@example.com</FN></vCard>", await PayloadAsync(VCardTemp.Request(), Bob));
    }

    [Fact]
    public async Task Of_whom_the_user_has_blocked_nothing_is_told_and_nobody_asked()
    {
        _adapter.OnAsk = _ => new Profile { DisplayName = "Bob", Avatar = _adapter.AvatarOf(KnowingAdapter.Png) };
        _gateway.Presences.Hides = (_, user, contact) => user == Alice && contact.Id == BobContact.Id;

        Assert.Equal(Card + "<FN>bob@example.com</FN></vCard>", await PayloadAsync(VCardTemp.Request(), Bob));
        Assert.Equal(0, _adapter.Asked);
    }

    [Fact]
    public async Task The_gateway_has_a_vCard() => Assert.StartsWith(
        Card + "<FN>Email</FN><DESC>", await PayloadAsync(VCardTemp.Request(), Gateway), StringComparison.Ordinal);

    [Fact]
    public async Task Nobody_has_no_vCard() => Assert.Equal(
        ["iq error/modify/jid-malformed nobody@mail.example.org > alice@localhost/phone"],
        await _gateway.AnswersAsync(Get(VCardTemp.Request(), Jid.Parse("nobody@mail.example.org"))));

    [Fact]
    public async Task A_contact_has_the_newer_vCard_and_a_picture_in_nodes()
    {
        _adapter.OnAsk = _ => new Profile { DisplayName = "Bob", Avatar = _adapter.AvatarOf(KnowingAdapter.Png) };
        var hash = KnowingAdapter.PngHash;

        Assert.Contains("<fn><text>Bob</text></fn>", await PayloadAsync(Items("urn:xmpp:vcard4"), Bob), StringComparison.Ordinal);
        Assert.Equal(
            "<pubsub xmlns=\"http://jabber.org/protocol/pubsub\"><items node=\"urn:xmpp:avatar:metadata\">" +
            $"<item id=\"{hash}\"><metadata xmlns=\"urn:xmpp:avatar:metadata\"><info bytes=\"11\" id=\"{hash}\" type=\"image/png\" /></metadata></item>" +
            "</items></pubsub>",
            await PayloadAsync(Items("urn:xmpp:avatar:metadata"), Bob));
        Assert.Contains(
            $"<data xmlns=\"urn:xmpp:avatar:data\">{Convert.ToBase64String(KnowingAdapter.Png)}</data>",
            await PayloadAsync(Items("urn:xmpp:avatar:data", hash), Bob),
            StringComparison.Ordinal);
        Assert.EndsWith("<items node=\"urn:xmpp:avatar:data\" /></pubsub>", await PayloadAsync(Items("urn:xmpp:avatar:data", "other"), Bob), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("urn:xmpp:avatar:data")]
    [InlineData("urn:xmpp:avatar:metadata")]
    [InlineData("eu.siacs.conversations.axolotl.devicelist")]
    [InlineData("")]
    public async Task Nodes_that_a_contact_has_not_are_not_found(string node) => Assert.Equal(
        [@"iq error/cancel/item-not-found bob\40example.com@mail.example.org > alice@localhost/phone"],
        await _gateway.AnswersAsync(Get(Items(node), Bob)));

    [Fact]
    public async Task A_picture_is_read_once_and_its_owner_asked_again_after_a_while()
    {
        _adapter.OnAsk = _ => new Profile { Avatar = _adapter.AvatarOf(KnowingAdapter.Png) };
        for (var i = 0; i < 3; i++)
        {
            await PayloadAsync(VCardTemp.Request(), Bob);
        }

        Assert.Equal((1, 1), (_adapter.Asked, _adapter.Opened));
        _gateway.Time.Advance(TimeSpan.FromMinutes(6));
        await PayloadAsync(VCardTemp.Request(), Bob);
        Assert.Equal((2, 1), (_adapter.Asked, _adapter.Opened));
    }

    [Fact]
    public async Task While_the_network_fails_the_last_picture_stays()
    {
        _adapter.OnAsk = _ => new Profile { DisplayName = "Bob", Avatar = _adapter.AvatarOf(KnowingAdapter.Png) };
        await PayloadAsync(VCardTemp.Request(), Bob);
        _adapter.OnAsk = _ => throw new IOException("The network is away.");
        _gateway.Time.Advance(TimeSpan.FromMinutes(6));

        var card = await PayloadAsync(VCardTemp.Request(), Bob);

        Assert.StartsWith(Card + "<FN>bob@example.com</FN><PHOTO>", card, StringComparison.Ordinal);
        _gateway.Cards.IsAway = true;
        Assert.Equal(Card + "<FN>bob@example.com</FN></vCard>", await PayloadAsync(VCardTemp.Request(), Bob));
    }

    [Theory]
    [InlineData("<svg/>", 1)]
    [InlineData("\u0089PNG\r\n\u001A\n", 50_000)]
    public async Task What_is_no_picture_or_too_large_is_left_out(string start, int times)
    {
        var content = System.Text.Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(start, times)));
        _adapter.OnAsk = _ => new Profile { Avatar = _adapter.AvatarOf(content) };

        Assert.DoesNotContain("PHOTO", await PayloadAsync(VCardTemp.Request(), Bob), StringComparison.Ordinal);
        Assert.Empty(_gateway.Cards.Pictures);
    }

    [Fact]
    public async Task Presence_names_the_picture_when_it_is_known()
    {
        _adapter.OnAsk = _ => new Profile { Avatar = _adapter.AvatarOf(KnowingAdapter.Png) };
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));
        await _gateway.SettleAsync();

        var presence = Assert.Single(await _gateway.ReceiveAsync(PresenceOfType("probe")));
        Assert.Equal(KnowingAdapter.PngHash, VCardUpdate.Find(presence));
        Assert.Equal(1, _adapter.Asked);
    }

    [Fact]
    public async Task Presence_asks_no_network_for_what_was_known_before()
    {
        _gateway.Cards.Profiles[("mail", "bob@example.com")] = new ProfileRow("mail", "bob@example.com", "", "", default);

        var presence = Assert.Single(await _gateway.ReceiveAsync(PresenceOfType("probe")));
        await _gateway.SettleAsync();

        Assert.Equal("", VCardUpdate.Find(presence));
        Assert.Equal(0, _adapter.Asked);
    }

    [Fact]
    public async Task Presence_of_a_network_without_profiles_says_nothing_of_them()
    {
        using var plain = new GatewayUnderTest();

        var presence = Assert.Single(await plain.ReceiveAsync(PresenceOfType("probe")));
        Assert.DoesNotContain(presence.Payloads, p => p.Name.Namespace == Namespaces.VCardUpdate);
    }

    [Fact]
    public async Task A_new_picture_of_a_hidden_contact_is_not_told()
    {
        await SubscribeAsync();
        _gateway.Presences.Hides = (_, user, contact) => user == Alice && contact.Id == BobContact.Id;
        _adapter.OnAsk = _ => new Profile { Avatar = _adapter.AvatarOf(KnowingAdapter.Png) };
        _gateway.Presences["mail"].Signals.Tell(new ContactSignal.ProfileChanged(BobContact));

        Assert.Empty(await _gateway.SettleAsync());
        Assert.Single(_gateway.Cards.Pictures);
    }

    [Fact]
    public async Task A_new_picture_is_told_to_those_who_see_the_contact()
    {
        await SubscribeAsync();
        _adapter.OnAsk = _ => new Profile { Avatar = _adapter.AvatarOf(KnowingAdapter.Png) };
        _gateway.Presences["mail"].Signals.Tell(new ContactSignal.ProfileChanged(BobContact));
        var sent = await _gateway.SettleAsync();

        var news = Assert.Single(sent, s => s.Kind == StanzaKind.Message);
        Assert.Equal(("headline", Bob, AlicesPhone), (news.Type, news.From, news.To));
        Assert.Contains($"<info bytes=\"11\" id=\"{KnowingAdapter.PngHash}\"", TextOf(news), StringComparison.Ordinal);
        Assert.Equal(KnowingAdapter.PngHash, VCardUpdate.Find(Assert.Single(sent, s => s.Kind == StanzaKind.Presence)));

        // The same again is no news; that it is gone is.
        _gateway.Presences["mail"].Signals.Tell(new ContactSignal.ProfileChanged(BobContact));
        Assert.Empty(await _gateway.SettleAsync());
        _adapter.OnAsk = _ => null;
        _gateway.Presences["mail"].Signals.Tell(new ContactSignal.ProfileChanged(BobContact));
        sent = await _gateway.SettleAsync();
        Assert.Contains("<metadata xmlns=\"urn:xmpp:avatar:metadata\" />", TextOf(Assert.Single(sent, s => s.Kind == StanzaKind.Message)), StringComparison.Ordinal);
        Assert.Equal("", VCardUpdate.Find(Assert.Single(sent, s => s.Kind == StanzaKind.Presence)));
    }

    [Fact]
    public void Operators_are_named_by_the_gateway_and_counted_into_its_hash()
    {
        var network = _gateway.Network with { Operators = [Jid.Parse("o#hara@localhost")] };
        var info = XmppGateway.Handlers.GatewayFeatures.InfoOf(network);

        Assert.Equal(["xmpp:o%23hara@localhost"], DataForm.Parse(info.Form!).Values("abuse-addresses"));
        Assert.Equal(["http://jabber.org/network/serverinfo"], DataForm.Parse(info.Form!).Values("FORM_TYPE"));
        Assert.NotEqual(EntityCapabilities.Hash(info), EntityCapabilities.Hash(XmppGateway.Handlers.GatewayFeatures.InfoOf(_gateway.Network)));
        Assert.Null(XmppGateway.Handlers.GatewayFeatures.InfoOf(_gateway.Network).Form);
    }

    public void Dispose() => _gateway.Dispose();

    private static XElement Items(string node, string? id = null) => new(
        Namespaces.PubSub + "pubsub",
        new XElement(
            Namespaces.PubSub + "items",
            new XAttribute("node", node),
            id is null ? null : new XElement(Namespaces.PubSub + "item", new XAttribute("id", id))));

    private static string TextOf(Stanza stanza) => Assert.Single(stanza.Payloads).ToString(SaveOptions.DisableFormatting);

    private async Task<string> PayloadAsync(XElement request, Jid to) => TextOf(Assert.Single(await _gateway.ReceiveAsync(Get(request, to))));

    /// <summary>Alice sees Bob, who has no picture, and is there with one client.</summary>
    private async Task SubscribeAsync()
    {
        await _gateway.ReceiveAsync(PresenceOfType("subscribe"));
        await _gateway.ReceiveAsync(PresenceOfType(null));
        await _gateway.SettleAsync();
    }
}
