using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Outbox;

/// <summary>People correct, answer and take back what has not yet arrived.</summary>
public sealed class LateReferenceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_correction_right_behind_its_message_names_it_when_its_turn_comes()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.WriteAsync("bad", "m1");
        await queues.AcceptAsync(Edit("m1", "good"), "c1");
        await queues.AcceptAsync(Edit("c1", "better"), "c2");

        var message = await queues.NextDeliveryAsync();
        var first = Assert.IsType<Edit>((await queues.NextDeliveryAsync()).Event);
        var second = Assert.IsType<Edit>((await queues.NextDeliveryAsync()).Event);

        Assert.Equal([new RemoteMessageId("foreign-" + message.Id)], new[] { first.Target, second.Target }.Distinct());
        Assert.Equal(("good", "better"), (first.Body.Plain, second.Body.Plain));
    }

    /// <summary>XEP-0308 §4: the words of the contact stay theirs, also where they were not known when the correction came.</summary>
    [Fact]
    public async Task A_correction_of_what_the_contact_said_meanwhile_is_a_message()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.ArriveAsync("k1", "hello");
        var said = await queues.NextStanzaAsync();

        await queues.AcceptAsync(Edit(said.Id!, "goodbye"), "c1");

        Assert.Equal("goodbye", Assert.IsType<Message>((await queues.NextDeliveryAsync()).Event).Body.Plain);
    }

    [Fact]
    public async Task It_does_so_after_a_crash()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Retry("later", TimeSpan.FromHours(1)));
        await queues.WriteAsync("bad", "m1");
        await queues.AcceptAsync(Edit("m1", "good"), "c1");
        await queues.NextDeliveryAsync();
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(10, Token)) is [{ Attempts: 1 }, _]);

        queues.Adapter.OnSend = (delivery, _) =>
            ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(new RemoteMessageId("foreign-" + delivery.Id)));
        await queues.RestartAsync();

        var message = (await queues.AdvanceUntilAsync(queues.NextDeliveryAsync())).Result;
        var edit = Assert.IsType<Edit>((await queues.NextDeliveryAsync()).Event);
        Assert.Equal(new RemoteMessageId("foreign-" + message.Id), edit.Target);
    }

    [Fact]
    public async Task A_correction_of_what_never_arrived_arrives_as_the_message()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (delivery, _) => ValueTask.FromResult<DeliveryResult>(
            QueuesUnderTest.BodyOf(delivery) == "bad"
                ? new DeliveryResult.Rejected("no", FailureCondition.PolicyViolation)
                : new DeliveryResult.Delivered(new RemoteMessageId("f2")));
        await queues.WriteAsync("bad", "m1");
        await queues.AcceptAsync(Edit("m1", "good"), "c1");

        await queues.NextDeliveryAsync();
        Assert.Equal("good", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
    }

    [Fact]
    public async Task A_correction_of_something_unknown_is_a_message()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.AcceptAsync(Edit("never", "good"), "c1");

        Assert.Equal("good", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
    }

    [Fact]
    public async Task An_answer_to_something_unknown_is_a_plain_message()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.AcceptAsync(Message("yes") with { ReplyTo = LateReference.To("never") }, "m2");

        Assert.Null(Assert.IsType<Message>((await queues.NextDeliveryAsync()).Event).ReplyTo);
    }

    [Fact]
    public async Task A_reaction_to_something_unknown_is_given_back()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.AcceptAsync(
            new Reactions { User = QueuesUnderTest.Alice, Contact = QueuesUnderTest.Bob, Timestamp = default, Target = LateReference.To("never"), Emoji = ["👍"] },
            "r1");

        var error = await queues.NextStanzaAsync();
        Assert.Equal(("error", "r1", QueuesUnderTest.Phone), (error.Type, error.Id, error.To));
        Assert.Equal("item-not-found", ErrorReader.Read(error).Condition);
    }

    [Fact]
    public async Task What_never_arrived_needs_no_taking_back()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (_, _) =>
            ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Rejected("no", FailureCondition.PolicyViolation));
        await queues.WriteAsync("bad", "m1");
        await queues.AcceptAsync(Retraction("m1"), "r1");
        await queues.WriteAsync("last", "m2");

        Assert.Equal("bad", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
        Assert.Equal("last", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
    }

    [Fact]
    public async Task A_message_of_the_contact_cannot_be_taken_back_late()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.ArriveAsync("k1", "hi");
        var shown = await queues.NextStanzaAsync();
        await queues.AcceptAsync(Retraction(shown.Id!), "r1");

        Assert.Equal("error", (await queues.NextStanzaAsync()).Type);
    }

    [Fact]
    public async Task A_refused_correction_is_an_error_on_its_own_id()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.WriteAsync("bad", "m1", wantsReceipt: false);
        await queues.NextDeliveryAsync();
        queues.Adapter.OnSend = (_, _) =>
            ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Rejected("too old", FailureCondition.PolicyViolation));
        await queues.AcceptAsync(Edit("m1", "good"), "c1");

        var error = await queues.NextStanzaAsync();
        Assert.Equal(("error", "c1", "too old"), (error.Type, error.Id, ErrorReader.Read(error).Text));
    }

    [Fact]
    public async Task Nobody_is_told_of_a_refused_marker()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (delivery, _) => ValueTask.FromResult<DeliveryResult>(
            delivery.Event is Displayed ? new DeliveryResult.Rejected("no", FailureCondition.NotSupported) : new DeliveryResult.Delivered(null));
        await queues.AcceptAsync(
            new Displayed { User = QueuesUnderTest.Alice, Contact = QueuesUnderTest.Bob, Timestamp = default, UpTo = new RemoteMessageId("f1") }, null);
        await queues.WriteAsync("hello", "m1");

        // The first that is said is the receipt of what came behind it.
        Assert.NotNull((await queues.NextStanzaAsync()).Payload(Namespaces.Receipts + "received"));
    }

    [Fact]
    public async Task A_repeated_correction_is_one_although_its_message_has_arrived_meanwhile()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        await queues.WriteAsync("bad", "m1", wantsReceipt: false);
        await queues.AcceptAsync(Edit("m1", "good"), "c1");
        var message = await queues.NextDeliveryAsync();
        await queues.NextDeliveryAsync();
        var known = new RemoteMessageId("foreign-" + message.Id);

        await queues.AcceptAsync(Edit("m1", "good") with { Target = known }, "c1");
        await queues.WriteAsync("last", "m2", wantsReceipt: false);

        Assert.Equal("last", QueuesUnderTest.BodyOf(await queues.NextDeliveryAsync()));
    }

    [Fact]
    public async Task An_edit_leaves_the_id_to_its_message_where_the_network_gives_it_none()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(new RemoteMessageId("f1")));
        await queues.WriteAsync("bad", "m1", wantsReceipt: false);
        await queues.AcceptAsync(Edit("m1", "good"), "c1");
        await queues.NextDeliveryAsync();
        await queues.NextDeliveryAsync();
        await QueuesUnderTest.UntilAsync(async () => (await queues.Store.ListOutgoingAsync(1, Token)).Count == 0);

        Assert.Equal("m1", (await queues.Store.FindByForeignAsync("test", "alice@localhost", "bob", "f1", Token))?.StanzaId);
        Assert.Equal("f1", (await queues.Store.FindByStanzaAsync("test", "alice@localhost", "bob", "c1", Token))?.Target);
    }

    private static Message Message(string text) =>
        new() { User = QueuesUnderTest.Alice, Contact = QueuesUnderTest.Bob, Timestamp = default, Body = new RichText(text) };

    private static Edit Edit(string stanzaId, string text) => new()
    {
        User = QueuesUnderTest.Alice,
        Contact = QueuesUnderTest.Bob,
        Timestamp = default,
        Target = LateReference.To(stanzaId),
        Body = new RichText(text),
    };

    private static Retraction Retraction(string stanzaId) =>
        new() { User = QueuesUnderTest.Alice, Contact = QueuesUnderTest.Bob, Timestamp = default, Target = LateReference.To(stanzaId) };
}
