using System.Diagnostics;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters;

// IDeclaresCapabilities, and the events that only come where it says so.
public sealed partial class AdapterContractTests
{
    public static TheoryData<string> Declaring => [.. AdapterFixtures.With<IDeclaresCapabilities>()];

    [Theory]
    [MemberData(nameof(Declaring))]
    public async Task What_a_contact_can_is_known_for_whatever_is_an_address_and_asks_nobody(string kind)
    {
        await using var test = await AdapterUnderTest.CreateAsync(kind);
        var adapter = Assert.IsType<IDeclaresCapabilities>(test.Adapter, exactMatch: false);
        await test.Peer.StopPeerAsync();
        test.Context.Notes.Down = true;
        var random = new Random(20_261_123);
        foreach (var text in Enumerable.Range(0, 500).Select(_ => Mutate(test.Peer.Contact, random)).Append(test.Peer.Contact))
        {
            if (test.Adapter.ParseAddress(text) is not { } contact)
            {
                continue;
            }

            var first = adapter.CapabilitiesOf(contact);

            Assert.Equal(first, adapter.CapabilitiesOf(contact));
            Assert.Equal(first, adapter.CapabilitiesOf(contact with { DisplayName = "Another \uD800 name" }));
            Assert.True(first.LargestAttachment is null or > 0);
            Assert.True(first.ReactionsPerPerson is null or > 0);
            Assert.True(first.AllowedReactions is null or { Count: > 0 }, "a network that takes no reaction at all does not declare them");
        }

        Assert.Equal(0, test.Peer.Contacts);
    }

    [Theory]
    [MemberData(nameof(Declaring))]
    public async Task What_a_contact_can_is_answered_at_once(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var adapter = Assert.IsType<IDeclaresCapabilities>(test.Adapter, exactMatch: false);
        var contact = test.Contact;
        test.Peer.Hang();

        // A hundred thousand stanzas: only something that waits for somebody takes longer than the patience of a test.
        var asking = Task.Run(() => Enumerable.Range(0, 100_000).Count(_ => adapter.CapabilitiesOf(contact).Edits == Support.Refused), Cancelled);

        Assert.InRange(await asking.WaitAsync(TimeSpan.FromSeconds(30), Cancelled), 0, 100_000);
    }

    [Theory]
    [MemberData(nameof(Declaring))]
    public async Task A_declared_change_is_taken_once_however_often_it_is_delivered(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var number = 100;
        foreach (var make in DeclaredChanges(test))
        {
            var said = Assert.IsType<DeliveryResult.Delivered>(await test.SendAsync(test.Say("first"), AdapterUnderTest.DeliveryId(++number)));
            var what = make(said.Id!.Value);
            var id = AdapterUnderTest.DeliveryId(++number);
            var before = ChangesOf(test).Changes.Count;

            var first = Assert.IsType<DeliveryResult.Delivered>(await test.SendAsync(what, id));
            await test.RestartAsync();
            var second = await test.SendAsync(what, id);

            Assert.Equal(first, second);
            Assert.Equal([(what.GetType().Name, said.Id!.Value.Value)], ChangesOf(test).Changes.Skip(before));
        }
    }

    [Theory]
    [MemberData(nameof(Declaring))]
    public async Task A_change_of_what_nobody_knows_is_refused_or_done_but_not_tried_for_ever(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var number = 200;
        foreach (var make in DeclaredChanges(test))
        {
            var result = await test.SendAsync(make(new RemoteMessageId("never seen \uD800\r\n")), AdapterUnderTest.DeliveryId(++number));

            Assert.True(result is DeliveryResult.Rejected or DeliveryResult.Delivered, result.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Declaring))]
    public async Task A_change_for_a_peer_that_is_down_is_tried_again(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var said = Assert.IsType<DeliveryResult.Delivered>(await test.SendAsync(test.Say("first"), AdapterUnderTest.DeliveryId(1)));
        await test.Peer.StopPeerAsync();
        var number = 300;
        foreach (var make in DeclaredChanges(test))
        {
            Assert.IsType<DeliveryResult.Retry>(await test.SendAsync(make(said.Id!.Value), AdapterUnderTest.DeliveryId(++number)));
        }
    }

    [Theory]
    [MemberData(nameof(Declaring))]
    public async Task A_change_by_the_contact_names_the_message_as_it_was_first_known(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        foreach (var make in DeclaredChanges(test))
        {
            var name = make(default).GetType().Name;
            Assert.True(await test.HandOverAsync("said" + name, "hello"));
            var target = (await test.UnderstandAsync()).OfType<Message>().Last().Id!.Value;
            Assert.True(await ChangesOf(test).HandOverChangeAsync(test.Adapter, "change" + name, name, target.Value, Cancelled));
            Assert.True(await ChangesOf(test).HandOverChangeAsync(test.Adapter, "change" + name, name, target.Value, Cancelled));

            var change = Assert.Single(await test.UnderstandAsync(), what => what.GetType().Name == name);

            Assert.Equal(target, TargetOf(change));
            Assert.Equal((AdapterUnderTest.Alice, test.Contact.Id, false), (change.User, change.Contact.Id, change.ByUser));
            Assert.True(change is not Reactions { Emoji: var emoji } || emoji.Distinct().Count() == emoji.Count);
            Assert.True(change is not Edit { Body.Plain: "" });
        }
    }

    private static IChangesFixture ChangesOf(AdapterUnderTest test) => PowerOf<IChangesFixture>(test);

    private static TFixture PowerOf<TFixture>(AdapterUnderTest test)
        where TFixture : class, IAdapterFixture
    {
        Assert.True(test.Peer is TFixture, $"The adapter has powers that its fixture does not show: let it implement {typeof(TFixture).Name}.");
        return (TFixture)test.Peer;
    }

    private static IEnumerable<Func<RemoteMessageId, GatewayEvent>> DeclaredChanges(AdapterUnderTest test)
    {
        var can = ((IDeclaresCapabilities)test.Adapter).CapabilitiesOf(test.Contact);
        var (user, contact, time) = (AdapterUnderTest.Alice, test.Contact, test.Context.Time.GetUtcNow());
        if (can.Edits == Support.Native)
        {
            yield return target => new Edit { User = user, Contact = contact, Timestamp = time, Target = target, Body = new RichText("new \uD83D\uDE00") };
        }

        if (can.Reactions == Support.Native)
        {
            var emoji = can.AllowedReactions is [var allowed, ..] ? allowed : "\uD83D\uDC4D";
            yield return target => new Reactions { User = user, Contact = contact, Timestamp = time, Target = target, Emoji = [emoji] };
        }

        if (can.DisplayMarkers)
        {
            yield return target => new Displayed { User = user, Contact = contact, Timestamp = time, UpTo = target };
        }

        if (can.Retractions == Support.Native)
        {
            yield return target => new Retraction { User = user, Contact = contact, Timestamp = time, Target = target };
        }
    }

    private static RemoteMessageId TargetOf(GatewayEvent what) => what switch
    {
        Edit edit => edit.Target,
        Retraction retraction => retraction.Target,
        Reactions reactions => reactions.Target,
        Displayed displayed => displayed.UpTo,
        _ => throw new UnreachableException(),
    };
}
