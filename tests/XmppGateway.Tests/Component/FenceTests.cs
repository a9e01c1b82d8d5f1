using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Component;

public sealed class FenceTests
{
    private readonly Fence _fence = new(Jid.Parse("mail.localhost"));

    [Fact]
    public async Task Its_own_return_proves_it()
    {
        var (stanza, returned) = _fence.Raise();
        Assert.Equal("mail.localhost", stanza.From?.ToString());
        Assert.Equal("mail.localhost", stanza.To?.Domain);

        Assert.True(_fence.TryReturn(stanza));
        Assert.True(await returned);
    }

    [Fact]
    public async Task An_error_about_it_proves_that_the_server_has_seen_it()
    {
        var (stanza, returned) = _fence.Raise();

        Assert.True(_fence.TryReturn(new Stanza(StanzaKind.Iq) { Id = stanza.Id, Type = "error", From = stanza.To, To = stanza.From }));
        Assert.True(await returned);
    }

    [Fact]
    public void Nobody_else_can_return_it()
    {
        var (stanza, returned) = _fence.Raise();

        Assert.False(_fence.TryReturn(
            new Stanza(StanzaKind.Iq) { Id = stanza.Id, Type = "get", From = Jid.Parse("mallory@localhost/x"), To = stanza.To }));
        Assert.False(returned.IsCompleted);
    }

    [Fact]
    public void A_late_return_of_an_earlier_one_proves_nothing_new()
    {
        var (early, _) = _fence.Raise();
        var (_, returned) = _fence.Raise();

        Assert.True(_fence.TryReturn(early));
        Assert.False(returned.IsCompleted);
    }

    [Fact]
    public async Task Is_false_when_the_stream_ends()
    {
        var (_, returned) = _fence.Raise();
        _fence.Drop();

        Assert.False(await returned);
    }
}
