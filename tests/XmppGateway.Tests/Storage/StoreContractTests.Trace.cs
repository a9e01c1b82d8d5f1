using XmppGateway.Abstractions;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Looking for single messages.</content>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task A_message_is_traced_by_each_of_its_names_through_its_life()
    {
        var entry = Outgoing("stanza-1") with { DeliveryId = "delivery-1" };
        var sequence = await AddAsync(entry);
        await Store.DeferOutgoingAsync(sequence, 2, Now.AddMinutes(5), LocalText.Same("451 later"), Token);

        foreach (var name in new[] { "stanza-1", "stanza", "delivery-1", "deliver", sequence.ToString(System.Globalization.CultureInfo.InvariantCulture) })
        {
            var open = Assert.Single(await Store.TraceAsync(name, 10, Token));
            Assert.Equal(TracePlace.Open, open.Where);
            Assert.Equal((2, Now.AddMinutes(5), "451 later"), (open.Attempts, open.NextAttempt, open.Reason));
            Assert.Equal((sequence, entry.From, entry.Contact), (open.Number, open.From, open.To));
        }

        await Store.CompleteOutgoingAsync(sequence, "foreign-1", null, Token);

        var delivered = Assert.Single(await Store.TraceAsync("foreign-1", 10, Token));
        Assert.Equal((TracePlace.Delivered, "stanza-1", null), (delivered.Where, delivered.StanzaId, delivered.DeliveryId));
        Assert.Empty(await Store.TraceAsync("oreign-1", 10, Token));
        Assert.Empty(await Store.TraceAsync("%", 10, Token));
    }

    [Fact]
    public async Task An_arrival_is_traced_until_it_is_taken()
    {
        var arrival = Incoming("key-1") with { StanzaId = "abcdefgh2345" };
        var sequence = (await Store.AddIncomingAsync([arrival], Token))[0]!.Value;
        Assert.Equal(TracePlace.Inbox, Assert.Single(await Store.TraceAsync("abcdefgh", 10, Token)).Where);

        await Store.SetAsideIncomingAsync(sequence, "FormatException", FailureNotices.None, Token);

        var aside = Assert.Single(await Store.TraceAsync("key-1", 10, Token));
        Assert.Equal((TracePlace.SetAside, "FormatException"), (aside.Where, aside.Reason));
    }

    [Fact]
    public async Task What_was_said_in_a_room_is_traced()
    {
        var room = await RoomAsync();
        await Store.AddArchivedAsync(Said(room, "$event-1"), Token);

        Assert.Equal((TracePlace.Archive, "$event-1"), Assert.Single(await Store.TraceAsync("$event", 10, Token)) is var said ? (said.Where, said.StanzaId) : default);
    }

    [Fact]
    public async Task All_contacts_are_listed_in_pages()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await Store.PutContactAsync(new ContactRow(0, "mail", "alice@example.org", name + "@example.com", name, false, ContactSubscription.None), Token);
        }

        var first = await Store.ListContactsAsync(0, 2, Token);
        var rest = await Store.ListContactsAsync(first[^1].RowId, 2, Token);

        Assert.Equal(["a", "b", "c"], first.Concat(rest).Select(row => row.Localpart));
        Assert.Empty(await Store.ListContactsAsync(rest[^1].RowId, 2, Token));
    }
}
