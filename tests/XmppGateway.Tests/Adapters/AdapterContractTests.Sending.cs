using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters;

public sealed partial class AdapterContractTests
{
    private static readonly string[] HostileBodies =
    [
        "\0\u0001\u001B\u007F\u0085", "\uD800 alone", "\uDC00\uD800", "\uFFFE\uFFFF", "line\r\n.\r\nMAIL FROM:<x@y.test>\r\n", ".", "..", "\r", "\n",
        "From: x\r\nBcc: y@z.test\r\n\r\n", new('x', 100_000), string.Concat(Enumerable.Repeat("\u00E4\uD83D\uDE00 ", 20_000)), "\u202E\u2066",
        "\"}],{\\", "<script>&amp;</x>", string.Concat(Enumerable.Repeat("a\u0301", 20_000)), " ", "\uFEFF",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_message_is_delivered_once_and_has_an_id(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);

        var delivered = Assert.IsType<DeliveryResult.Delivered>(await test.SendAsync(test.Say("hello"), AdapterUnderTest.DeliveryId(1)));

        Assert.NotNull(delivered.Id);
        Assert.Single(test.Peer.Taken);
        Assert.Equal(delivered.Id.Value.Value, test.Peer.Taken[0]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_styled_text_is_delivered_whatever_its_styles(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        RichInline[] inlines =
        [
            new RichInline.Text("a\nb \uD83D\uDE00"), new RichInline.Strong([new RichInline.Emphasis([new RichInline.Strike([new RichInline.Text("x")])])]),
            new RichInline.Code("<&>"), new RichInline.Link("javascript:alert(1)", []), new RichInline.Link("https://x.test/", [new RichInline.Text("there")]),
            new RichInline.Spoiler([new RichInline.Text("end")], "why"), new RichInline.Mention(test.Contact.Id, "\uD800"), new RichInline.Strong([]),
        ];
        var paragraph = new RichBlock.Paragraph([.. inlines]);
        var list = new RichBlock.List([new RichListItem([.. inlines], new RichBlock.List([new RichListItem([])])), new RichListItem([])], 7);
        RichBlock[] blocks =
        [
            paragraph, new RichBlock.Quote([new RichBlock.Quote([paragraph]), list]), new RichBlock.Code("  a\n</code>", "sql"), list,
            new RichBlock.Spoiler([paragraph], null), new RichBlock.Quote([]),
        ];
        var number = 0;
        foreach (var text in blocks.Select(block => RichText.Of(block)).Append(RichText.Of([.. blocks])))
        {
            Assert.IsType<DeliveryResult.Delivered>(await test.SendAsync(test.Say("") with { Body = text }, AdapterUnderTest.DeliveryId(++number)));
        }

        Assert.Equal(number, test.Peer.Taken.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_delivery_repeated_after_a_crash_is_recognised_by_the_peer(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var first = await test.SendAsync(test.Say("hello"), AdapterUnderTest.DeliveryId(1));
        await test.RestartAsync();

        var second = await test.SendAsync(test.Say("hello"), AdapterUnderTest.DeliveryId(1));
        await test.SendAsync(test.Say("hello"), AdapterUnderTest.DeliveryId(2));

        Assert.Equal(first, second);
        Assert.Equal(2, test.Peer.Taken.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_server_that_is_down_is_asked_again_and_opens_its_circuit(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind, peerIsUp: false);

        var retry = Assert.IsType<DeliveryResult.Retry>(await test.SendAsync(test.Say("hello"), AdapterUnderTest.DeliveryId(1)));

        Assert.True(retry.ServerWide);
        Assert.NotEmpty(retry.Reason.English);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_cancelled_delivery_ends_at_once_whatever_the_peer_does(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        test.Peer.Hang();
        using var patience = new CancellationTokenSource();
        var sending = test.SendAsync(test.Say("hello"), AdapterUnderTest.DeliveryId(1), patience.Token);
        Assert.False(sending.IsCompleted);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Soon, Cancelled));
        await test.RestartAsync().WaitAsync(Soon, Cancelled);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task No_text_is_too_hostile_to_be_sent_or_refused(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        for (var i = 0; i < HostileBodies.Length; i++)
        {
            var before = test.Peer.Taken.Distinct().Count();

            var result = await test.SendAsync(test.Say(HostileBodies[i], subject: HostileBodies[i]), AdapterUnderTest.DeliveryId(i));

            // Taken as one message, or refused as none: a text that is tried again for ever holds up its conversation.
            Assert.True(result is DeliveryResult.Delivered or DeliveryResult.Rejected, $"text {i}: {result}");
            Assert.Equal(before + (result is DeliveryResult.Delivered ? 1 : 0), test.Peer.Taken.Distinct().Count());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Deliveries_of_different_conversations_may_overlap(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        var users = Enumerable.Range(0, 8).Select(i => Jid.Parse($"user{i}@localhost"));

        var results = await Task.WhenAll(
            users.Select((user, i) => test.SendAsync(test.Say("hello") with { User = user }, AdapterUnderTest.DeliveryId(i))));

        Assert.All(results, result => Assert.IsType<DeliveryResult.Delivered>(result));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_store_that_is_down_is_no_bug(string kind)
    {
        await using var test = await AdapterUnderTest.StartAsync(kind);
        test.Context.Notes.Down = true;

        var result = await test.SendAsync(test.Say("hello"), AdapterUnderTest.DeliveryId(1));

        Assert.True(result is DeliveryResult.Retry { ServerWide: false } or DeliveryResult.Delivered, result.ToString());
    }
}
