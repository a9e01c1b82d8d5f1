using XmppGateway.Abstractions;
using XmppGateway.Translation;
using Xunit;

namespace XmppGateway.Tests.Translation;

/// <summary>What becomes of an event where the network has not got the thing itself.</summary>
public sealed class OutgoingFallbackTests
{
    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly RemoteContact Bob = new(new RemoteUserId("bob@example.com"), "bob@example.com");
    private static readonly RemoteMessageId First = new("first");

    private static readonly Edit Edited = new() { User = Alice, Contact = Bob, Timestamp = default, Target = First, Body = new RichText("new") };
    private static readonly Retraction Retracted = new() { User = Alice, Contact = Bob, Timestamp = default, Target = First };
    private static readonly Reactions Reacted = new() { User = Alice, Contact = Bob, Timestamp = default, Target = First, Emoji = ["👍", "❤"] };

    private static readonly Message WithFile = new()
    {
        User = Alice,
        Contact = Bob,
        Timestamp = default,
        Body = new RichText("look"),
        Attachments = [new AttachedFile("https://files.example/1", "1.png", "image/png") { Size = 1000 }],
    };

    public static TheoryData<GatewayEvent> Changes() => [Edited, Retracted, Reacted];

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_a_network_has_is_handed_over_as_it_is(GatewayEvent what) => Assert.Equal(
        what,
        OutgoingFallback.Fit(
            what, new Capabilities { Edits = Support.Native, Retractions = Support.Native, Reactions = Support.Native }, "de").What);

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_it_has_not_becomes_a_message_that_answers(GatewayEvent what)
    {
        var message = Assert.IsType<Message>(OutgoingFallback.Fit(what, Capabilities.PlainText, null).What);

        Assert.Equal((Alice, Bob, (RemoteMessageId?)First), (message.User, message.Contact, message.ReplyTo));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_it_refuses_is_refused_in_words(GatewayEvent what)
    {
        var none = new Capabilities { Edits = Support.Refused, Retractions = Support.Refused, Reactions = Support.Refused };

        var outcome = OutgoingFallback.Fit(what, none, null);

        Assert.Equal((null, "feature-not-implemented"), (outcome.What, outcome.Condition));
        Assert.NotNull(outcome.Refusal);
    }

    [Fact]
    public void The_words_are_in_the_senders_language()
    {
        Assert.Equal("Corrected: new", TextOf(OutgoingFallback.Fit(Edited, Capabilities.PlainText, null)));
        Assert.Equal("Berichtigt: new", TextOf(OutgoingFallback.Fit(Edited, Capabilities.PlainText, "de")));
        Assert.Equal("(reagiert mit 👍 ❤)", TextOf(OutgoingFallback.Fit(Reacted, Capabilities.PlainText, "de")));
        Assert.Equal("(I take my reaction back.)", TextOf(OutgoingFallback.Fit(Reacted with { Emoji = [] }, Capabilities.PlainText, "en")));
    }

    [Fact]
    public void Allowed_emoji_go_out_as_the_network_spells_them()
    {
        var capabilities = new Capabilities { Reactions = Support.Native, AllowedReactions = ["👍", "❤️"] };

        Assert.Equal(["👍", "❤️"], Assert.IsType<Reactions>(OutgoingFallback.Fit(Reacted, capabilities, null).What).Emoji);
    }

    // XEP-0444 §3.3
    [Theory]
    [InlineData("👍", 5)]
    [InlineData("👍 ❤", 1)]
    public void Reactions_beyond_the_rules_are_not_acceptable(string allowed, int count)
    {
        var capabilities = new Capabilities { Reactions = Support.Native, AllowedReactions = allowed.Split(' '), ReactionsPerPerson = count };

        var outcome = OutgoingFallback.Fit(Reacted, capabilities, null);

        Assert.Equal((null, "not-acceptable"), (outcome.What, outcome.Condition));
        Assert.Contains($"Only {allowed} can be reactions", outcome.Refusal?.English, StringComparison.Ordinal);
        Assert.Contains($"höchstens {count}", outcome.Refusal?.German, StringComparison.Ordinal);
    }

    [Fact]
    public void Taking_all_reactions_back_breaks_no_rule() => Assert.NotNull(OutgoingFallback.Fit(
        Reacted with { Emoji = [] }, new Capabilities { Reactions = Support.Native, AllowedReactions = [], ReactionsPerPerson = 1 }, null).What);

    [Fact]
    public void Files_become_links_in_the_text()
    {
        var message = Assert.IsType<Message>(OutgoingFallback.Fit(WithFile, Capabilities.PlainText, null).What);

        Assert.Equal("look\nhttps://files.example/1", message.Body.Plain);
        Assert.Empty(message.Attachments);
    }

    [Theory]
    [InlineData("", "https://files.example/1")]
    [InlineData("see https://files.example/1", "see https://files.example/1")]
    public void A_link_is_not_said_twice(string body, string text) =>
        Assert.Equal(text, TextOf(OutgoingFallback.Fit(WithFile with { Body = new RichText(body) }, Capabilities.PlainText, null)));

    [Fact]
    public void A_file_that_is_too_large_refuses_no_message()
    {
        var small = new Capabilities { Attachments = Support.Native, LargestAttachment = 999 };

        Assert.Equal(WithFile, OutgoingFallback.Fit(WithFile, small, null).What);
        Assert.Empty(Assert.IsType<Message>(OutgoingFallback.Fit(WithFile, small with { Attachments = Support.AsText }, null).What).Attachments);
        Assert.Null(OutgoingFallback.Fit(WithFile, new Capabilities { Attachments = Support.Refused }, null).What);
    }

    // XEP-0506 §3
    [Fact]
    public void Nothing_goes_to_somebody_who_reads_nothing() =>
        Assert.Equal("service-unavailable", OutgoingFallback.Fit(WithFile, new Capabilities { NoReply = true }, null).Condition);

    private static string TextOf(OutgoingFallback.Outcome outcome) => Assert.IsType<Message>(outcome.What).Body.Plain;
}
