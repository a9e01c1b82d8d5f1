using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Xmpp.Stanzas;

public class StanzaErrorTests
{
    private static readonly Jid A = Jid.Parse("a@localhost/r");
    private static readonly Jid B = Jid.Parse("b@mail.localhost");

    [Theory] // RFC 6120 §8.3.3
    [InlineData("bad-request", StanzaErrorType.Modify)]
    [InlineData("conflict", StanzaErrorType.Cancel)]
    [InlineData("feature-not-implemented", StanzaErrorType.Cancel)]
    [InlineData("forbidden", StanzaErrorType.Auth)]
    [InlineData("gone", StanzaErrorType.Cancel)]
    [InlineData("internal-server-error", StanzaErrorType.Cancel)]
    [InlineData("item-not-found", StanzaErrorType.Cancel)]
    [InlineData("jid-malformed", StanzaErrorType.Modify)]
    [InlineData("not-acceptable", StanzaErrorType.Modify)]
    [InlineData("not-allowed", StanzaErrorType.Cancel)]
    [InlineData("not-authorized", StanzaErrorType.Auth)]
    [InlineData("policy-violation", StanzaErrorType.Modify)]
    [InlineData("recipient-unavailable", StanzaErrorType.Wait)]
    [InlineData("redirect", StanzaErrorType.Modify)]
    [InlineData("registration-required", StanzaErrorType.Auth)]
    [InlineData("remote-server-not-found", StanzaErrorType.Cancel)]
    [InlineData("remote-server-timeout", StanzaErrorType.Wait)]
    [InlineData("resource-constraint", StanzaErrorType.Wait)]
    [InlineData("service-unavailable", StanzaErrorType.Cancel)]
    [InlineData("subscription-required", StanzaErrorType.Auth)]
    [InlineData("undefined-condition", StanzaErrorType.Cancel)]
    [InlineData("unexpected-request", StanzaErrorType.Wait)]
    public void Each_condition_has_its_type_and_comes_back(string condition, StanzaErrorType type)
    {
        var error = StanzaError.Of(condition, "because") with { By = B };
        Assert.Equal(type, error.Type);
        Assert.Equal(error, StanzaError.Parse(error.ToElement()));
    }

    [Fact]
    public void All_of_RFC_6120_are_there() => Assert.Equal(22, StanzaConditions.All.Count);

    [Fact]
    public void An_error_that_cannot_be_read_is_undefined()
    {
        var element = new XElement(Namespaces.Component + "error", new XAttribute("type", "?"), new XElement("{urn:x}gone"));
        Assert.Equal(new StanzaError("undefined-condition", StanzaErrorType.Cancel), StanzaError.Parse(element));
    }

    [Theory]
    [InlineData(StanzaKind.Message, "chat", true)]
    [InlineData(StanzaKind.Message, null, true)]
    [InlineData(StanzaKind.Message, "groupchat", true)]
    [InlineData(StanzaKind.Message, "headline", false)]
    [InlineData(StanzaKind.Message, "error", false)]
    [InlineData(StanzaKind.Iq, "get", true)]
    [InlineData(StanzaKind.Iq, "set", true)]
    [InlineData(StanzaKind.Iq, "result", false)]
    [InlineData(StanzaKind.Iq, "error", false)]
    [InlineData(StanzaKind.Iq, null, false)]
    [InlineData(StanzaKind.Presence, null, false)]
    [InlineData(StanzaKind.Presence, "subscribe", true)]
    [InlineData(StanzaKind.Presence, "probe", true)]
    [InlineData(StanzaKind.Presence, "unavailable", false)]
    [InlineData(StanzaKind.Presence, "subscribed", false)]
    [InlineData(StanzaKind.Presence, "error", false)]
    public void Errors_are_answered_where_they_may_be(StanzaKind kind, string? type, bool answered)
    {
        var stanza = new Stanza(kind) { From = A, To = B, Id = "7", Type = type };
        var answer = StanzaAnswers.Error(stanza, StanzaError.Of("item-not-found"));
        Assert.Equal(answered, answer is not null);
        if (answer is not null)
        {
            Assert.Equal((kind, B, A, "7", "error"), (answer.Kind, answer.From, answer.To, answer.Id, answer.Type));
            Assert.Equal("item-not-found", StanzaError.Find(answer)?.Condition);
            Assert.Null(StanzaRules.Violation(answer, "mail.localhost"));
            Assert.Null(StanzaAnswers.Error(answer, StanzaError.Of("item-not-found")));
        }
    }

    [Fact]
    public void Presence_to_a_room_occupant_is_answered() =>
        Assert.True(StanzaAnswers.MayAnswerWithError(new Stanza(StanzaKind.Presence) { From = A, To = Jid.Parse("room@mail.localhost/nick") }));

    [Fact]
    public void Without_addresses_nothing_is_answered()
    {
        Assert.False(StanzaAnswers.MayAnswerWithError(new Stanza(StanzaKind.Iq) { From = A, Type = "get", Id = "1" }));
        Assert.False(StanzaAnswers.MayAnswerWithError(new Stanza(StanzaKind.Iq) { To = B, Type = "get", Id = "1" }));
    }
}
