using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Handlers;

/// <content>Reactions, which are a whole set each time.</content>
public sealed partial class MessageChangesTests
{
    // XEP-0444 §3.1, §3.2
    [Fact]
    public async Task Reactions_are_the_whole_set()
    {
        Know("744f6e18", "f1", outgoing: false);

        var reactions = Assert.IsType<Reactions>(await AcceptedAsync(
            Payloads("7fdd29fa", new MessageReactions("744f6e18", ["👋", "👋", "🐢"]).ToElement(), Hints.Store())));
        Assert.Equal(new RemoteMessageId("f1"), reactions.Target);
        Assert.Equal(["👋", "🐢"], reactions.Emoji);

        Assert.Empty(Assert.IsType<Reactions>(await AcceptedAsync(Payloads("973c9d2e", new MessageReactions("744f6e18", []).ToElement()))).Emoji);
    }

    [Fact]
    public async Task A_reaction_to_an_edit_is_one_to_the_first_message()
    {
        Know("s1", "f1", outgoing: false);
        Know("e1", "f2", outgoing: false, target: "f1");

        Assert.Equal(
            new RemoteMessageId("f1"),
            Assert.IsType<Reactions>(await AcceptedAsync(Payloads("r1", new MessageReactions("e1", ["👋"]).ToElement()))).Target);
    }

    // XEP-0444 §3.3
    [Fact]
    public async Task A_reaction_that_the_network_has_not_is_not_acceptable()
    {
        Know("s1", "f1", outgoing: false);
        _gateway.Adapter.Capabilities = Everything with { AllowedReactions = ["💘", "❤️", "💜"], ReactionsPerPerson = 1 };

        var answer = Assert.Single(await _gateway.ReceiveAsync(Payloads("will-be-rejected1", new MessageReactions("s1", ["💘", "💜"]).ToElement())));

        Assert.Equal(@"message error/modify/not-acceptable bob\40example.com@mail.example.org > alice@localhost/phone", Text(answer));
        Assert.Equal("will-be-rejected1", answer.Id);
        Assert.Equal("Only 💘 ❤️ 💜 can be reactions on this network. One message can have at most 1 of you.", ErrorReader.Read(answer).Text);
        Assert.Empty(_gateway.Outbox.Accepted);
    }

    /// <summary>Not even among others: its author would believe it to be there.</summary>
    [Theory]
    [InlineData("nice")]
    [InlineData("👋", "nice")]
    public async Task A_reaction_that_is_no_emoji_is_not_acceptable(params string[] reactions) => Assert.Equal(
        [@"message error/modify/not-acceptable bob\40example.com@mail.example.org > alice@localhost/phone"],
        await _gateway.AnswersAsync(Payloads("r1", new MessageReactions("s1", reactions).ToElement())));

    [Fact]
    public async Task The_words_beside_reactions_go_out_where_they_are_more_than_a_fallback()
    {
        Know("s1", "f1", outgoing: false);
        var element = new MessageReactions("s1", ["👋"]).ToElement();

        Assert.IsType<Reactions>(await AcceptedAsync(Chat("👋", "r1", element, Fallback.Whole(Namespaces.Reactions))));
        Assert.Equal("and this", Assert.IsType<Message>(await AcceptedAsync(Chat("and this", "r2", element))).Body.Plain);
    }
}
