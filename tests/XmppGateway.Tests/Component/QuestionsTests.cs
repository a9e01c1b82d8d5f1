using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Component;

public sealed class QuestionsTests
{
    private static readonly Jid Server = Jid.Parse("localhost");
    private static readonly Jid Self = Jid.Parse("mail.localhost");

    private readonly Questions _questions = new();

    [Theory]
    [InlineData("result")]
    [InlineData("error")]
    public async Task Takes_the_answer_of_the_one_that_was_asked(string type)
    {
        var answer = _questions.Open(Request(), out var id);
        var stanza = new Stanza(StanzaKind.Iq) { Id = id, Type = type, From = Server, To = Self };

        Assert.True(_questions.TryAnswer(stanza));
        Assert.Same(stanza, await answer);
    }

    [Theory]
    [InlineData("localhost", "mallory@localhost/x")]
    [InlineData("alice@localhost", "alice@localhost/x")]
    [InlineData("alice@localhost", "localhost")]
    public void Does_not_take_an_answer_from_somebody_else(string asked, string from)
    {
        var answer = _questions.Open(
            new Stanza(StanzaKind.Iq) { Type = "get", From = Self, To = Jid.Parse(asked) }, out var id);

        Assert.False(_questions.TryAnswer(new Stanza(StanzaKind.Iq) { Id = id, Type = "result", From = Jid.Parse(from), To = Self }));
        Assert.False(answer.IsCompleted);
    }

    [Fact]
    public void Does_not_take_a_request_under_the_same_id()
    {
        _ = _questions.Open(Request(), out var id);

        Assert.False(_questions.TryAnswer(new Stanza(StanzaKind.Iq) { Id = id, Type = "get", From = Server, To = Self }));
    }

    /// <summary>ejabberd before 25.03 answers a request in a user's name to that user's account with the request itself.</summary>
    [Theory]
    [InlineData("alice@localhost", true)]
    [InlineData("alice@localhost/phone", false)]
    public void Takes_a_reflected_request_from_a_server_and_not_from_a_client(string from, bool taken)
    {
        _ = _questions.Open(new Stanza(StanzaKind.Iq) { Type = "get", From = Self, To = Jid.Parse(from) }, out var id);
        var reflected = new Stanza(StanzaKind.Iq) { Id = id, Type = "get", From = Jid.Parse(from), To = Self };
        reflected.Payloads.Add(new XElement("{urn:xmpp:privilege:2}privilege"));

        Assert.Equal(taken, _questions.TryAnswer(reflected));
    }

    [Fact]
    public async Task All_are_given_up_when_the_stream_ends()
    {
        var one = _questions.Open(Request(), out _);
        var other = _questions.Open(Request(), out _);
        _questions.ForgetAll();

        Assert.Null(await one);
        Assert.Null(await other);
    }

    private static Stanza Request() => new(StanzaKind.Iq) { Type = "get", From = Self, To = Server };
}
