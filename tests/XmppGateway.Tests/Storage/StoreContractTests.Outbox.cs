using XmppGateway.Abstractions;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>The outbox.</content>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task A_letter_is_its_lines_and_neither_what_comes_before_nor_after_nor_in_another_lane()
    {
        await AddAsync(Outgoing("s1"));
        await AddAsync(Outgoing("s2"));
        var end = await AddAsync(Outgoing("s3"));
        await AddAsync(Outgoing("s4"));
        await AddAsync(Outgoing("s5", lane: "other"));
        var all = await Store.ListOutgoingAsync(10, Token);

        await Store.KeepLetterAsync(all[1], end, Token);

        Assert.Equal([null, end, end, null, null], (await Store.ListOutgoingAsync(10, Token)).Select(entry => entry.LetterEnd));
    }

    [Fact]
    public async Task An_outgoing_entry_is_read_back_as_it_was_written()
    {
        var entry = Outgoing("s1") with
        {
            WantsReceipt = true,
            Payload = [],
            Attempts = 2,
            NextAttempt = Now.AddMinutes(3),
            LastReason = new("greetings", "grüße"),
            Fingerprint = "",
        };

        var sequence = await AddAsync(entry);

        var read = Assert.Single(await LaneAsync());
        Assert.Empty(read.Payload);
        Assert.Equal(entry with { Sequence = sequence, Payload = read.Payload }, read);
    }

    [Fact]
    public async Task A_repeat_of_an_open_message_is_told()
    {
        await AddAsync(Outgoing("s1"));

        Assert.IsType<OutboxAddition.RepeatOfOpen>(await Store.AddOutgoingAsync(Outgoing("s1"), Now.AddDays(-1), Token));
        Assert.Single(await LaneAsync());
    }

    [Fact]
    public async Task A_repeat_of_a_delivered_message_is_told()
    {
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("s1")), "foreign", null, Token);

        Assert.IsType<OutboxAddition.RepeatOfDelivered>(await Store.AddOutgoingAsync(Outgoing("s1"), Now.AddDays(-1), Token));
        Assert.Empty(await LaneAsync());
    }

    [Fact]
    public async Task A_message_that_fails_after_it_was_delivered_may_be_sent_anew()
    {
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("s1")), "foreign", null, Token);
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("s2")), "other", null, Token);

        await Store.FailDeliveredAsync((await Store.FindByForeignAsync("mail", "foreign", Token))!, Token);

        Assert.True((await Store.FindByForeignAsync("mail", "foreign", Token))?.HasFailed);
        Assert.IsType<OutboxAddition.Added>(await Store.AddOutgoingAsync(Outgoing("s1"), Now.AddDays(-1), Token));
        Assert.IsType<OutboxAddition.RepeatOfDelivered>(await Store.AddOutgoingAsync(Outgoing("s2"), Now.AddDays(-1), Token));
    }

    [Fact]
    public async Task A_failed_message_may_be_tried_anew()
    {
        await Store.FailOutgoingAsync(await AddAsync(Outgoing("s1")), Token);

        await AddAsync(Outgoing("s1"));
        Assert.Single(await LaneAsync());
    }

    [Fact]
    public async Task What_differs_in_any_part_of_the_key_is_no_repeat()
    {
        await AddAsync(Outgoing("s1"));

        await AddAsync(Outgoing("s2"));
        await AddAsync(Outgoing("s1") with { Fingerprint = "other" });
        await AddAsync(Outgoing("s1") with { User = "carol@localhost" });
        await AddAsync(Outgoing("s1") with { Contact = "dora@example.test" });
        await AddAsync(Outgoing("s1", network: "matrix"));
    }

    [Fact]
    public async Task A_message_without_a_stanza_id_is_never_a_repeat()
    {
        await AddAsync(Outgoing(""));
        await AddAsync(Outgoing(""));

        Assert.Equal(2, (await LaneAsync()).Count);
    }

    [Fact]
    public async Task A_message_that_still_waits_is_recognised_whenever_it_came()
    {
        await AddAsync(Outgoing("s1"));

        Assert.IsType<OutboxAddition.RepeatOfOpen>(await Store.AddOutgoingAsync(Outgoing("s1"), Now.AddSeconds(1), Token));
        Assert.Single(await LaneAsync());
    }

    [Fact]
    public async Task A_message_from_before_the_given_time_that_was_delivered_does_not_make_a_repeat()
    {
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("s1")), "foreign", null, Token);

        Assert.IsType<OutboxAddition.Added>(await Store.AddOutgoingAsync(Outgoing("s1"), Now.AddSeconds(1), Token));
    }

    [Fact]
    public async Task Sequences_rise_and_are_never_used_again()
    {
        var first = await AddAsync(Outgoing("s1"));
        var second = await AddAsync(Outgoing("s2"));
        await Store.CompleteOutgoingAsync(second, null, null, Token);
        await ReopenAsync();
        var third = await AddAsync(Outgoing("s3"));

        Assert.True(first < second && second < third);
        Assert.Equal([first, third], (await LaneAsync()).Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task A_lane_is_read_in_order_in_pages()
    {
        var sequences = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            sequences.Add(await AddAsync(Outgoing("s" + i)));
            await AddAsync(Outgoing("o" + i, lane: "other"));
        }

        var page = await Store.ReadOutgoingAsync("mail", "lane", sequences[1], 2, Token);

        Assert.Equal(sequences[2..4], page.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task Lanes_are_those_of_the_network_with_open_entries()
    {
        await AddAsync(Outgoing("s1", "a"));
        await AddAsync(Outgoing("s2", "a"));
        await AddAsync(Outgoing("s3", "b", "matrix"));
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("s4", "c")), null, null, Token);

        Assert.Equal(["a"], await Store.OutgoingLanesAsync("mail", Token));
        Assert.Equal(["b"], await Store.OutgoingLanesAsync("matrix", Token));
    }

    [Fact]
    public async Task The_operator_sees_the_oldest_of_all_networks()
    {
        await AddAsync(Outgoing("s1", network: "matrix"));
        await AddAsync(Outgoing("s2"));
        await AddAsync(Outgoing("s3"));

        Assert.Equal(["s1", "s2"], (await Store.ListOutgoingAsync(2, Token)).Select(entry => entry.StanzaId));
    }

    [Fact]
    public async Task A_deferred_entry_keeps_its_attempts_and_reason()
    {
        var sequence = await AddAsync(Outgoing("s1"));

        await Store.DeferOutgoingAsync(sequence, 3, Now.AddHours(1), LocalText.Same("452 full"), Token);

        var read = Assert.Single(await LaneAsync());
        Assert.Equal<(int, DateTimeOffset?, LocalText?)>((3, Now.AddHours(1), LocalText.Same("452 full")), (read.Attempts, read.NextAttempt, read.LastReason));
    }

    [Fact]
    public async Task A_retry_makes_one_or_all_entries_due()
    {
        var first = await AddAsync(Outgoing("s1") with { NextAttempt = Now.AddDays(1) });
        await AddAsync(Outgoing("s2") with { NextAttempt = Now.AddDays(1) });

        Assert.Equal(1, await Store.RetryOutgoingAsync(first, Token));
        Assert.Equal([null, Now.AddDays(1)], (await LaneAsync()).Select(entry => entry.NextAttempt));
        Assert.Equal(2, await Store.RetryOutgoingAsync(null, Token));
        Assert.All(await LaneAsync(), entry => Assert.Null(entry.NextAttempt));
        Assert.Equal(0, await Store.RetryOutgoingAsync(long.MaxValue, Token));
    }

    [Fact]
    public async Task The_operator_can_give_an_entry_up_and_no_other()
    {
        var first = await AddAsync(Outgoing("s1") with { NextAttempt = Now.AddDays(1) });
        await AddAsync(Outgoing("s2") with { NextAttempt = Now.AddDays(1) });

        Assert.True(await Store.DropOutgoingAsync(first, Token));
        Assert.False(await Store.DropOutgoingAsync(long.MaxValue, Token));

        var entries = await LaneAsync();
        Assert.Equal([true, false], entries.Select(entry => entry.IsDropped));
        Assert.Equal([null, Now.AddDays(1)], entries.Select(entry => entry.NextAttempt));
        Assert.Equal([OutboxEntry.DroppedReason, null], entries.Select(entry => entry.LastReason));
    }

    [Fact]
    public async Task What_was_completed_cannot_fail_later()
    {
        var sequence = await AddAsync(Outgoing("s1"));
        await Store.CompleteOutgoingAsync(sequence, "foreign", null, Token);

        await Store.FailOutgoingAsync(sequence, Token);
        await Store.CompleteOutgoingAsync(sequence, "other", null, Token);

        Assert.IsType<OutboxAddition.RepeatOfDelivered>(await Store.AddOutgoingAsync(Outgoing("s1"), Now.AddDays(-1), Token));
        Assert.Equal("foreign", (await Store.FindByForeignAsync("mail", "foreign", Token))?.ForeignId);
    }

    [Fact]
    public async Task A_number_is_not_given_out_again_after_pruning()
    {
        var first = Assert.IsType<OutboxAddition.Added>(await Store.AddOutgoingAsync(Outgoing("s1"), Now, Token));
        await Store.CompleteOutgoingAsync(first.Sequence, "f1", null, Token);
        await Store.PruneAsync(Now.AddDays(1), Token);

        var second = Assert.IsType<OutboxAddition.Added>(await Store.AddOutgoingAsync(Outgoing("s2"), Now, Token));

        Assert.True(second.Sequence > first.Sequence);
    }

    [Fact]
    public async Task Until_the_foreign_id_is_known_a_message_is_found_by_its_delivery_id()
    {
        var entry = Outgoing("s1");
        var sequence = await AddAsync(entry);
        Assert.Equal("s1", (await Store.FindByForeignAsync("mail", entry.DeliveryId, Token))?.StanzaId);

        await Store.FailOutgoingAsync(sequence, Token);
        Assert.Equal("s1", (await Store.FindByForeignAsync("mail", entry.DeliveryId, Token))?.StanzaId);

        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("s2")), "foreign", null, Token);
        Assert.Null(await Store.FindByForeignAsync("mail", Outgoing("s2").DeliveryId, Token));
    }

    [Fact]
    public async Task Many_callers_at_once_each_get_their_own_number()
    {
        var sequences = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => AddAsync(Outgoing("s" + i, "lane" + (i % 7)))));

        Assert.Equal(1000, sequences.Distinct().Count());
        Assert.Equal(1000, (await Store.ListOutgoingAsync(2000, Token)).Count);
    }
}
