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
    public async Task A_raw_arrival_names_those_whom_its_events_concern_also_after_a_crash(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        Assert.True(await test.HandOverAsync("one", "hello"));
        Assert.True(await test.HandOverAsync("second", "again"));
        Assert.NotEmpty(await test.UnderstandAsync());
        for (var life = 0; life < 2; life++)
        {
            foreach (var raw in test.Context.Arrivals.OfType<Arrival.Raw>())
            {
                var events = await test.UnderstandAsync(raw);
                var parties = await test.FindPartiesAsync(raw);

                Assert.All(events, what => Assert.Equal((what.User, what.Contact.Id), (parties?.User, parties?.Contact.Id)));
                Assert.True(events is not [Message { Kind: MessageKind.Chat } message] || message.Id == parties?.Message);
                Assert.Equal(parties?.Contact.Id, parties is null ? null : test.Adapter.ParseAddress(parties.Contact.Address)?.Id);
            }

            await test.RestartAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Whatever_a_raw_arrival_holds_its_parties_are_named_or_not_and_nothing_is_changed(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        Assert.True(await test.HandOverAsync("one", "hello"));
        Assert.True(await test.HandOverAsync("second", "again"));
        await test.UnderstandAsync();
        var notes = test.Context.Notes.Values.ToDictionary();
        var taken = test.Peer.Taken.Count;
        foreach (var raw in test.Context.Arrivals.OfType<Arrival.Raw>())
        {
            var parties = await test.FindPartiesAsync(raw);
            byte[][] payloads = [[], [0], [0xFF, 0xFE], "null"u8.ToArray(), "[]"u8.ToArray(), "{}"u8.ToArray(), raw.Payload[..(raw.Payload.Length / 2)].ToArray()];
            foreach (var payload in payloads)
            {
                var damaged = await test.FindPartiesAsync(new Arrival.Raw(raw.Key, raw.Lane, payload));

                // What the payload does not say may be known by other means, and is then the same.
                Assert.True(damaged is null || (damaged.User, damaged.Contact.Id) == (parties?.User, parties?.Contact.Id));
            }
        }

        Assert.Equal(notes, test.Context.Notes.Values.ToDictionary());
        Assert.Equal(taken, test.Peer.Taken.Count);
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
