using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Storage;
using XmppGateway.Tests.Handlers;
using XmppGateway.Translation;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Translation;

/// <summary>What a contact says in stanzas is understood as the same when a user says it in the same stanzas.</summary>
public sealed class ThereAndBackTests
{
    private const int Runs = 200;

    private static readonly Gen<string> Text = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => s.Get + "ä😀<&>\u0001\r\n.");

    private static readonly Gen<string[]> EmojiSets =
        Gen.SubListOf("👍", "❤️", "👩‍👩‍👧‍👦", "🇩🇪", "1️⃣", "🐢").Select(list => list.ToArray());

    [Fact]
    public void A_message_and_an_edit_keep_their_text() => Check(
        Text,
        (text, frame) => new Message { User = frame.User, Contact = frame.Contact, Timestamp = frame.Timestamp, Body = new RichText(text), ReplyTo = frame.Target },
        (text, frame) => new Edit { User = frame.User, Contact = frame.Contact, Timestamp = frame.Timestamp, Body = new RichText(text), Target = frame.Target });

    [Fact]
    public void Reactions_are_the_same_set() => Check(
        EmojiSets,
        (emoji, frame) => new Reactions { User = frame.User, Contact = frame.Contact, Timestamp = frame.Timestamp, Target = frame.Target, Emoji = [.. emoji] });

    [Fact]
    public void Retractions_and_markers_name_the_same_message() => Check(
        Gen.Choose(0, 3600),
        (age, frame) => frame with { Timestamp = frame.Timestamp.AddSeconds(-age) },
        (_, frame) => new Displayed { User = frame.User, Contact = frame.Contact, Timestamp = frame.Timestamp, UpTo = frame.Target });

    private static void Check<T>(Gen<T> values, params Func<T, Retraction, GatewayEvent>[] events) => Prop.ForAll(
        Arb.From(values),
        value =>
        {
            foreach (var make in events)
            {
                using var gateway = new GatewayUnderTest();
                gateway.Adapter.Capabilities = new Capabilities
                {
                    Edits = Support.Native,
                    Retractions = Support.Native,
                    Reactions = Support.Native,
                    DisplayMarkers = true,
                    Replies = true,
                };
                var frame = new Retraction
                {
                    User = Alice,
                    Contact = new RemoteContact(new RemoteUserId("bob@example.com"), "bob@example.com"),
                    Timestamp = gateway.Time.GetUtcNow(),
                    Target = new RemoteMessageId("f1"),
                };
                var said = make(value, frame);
                Assert.Equal(Expected(said, gateway), RoundTripAsync(gateway, said).AsTask().GetAwaiter().GetResult());
            }
        }).MustHold(Runs);

    private static async ValueTask<GatewayEvent> RoundTripAsync(GatewayUnderTest gateway, GatewayEvent said)
    {
        // To the user the message is the contact's, and to the contact the user's; a marker is for the other one's.
        var row = new MappedMessage("mail", "alice@localhost", "bob@example.com", "s1", "f1", said is Displayed, null, default);
        gateway.Store.Map.Add(row);
        var stanza = Assert.Single(await gateway.Translator.TranslateAsync(gateway.Network, said, "n1", CancellationToken.None));
        gateway.Store.Map[0] = row with { Outgoing = said is not Displayed, From = "alice@localhost/phone" };

        (stanza.From, stanza.To) = (AlicesPhone, Bob);
        Assert.Empty(await gateway.ReceiveAsync(stanza));
        return Assert.Single(gateway.Outbox.Accepted).What;
    }

    /// <summary>What no stanza can hold is cleaned, and a time is told when it is not now.</summary>
    private static GatewayEvent Expected(GatewayEvent said, GatewayUnderTest gateway)
    {
        var now = gateway.Time.GetUtcNow();
        var shown = said with { Timestamp = said is not Displayed && now - said.Timestamp >= TimeSpan.FromMinutes(1) ? said.Timestamp : now };
        return shown switch
        {
            Message message => message with { Body = new RichText(BodyText.Clean(message.Body.Plain)) },
            Edit edit => edit with { Body = new RichText(BodyText.Clean(edit.Body.Plain)) },
            _ => shown,
        };
    }
}
