using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Handlers;

/// <content>How far the user has read.</content>
public sealed partial class MessageChangesTests
{
    // XEP-0333 §4.2
    [Fact]
    public async Task A_displayed_marker_names_the_newest_foreign_message()
    {
        Know("s1", "f1", outgoing: false);
        Know("e2", "f2", outgoing: false, target: "f1");

        Assert.Equal(new RemoteMessageId("f1"), Assert.IsType<Displayed>(await AcceptedAsync(Payloads("d1", ChatMarkers.Displayed("s1")))).UpTo);
        Assert.Equal(new RemoteMessageId("f2"), Assert.IsType<Displayed>(await AcceptedAsync(Payloads("d2", ChatMarkers.Displayed("e2")))).UpTo);
        Assert.Equal((null, false), (_gateway.Outbox.Accepted[^1].StanzaId, _gateway.Outbox.Accepted[^1].WantsReceipt));
    }

    [Fact]
    public async Task A_marker_is_dropped_that_means_nothing()
    {
        Know("s1", "f1", outgoing: false);
        Know("m1", "f2", outgoing: true);
        await DroppedAsync("unknown");
        await DroppedAsync("m1");

        _gateway.Settings.Chosen = new UserSettings { ReadMarkers = false };
        await DroppedAsync("s1");

        _gateway.Settings.Chosen = null;
        _gateway.Adapter.Capabilities = Everything with { DisplayMarkers = false };
        await DroppedAsync("s1");

        async Task DroppedAsync(string id)
        {
            Assert.Empty(await _gateway.ReceiveAsync(Payloads("d1", ChatMarkers.Displayed(id))));
            Assert.Empty(_gateway.Outbox.Accepted);
        }
    }

    [Fact]
    public async Task A_marker_beside_a_text_is_not_lost()
    {
        Know("s1", "f1", outgoing: false);

        await _gateway.ReceiveAsync(Chat("Yes", "m1", ChatMarkers.Displayed("s1"), Receipts.Request()));

        Assert.Equal([typeof(Displayed), typeof(Message)], _gateway.Outbox.Accepted.Select(a => a.What.GetType()));
        Assert.Equal((null, "m1"), (_gateway.Outbox.Accepted[0].StanzaId, _gateway.Outbox.Accepted[1].StanzaId));
    }
}
