using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Handlers;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Handlers;

public sealed class ContactFeaturesTests
{
    private static readonly Capabilities Everything = new()
    {
        Edits = Support.Native,
        Retractions = Support.Native,
        Reactions = Support.Native,
        Attachments = Support.Native,
        Receipts = true,
        DisplayMarkers = true,
        ChatStates = true,
        LastActivity = true,
        Replies = true,
        RichText = true,
    };

    [Fact]
    public void A_network_of_plain_text_announces_no_more_than_that() => Assert.Equal(
        [
            "http://jabber.org/protocol/caps", "http://jabber.org/protocol/disco#info", "http://jabber.org/protocol/disco#items",
            "http://jabber.org/protocol/pubsub#persistent-items",
            "http://jabber.org/protocol/pubsub#retrieve-items", "jabber:x:oob", "urn:xmpp:ping",
            "urn:xmpp:receipts", "vcard-temp",
        ],
        ContactFeatures.Of(Capabilities.PlainText).Order(StringComparer.Ordinal));

    [Fact]
    public void A_network_that_has_everything_announces_it() => Assert.Equal(
        [
            "http://jabber.org/protocol/caps", "http://jabber.org/protocol/chatstates", "http://jabber.org/protocol/disco#info",
            "http://jabber.org/protocol/disco#items",
            "http://jabber.org/protocol/pubsub#persistent-items",
            "http://jabber.org/protocol/pubsub#retrieve-items", "jabber:iq:last", "jabber:x:oob",
            "urn:xmpp:chat-markers:0", "urn:xmpp:fallback:0", "urn:xmpp:message-correct:0", "urn:xmpp:message-retract:0",
            "urn:xmpp:message-retract:1", "urn:xmpp:ping", "urn:xmpp:reactions:0", "urn:xmpp:receipts", "urn:xmpp:reply:0", "urn:xmpp:sfs:0",
            "urn:xmpp:spoiler:0", "urn:xmpp:styling:0", "vcard-temp",
        ],
        ContactFeatures.Of(Everything).Order(StringComparer.Ordinal));

    [Fact]
    public void What_is_refused_is_not_announced() =>
        Assert.DoesNotContain("jabber:x:oob", ContactFeatures.Of(new Capabilities { Attachments = Support.Refused }));

    // XEP-0506 §3
    [Fact]
    public void Who_reads_nothing_announces_only_that() => Assert.Equal(
        [
            "http://jabber.org/protocol/caps", "http://jabber.org/protocol/disco#info", "http://jabber.org/protocol/disco#items",
            "http://jabber.org/protocol/pubsub#persistent-items",
            "http://jabber.org/protocol/pubsub#retrieve-items", "jabber:iq:last",
            "urn:xmpp:noreply:0", "urn:xmpp:ping", "vcard-temp",
        ],
        ContactFeatures.Of(Everything with { NoReply = true }).Order(StringComparer.Ordinal));

    // XEP-0444 §2.2, its example
    [Fact]
    public void Restricted_reactions_are_announced_as_a_form()
    {
        var form = ContactFeatures.RestrictionsOf(Everything with { AllowedReactions = ["💘", "❤️", "💜"], ReactionsPerPerson = 1 });

        Assert.Equal("result", (string?)form!.Attribute("type"));
        Assert.Equal(
            ["hidden FORM_TYPE: urn:xmpp:reactions:0:restrictions", " max_reactions_per_user: 1", " allowlist: 💘 ❤️ 💜"],
            form.Elements(Namespaces.DataForms + "field").Select(field =>
                $"{field.Attribute("type")?.Value} {field.Attribute("var")?.Value}: {string.Join(' ', field.Elements().Select(value => value.Value))}"));
    }

    [Fact]
    public void Without_restrictions_there_is_no_form()
    {
        Assert.Null(ContactFeatures.RestrictionsOf(Everything));
        Assert.Null(ContactFeatures.RestrictionsOf(new Capabilities { ReactionsPerPerson = 1 }));
        Assert.Null(ContactFeatures.RestrictionsOf(Everything with { ReactionsPerPerson = 1, NoReply = true }));
    }

    [Fact]
    public async Task Service_discovery_answers_with_what_the_network_takes()
    {
        using var gateway = new GatewayUnderTest();
        gateway.Adapter.Capabilities = Everything with { ReactionsPerPerson = 2 };

        var answer = Assert.Single(await gateway.ReceiveAsync(
            GatewayUnderTest.Get(new XElement(Namespaces.DiscoInfo + "query"), GatewayUnderTest.Bob)));

        var query = answer.Payload(Namespaces.DiscoInfo + "query")!;
        Assert.Contains("urn:xmpp:reactions:0", query.Elements(Namespaces.DiscoInfo + "feature").Select(f => (string?)f.Attribute("var")));
        Assert.Contains("max_reactions_per_user", query.Element(Namespaces.DataForms + "x")!.Elements().Select(f => (string?)f.Attribute("var")));
    }
}
