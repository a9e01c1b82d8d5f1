using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters;

public sealed partial class AdapterContractTests
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_arrives_is_from_the_contact_to_the_user(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        Assert.True(await test.HandOverAsync("first", "hello"));
        Assert.True(await test.HandOverAsync("second", "again"));

        var events = await test.UnderstandAsync();

        Assert.Equal(["hello", "again"], events.OfType<Message>().Select(message => message.Body.Plain.TrimEnd()));
        Assert.All(events, what =>
        {
            Assert.Equal(AdapterUnderTest.Alice, what.User);
            Assert.True(what.User.IsBare);
            Assert.Equal(test.Contact.Id, what.Contact.Id);
            Assert.Equal(what.Contact.Id, test.Adapter.ParseAddress(what.Contact.Address)?.Id);
            Assert.NotEqual(default, what.Timestamp);
        });
        Assert.Equal(2, events.OfType<Message>().Select(message => Assert.IsType<RemoteMessageId>(message.Id)).Distinct().Count());
        Assert.All(test.Context.Arrivals, arrival => Assert.False(string.IsNullOrEmpty(arrival.Key) || string.IsNullOrEmpty(arrival.Lane)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_the_engine_does_not_take_is_handed_over_again_and_is_then_one_message(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        test.Context.Answer = Acceptance.TryAgain;
        Assert.False(await test.HandOverAsync("one", "hello"));
        Assert.False(await test.HandOverAsync("one", "hello"));
        Assert.Empty(test.Context.Arrivals);

        test.Context.Answer = Acceptance.Taken;
        Assert.True(await test.HandOverAsync("one", "hello"));
        Assert.True(await test.HandOverAsync("one", "hello"));

        Assert.Single((await test.UnderstandAsync()).OfType<Message>());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_message_handed_over_again_after_a_crash_is_known(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        Assert.True(await test.HandOverAsync("one", "hello"));
        var arrivals = test.Context.Arrivals.Count;
        await test.RestartAsync();

        Assert.True(await test.HandOverAsync("one", "hello"));

        Assert.Equal(arrivals, test.Context.Arrivals.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_is_taken_while_the_store_is_down(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        test.Context.Answer = Acceptance.TryAgain;
        test.Context.Notes.Down = true;

        Assert.False(await test.HandOverAsync("one", "hello"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_arrival_means_the_same_again_after_a_crash(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        Assert.True(await test.HandOverAsync("one", "hello"));

        var first = await test.UnderstandAsync();
        var second = await test.UnderstandAsync();
        await test.RestartAsync();
        var third = await test.UnderstandAsync();

        Assert.Equal(first, second);
        Assert.Equal(first, third);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_refusal_on_the_other_side_is_taken_by_the_adapter(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        Assert.True(await test.HandOverAsync("one", "hello"));
        var message = Assert.Single((await test.UnderstandAsync()).OfType<Message>());
        foreach (var (failed, number) in new[] { (message.Id, 1), (null, 2), (new RemoteMessageId("never seen\r\n"), 3) })
        {
            var refusal = new Undeliverable
            {
                User = message.User,
                Contact = message.Contact,
                Timestamp = message.Timestamp,
                Failed = failed,
                Condition = FailureCondition.NoSuchRecipient,
                Reason = "no such account \uD800\r\n.\r\n",
            };

            Assert.IsType<DeliveryResult.Delivered>(await test.SendAsync(refusal, AdapterUnderTest.DeliveryId(number)));
        }
    }
}
