using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>The inbox and the message map.</content>
public abstract partial class StoreContractTests
{
    private static readonly MappedMessage Mapped =
        new("mail", "alice@localhost", "bob@example.test", "x1", "f1", Outgoing: false, From: null, Now);

    [Fact]
    public async Task An_incoming_entry_is_read_back_as_it_was_written()
    {
        var entry = Incoming("k1") with { IsRaw = true, Payload = [0, 255] };

        var sequences = await Store.AddIncomingAsync([entry], Token);

        var read = Assert.Single(await InboxLaneAsync());
        Assert.Equal([0, 255], read.Payload);
        Assert.Equal(entry with { Sequence = sequences[0]!.Value, Payload = read.Payload }, read);
    }

    [Fact]
    public async Task A_known_key_is_told_by_a_missing_number()
    {
        await Store.AddIncomingAsync([Incoming("k1")], Token);

        var sequences = await Store.AddIncomingAsync([Incoming("k1"), Incoming("k2"), Incoming("k2"), Incoming("k1", network: "x")], Token);

        Assert.Equal([false, true, false, true], sequences.Select(sequence => sequence is not null));
        Assert.Equal(["k1", "k2"], (await InboxLaneAsync()).Select(entry => entry.Key));
    }

    [Fact]
    public async Task A_key_stays_known_after_completion()
    {
        var sequences = await Store.AddIncomingAsync([Incoming("k1")], Token);
        await Store.CompleteIncomingAsync([sequences[0]!.Value], Token);
        await ReopenAsync();

        Assert.Null((await Store.AddIncomingAsync([Incoming("k1")], Token))[0]);
        Assert.Empty(await InboxLaneAsync());
        Assert.Equal(0, await Store.CountIncomingAsync("mail", Token));
    }

    [Fact]
    public async Task Incoming_lanes_are_read_in_order_in_pages()
    {
        var sequences = await Store.AddIncomingAsync([.. Enumerable.Range(0, 5).Select(i => Incoming("k" + i))], Token);

        var page = await Store.ReadIncomingAsync("mail", "lane", sequences[1]!.Value, 2, Token);

        Assert.Equal(["k2", "k3"], page.Select(entry => entry.Key));
    }

    [Fact]
    public async Task An_incoming_entry_brings_its_map_row()
    {
        await Store.AddIncomingAsync([Incoming("k1") with { Map = Mapped }], Token);

        Assert.Equal(Mapped, await Store.FindByForeignAsync("mail", "alice@localhost", "bob@example.test", "f1", Token));
    }

    [Fact]
    public async Task A_map_row_says_what_it_is_about_and_how_it_was_shown()
    {
        var edit = Mapped with { StanzaId = "e1", ForeignId = null, Target = "f1", TextParts = 3 };
        var message = Mapped with { TextParts = 0, Files = 2 };
        await Store.AddMappedAsync([message, edit], Token);

        Assert.Equal(message, await Store.FindByStanzaAsync("mail", "alice@localhost", "bob@example.test", "x1", Token));
        Assert.Equal(edit, await Store.FindByStanzaAsync("mail", "alice@localhost", "bob@example.test", "e1", Token));
    }

    [Fact]
    public async Task What_an_outgoing_event_is_about_is_known_when_it_is_delivered()
    {
        var sequence = await AddAsync(Outgoing("c1"));
        Assert.Equal((null, true), (await FindAsync("c1")) is { } open ? (open.Target, open.IsOpen) : default);

        await Store.CompleteOutgoingAsync(sequence, "f2", "f1", Token);

        Assert.Equal(("f1", "f2", false), (await FindAsync("c1")) is { } done ? (done.Target, done.ForeignId, done.IsOpen) : default);
        await Store.FailOutgoingAsync(await AddAsync(Outgoing("c2")), Token);
        Assert.True((await FindAsync("c2"))?.HasFailed);

        Task<MappedMessage?> FindAsync(string id) => Store.FindByStanzaAsync("mail", "alice@localhost", "bob@example.test", id, Token);
    }

    [Fact]
    public async Task The_newest_message_up_to_another_is_found_in_each_direction()
    {
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("m1")), "f1", null, Token);
        await Store.AddMappedAsync([Mapped with { StanzaId = "x2", ForeignId = "f2" }], Token);
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("m3") with { Contact = "dora@example.test" }), "f3", null, Token);
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("c4")), "f4", "f1", Token);
        await Store.FailOutgoingAsync(await AddAsync(Outgoing("m5")), Token);
        await AddAsync(Outgoing("m6"));
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("") with { DeliveryId = "without" }), "f7", null, Token);
        await Store.AddMappedAsync([Mapped with { StanzaId = "x8", ForeignId = "f8" }], Token);
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("m9")), "f9", null, Token);

        Assert.Equal("m1", await UpToAsync("f1", outgoing: true));
        Assert.Null(await UpToAsync("f1", outgoing: false));
        Assert.Equal("m1", await UpToAsync("f2", outgoing: true));
        Assert.Equal("m1", await UpToAsync("f4", outgoing: true));
        Assert.Equal("m1", await UpToAsync("f8", outgoing: true));
        Assert.Equal("m9", await UpToAsync("f9", outgoing: true));
        Assert.Equal("x8", await UpToAsync("f9", outgoing: false));
        Assert.Equal("x2", await UpToAsync("f7", outgoing: false));
        Assert.Null(await UpToAsync("unknown", outgoing: true));

        async Task<string?> UpToAsync(string foreignId, bool outgoing) =>
            (await Store.FindUpToAsync("mail", "alice@localhost", "bob@example.test", foreignId, outgoing, Token))?.StanzaId;
    }

    [Fact]
    public async Task A_repeated_entry_adds_no_map_row()
    {
        await Store.AddIncomingAsync([Incoming("k1")], Token);
        await Store.AddIncomingAsync([Incoming("k1") with { Map = Mapped }], Token);

        Assert.Null(await Store.FindByForeignAsync("mail", "f1", Token));
    }

    [Fact]
    public async Task A_delivered_message_is_found_by_both_ids()
    {
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("s1")), "f7", null, Token);

        var expected = new MappedMessage(
            "mail", "alice@localhost", "bob@example.test", "s1", "f7", Outgoing: true, "alice@localhost/phone", Now);
        Assert.Equal(expected, await Store.FindByStanzaAsync("mail", "alice@localhost", "bob@example.test", "s1", Token));
        Assert.Equal(expected, await Store.FindByForeignAsync("mail", "f7", Token));
    }

    [Fact]
    public async Task The_newest_row_wins()
    {
        await Store.AddMappedAsync([Mapped, Mapped with { ForeignId = "f2" }, Mapped with { StanzaId = "x2" }], Token);

        Assert.Equal("f2", (await Store.FindByStanzaAsync("mail", "alice@localhost", "bob@example.test", "x1", Token))?.ForeignId);
        Assert.Equal("x2", (await Store.FindByForeignAsync("mail", "f1", Token))?.StanzaId);
    }

    [Fact]
    public async Task A_row_that_is_there_stays_as_it_is()
    {
        var anonymous = Mapped with { StanzaId = "" };
        await Store.AddMappedAsync([Mapped, anonymous], Token);
        await Store.AddMappedAsync([Mapped with { StanzaId = "x2" }], Token);

        await Store.AddMappedAsync([Mapped with { At = Now.AddDays(1) }, anonymous with { At = Now.AddDays(1) }], Token);

        Assert.Equal("x2", (await Store.FindByForeignAsync("mail", "f1", Token))?.StanzaId);
        Assert.Equal(Now, (await Store.FindByStanzaAsync("mail", "alice@localhost", "bob@example.test", "x1", Token))?.At);
    }

    [Fact]
    public async Task Ids_are_looked_up_in_their_own_conversation_and_network()
    {
        await Store.AddMappedAsync([Mapped], Token);

        Assert.Null(await Store.FindByStanzaAsync("mail", "carol@localhost", "bob@example.test", "x1", Token));
        Assert.Null(await Store.FindByForeignAsync("mail", "alice@localhost", "dora@example.test", "f1", Token));
        Assert.Null(await Store.FindByForeignAsync("matrix", "f1", Token));
    }

    [Fact]
    public async Task Pruning_forgets_what_is_old_and_finished()
    {
        var old = Now.AddDays(-60);
        var done = await Store.AddIncomingAsync([Incoming("done") with { AcceptedAt = old }], Token);
        await Store.CompleteIncomingAsync([done[0]!.Value], Token);
        await Store.AddIncomingAsync([Incoming("open") with { AcceptedAt = old }, Incoming("new")], Token);
        await AddAsync(Outgoing("open") with { AcceptedAt = old });
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("sent") with { AcceptedAt = old }), "f1", null, Token);
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("late")), "f2", null, Token);

        await Store.PruneAsync(Now.AddDays(-30), Token);

        var again = await Store.AddIncomingAsync([Incoming("done"), Incoming("open"), Incoming("new")], Token);
        Assert.Equal([true, false, false], again.Select(sequence => sequence is not null));
        Assert.Null(await Store.FindByForeignAsync("mail", "f1", Token));
        Assert.NotNull(await Store.FindByForeignAsync("mail", "f2", Token));
        Assert.Equal(["open"], (await LaneAsync()).Select(entry => entry.StanzaId));
    }
}
