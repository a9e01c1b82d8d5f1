using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>What was put aside.</content>
public abstract partial class StoreContractTests
{
    private static readonly InboxEntry Broken = Incoming("k1") with { StanzaId = "abcdefgh234567" };

    private static readonly FailureNotices Notices =
        new(Incoming("notice") with { StanzaId = "notice", Told = true }, Outgoing("error:abcdefgh234567"));

    [Fact]
    public async Task An_entry_put_aside_is_not_open_but_known_and_listed()
    {
        var sequence = await AddIncomingAsync(Broken);
        await AddIncomingAsync(Incoming("k2", "other"));

        Assert.Equal(0, await Store.SetAsideIncomingAsync(sequence, "JsonException", FailureNotices.None, Token));

        Assert.Empty(await InboxLaneAsync());
        Assert.Equal(["other"], await Store.IncomingLanesAsync("mail", Token));
        Assert.Equal(1, await Store.CountIncomingAsync("mail", Token));
        Assert.Null((await Store.AddIncomingAsync([Broken], Token))[0]);
        Assert.Equal(new SetAsideRow("in-abcdefgh", "mail", Now, "JsonException", SetAsideWish.None), Assert.Single(await SetAsideAsync()));
    }

    [Fact]
    public async Task The_notices_come_with_the_mark_and_once()
    {
        var sequence = await AddIncomingAsync(Broken);

        Assert.Equal(1, await Store.SetAsideIncomingAsync(sequence, "reason", Notices, Token));
        Assert.Equal(0, await Store.SetAsideIncomingAsync(sequence, "reason", Notices, Token));

        Assert.Equal(["notice"], (await InboxLaneAsync()).Select(entry => entry.Key));
        Assert.True((await InboxLaneAsync())[0].Told);
        Assert.Equal(["error:abcdefgh234567"], (await LaneAsync()).Select(entry => entry.StanzaId));
    }

    [Fact]
    public async Task Those_who_could_not_be_named_at_first_are_told_later()
    {
        var sequence = await AddIncomingAsync(Broken);
        await Store.SetAsideIncomingAsync(sequence, "reason", FailureNotices.None, Token);

        Assert.Equal(1, await Store.SetAsideIncomingAsync(sequence, "reason", Notices, Token));
        Assert.Single(await LaneAsync());
    }

    [Fact]
    public async Task What_is_asked_for_is_found_in_its_network_and_in_order()
    {
        var first = await SetAsideAsync(Broken);
        await SetAsideAsync(Incoming("k2") with { StanzaId = "zzzzzzzz2" });
        var third = await SetAsideAsync(Incoming("k3") with { StanzaId = "yyyyyyyy2" });
        await SetAsideAsync(Incoming("k4", network: "matrix") with { StanzaId = "xxxxxxxx2" });

        Assert.Equal(1, await Store.AskForSetAsideAsync("in-zzzzzzzz", SetAsideWish.Drop, Token));
        Assert.Equal(3, await Store.AskForSetAsideAsync(null, SetAsideWish.Retry, Token));

        Assert.Equal([first, third], (await AskedAsync(SetAsideWish.Retry)).Select(entry => entry.Sequence));
        Assert.Equal(["k2"], (await AskedAsync(SetAsideWish.Drop)).Select(entry => entry.Key));
        Assert.Single(await Store.ReadAskedAsync("matrix", SetAsideWish.Retry, 10, Token));
        Assert.Equal(
            [SetAsideWish.Retry, SetAsideWish.Drop, SetAsideWish.Retry, SetAsideWish.Retry],
            (await SetAsideAsync()).Select(row => row.Wish));
    }

    [Fact]
    public async Task Nothing_can_be_asked_for_what_is_open_or_unknown()
    {
        await AddIncomingAsync(Broken);

        Assert.Equal(0, await Store.AskForSetAsideAsync("in-abcdefgh", SetAsideWish.Retry, Token));
        Assert.Equal(0, await Store.AskForSetAsideAsync("in-zzzzzzzz", SetAsideWish.Drop, Token));
        Assert.Equal(0, await Store.AskForSetAsideAsync(null, SetAsideWish.Retry, Token));
    }

    [Fact]
    public async Task What_is_reopened_is_as_it_was_and_the_newest_of_its_lane()
    {
        var entry = Broken with { IsRaw = true, Payload = [0, 255] };
        var sequence = await AddIncomingAsync(entry);
        var newer = await AddIncomingAsync(Incoming("k2"));
        await Store.SetAsideIncomingAsync(sequence, "reason", Notices, Token);
        await Store.AskForSetAsideAsync("in-abcdefgh", SetAsideWish.Retry, Token);

        Assert.Equal(1, await Store.ReopenIncomingAsync([sequence, newer, 12345678], Token));

        var lane = await InboxLaneAsync();
        Assert.Equal(["k2", "notice", "k1"], lane.Select(read => read.Key));
        Assert.Equal(entry with { Sequence = lane[2].Sequence, Payload = lane[2].Payload, Told = true }, lane[2]);
        Assert.Equal([0, 255], lane[2].Payload);
        Assert.Empty(await SetAsideAsync());
        Assert.Empty(await AskedAsync(SetAsideWish.Retry));
        Assert.Null((await Store.AddIncomingAsync([Broken], Token))[0]);
    }

    [Fact]
    public async Task A_new_failure_forgets_what_was_asked_for_before()
    {
        var sequence = await SetAsideAsync(Broken);
        await Store.AskForSetAsideAsync("in-abcdefgh", SetAsideWish.Retry, Token);

        await Store.SetAsideIncomingAsync(sequence, "again", FailureNotices.None, Token);

        Assert.Equal(SetAsideWish.None, Assert.Single(await SetAsideAsync()).Wish);
        Assert.Empty(await AskedAsync(SetAsideWish.Retry));
    }

    [Fact]
    public async Task What_is_dropped_is_gone_but_known_and_told_of_once()
    {
        var sequence = await SetAsideAsync(Broken);

        Assert.Equal(1, await Store.DropIncomingAsync(sequence, Notices, Token));
        Assert.Equal(0, await Store.DropIncomingAsync(sequence, Notices, Token));

        Assert.Empty(await SetAsideAsync());
        Assert.Equal(["notice"], (await InboxLaneAsync()).Select(entry => entry.Key));
        Assert.Single(await LaneAsync());
        Assert.Null((await Store.AddIncomingAsync([Broken], Token))[0]);
    }

    [Fact]
    public async Task What_was_told_when_it_was_put_aside_is_not_told_again_when_it_is_dropped()
    {
        var sequence = await AddIncomingAsync(Broken);
        await Store.SetAsideIncomingAsync(sequence, "reason", Notices, Token);

        Assert.Equal(0, await Store.DropIncomingAsync(sequence, Notices, Token));

        Assert.Single(await LaneAsync());
    }

    [Fact]
    public async Task A_refusal_that_was_stored_for_the_same_message_is_not_stored_again()
    {
        await AddAsync(Outgoing("error:abcdefgh234567") with { AcceptedAt = Now.AddDays(-20) });
        var sequence = await AddIncomingAsync(Broken);

        Assert.Equal(1, await Store.SetAsideIncomingAsync(sequence, "reason", Notices, Token));

        Assert.Single(await LaneAsync());
    }

    private async Task<long> AddIncomingAsync(InboxEntry entry) => (await Store.AddIncomingAsync([entry], Token))[0]!.Value;

    private async Task<long> SetAsideAsync(InboxEntry entry)
    {
        var sequence = await AddIncomingAsync(entry);
        await Store.SetAsideIncomingAsync(sequence, "reason", FailureNotices.None, Token);
        return sequence;
    }

    private Task<IReadOnlyList<SetAsideRow>> SetAsideAsync() => Store.ListSetAsideAsync(100, Token);

    private Task<IReadOnlyList<InboxEntry>> AskedAsync(SetAsideWish wish) => Store.ReadAskedAsync("mail", wish, 100, Token);
}
