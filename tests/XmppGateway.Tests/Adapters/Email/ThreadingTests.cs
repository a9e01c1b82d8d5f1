using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email;

public sealed class ThreadingTests
{
    private static readonly Conversation TwoThreads =
        Conversation.Empty.WithMail(["a1@x", "a2@x"], "Apples", default).WithMail(["b1@x"], "Bananas", default);

    [Fact]
    public void The_first_message_of_a_chat_has_its_first_line_as_subject()
    {
        var place = Threading.Place(Say("\n---\nHello Bob\nhow are you?"), Conversation.Empty);

        Assert.Equal("Hello Bob", place.Subject);
        Assert.Null(place.InReplyTo);
        Assert.Empty(place.References);
    }

    [Theory]
    [InlineData("👍", "Chat with alice")]
    [InlineData("I would like to tell you about the thing that happened to me yesterday", "I would like to tell you about the thing that happened to me…")]
    public void A_subject_is_short_and_says_something(string body, string subject) =>
        Assert.Equal(subject, Threading.Place(Say(body), Conversation.Empty).Subject);

    [Fact]
    public void A_chat_goes_on_in_the_latest_thread()
    {
        var place = Threading.Place(Say("and another thing"), TwoThreads);

        Assert.Equal("Re: Bananas", place.Subject);
        Assert.Equal("b1@x", place.InReplyTo);
        Assert.Equal(["b1@x"], place.References);
    }

    [Fact]
    public void An_answer_goes_to_the_thread_of_what_it_answers()
    {
        var place = Threading.Place(Say("yes") with { ReplyTo = new("a1@x") }, TwoThreads);

        Assert.Equal("Re: Apples", place.Subject);
        Assert.Equal("a1@x", place.InReplyTo);
        Assert.Equal(["a1@x", "a2@x"], place.References);
    }

    [Fact]
    public void An_answer_to_something_forgotten_still_names_it()
    {
        var place = Threading.Place(Say("yes") with { ReplyTo = new("old@x") }, TwoThreads);

        Assert.Equal("old@x", place.InReplyTo);
        Assert.Equal(["old@x"], place.References);
    }

    [Fact]
    public void A_thread_name_selects_its_thread() =>
        Assert.Equal("Re: Apples", Threading.Place(Say("x") with { Thread = EmailIds.ThreadOf("a1@x") }, TwoThreads).Subject);

    [Fact]
    public void A_new_subject_begins_a_thread()
    {
        var place = Threading.Place(Say("x") with { Subject = "Cherries" }, TwoThreads);

        Assert.Equal("Cherries", place.Subject);
        Assert.Empty(place.References);
    }

    private static Message Say(string text) => new()
    {
        User = Jid.Parse("alice@localhost"),
        Contact = new(new("bob@x"), "bob@x"),
        Timestamp = default,
        Body = new(text),
    };
}
