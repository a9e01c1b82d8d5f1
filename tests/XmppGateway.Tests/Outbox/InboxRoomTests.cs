using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>What is said in rooms, on its way through the inbox.</summary>
public sealed class InboxRoomTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_room_waits_for_holds_that_room_and_no_other_conversation()
    {
        await using var queues = await QueuesUnderTest.StartAsync(new DeliverySettings { Unconfirmed = 1 }, attached: false);
        var rooms = new SlowRooms("k1");
        queues.Inbox.Rooms = rooms;
        queues.Attach();
        queues.Adapter.OnInterpretAsync = raw => Task.FromResult<Interpretation>(new Interpretation.Understood(
            [raw.Lane == "room" ? Said(queues, raw.Key) : queues.Incoming(raw.Key, raw.Key)]));
        await queues.PublishRawAsync("k1", "room", "one");
        await queues.PublishRawAsync("k2", "room", "two");
        await rooms.Begun.Task.WaitAsync(Token);
        await queues.PublishRawAsync("k3", "somebody", "three");

        var (other, _) = await queues.AdvanceUntilAsync(queues.NextStanzaAsync());
        rooms.Hang.SetResult();

        Assert.Equal("k3", other.Body);
        Assert.Equal("k1", (await queues.NextStanzaAsync()).Body);
        Assert.Equal("k2", (await queues.NextStanzaAsync()).Body);
    }

    private static RoomMessage Said(QueuesUnderTest queues, string text) => new()
    {
        Room = new RemoteRoomId("garden"),
        By = QueuesUnderTest.Bob,
        Timestamp = queues.Time.GetUtcNow(),
        Body = new RichText(text),
        Id = new RemoteMessageId(text),
    };

    /// <summary>Shows what is said to one client; waits for another server before one message.</summary>
    private sealed class SlowRooms(string slow) : IRoomTraffic
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Hang { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<bool> ShowAsync(Network network, RoomEvent what, string stanzaId, LaneWait wait, CancellationToken attached)
        {
            var text = ((RoomMessage)what).Body.Plain;
            await wait.ForAsync(WorkAsync(text));
            var stanza = Stanza.Message(Jid.Parse(network.Link.Domain), QueuesUnderTest.Phone, "groupchat", stanzaId);
            stanza.Body = text;
            return await network.Link.SendAsync(stanza, attached);
        }

        public ValueTask<bool> ShowAsync(Network network, RoomEvent what, string stanzaId, CancellationToken attached) => throw new NotSupportedException();

        public ValueTask<RoomEvent?> ReflectAsync(
            Network network, GatewayEvent what, RemoteMessageId? id, string stanzaId, CancellationToken cancellationToken) => default;

        public ValueTask<Stanza?> InviteAsync(Network network, RoomInvitation invitation, string stanzaId, CancellationToken cancellationToken) => default;

        public ValueTask<Stanza> RefuseAsync(Network network, RoomRefusal refusal, string stanzaId, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        private async ValueTask<bool> WorkAsync(string text)
        {
            if (text == slow)
            {
                Begun.TrySetResult();
                await Hang.Task;
            }

            return true;
        }
    }
}
