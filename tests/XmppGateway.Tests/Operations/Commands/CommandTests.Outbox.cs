using XmppGateway.Abstractions;
using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Operations.Commands;

/// <content>The commands about what is on its way.</content>
public sealed partial class CommandTests
{
    [Fact]
    public async Task The_outbox_is_listed_retried_and_given_back()
    {
        Configure();
        await using var store = await OpenStoreAsync();
        var now = TimeProvider.System.GetUtcNow();
        var added = Assert.IsType<OutboxAddition.Added>(await store.AddOutgoingAsync(Entry(now), now, Token));
        await store.DeferOutgoingAsync(added.Sequence, 3, now.AddHours(1), LocalText.Same("451 \u001b[2Jlater"), Token);
        var id = added.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(0, await TypeAsync("outbox", "list", "--config", "gateway.json"));
        Assert.Contains("alice@example.org/phone  bob@example.com", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("451  [2Jlater", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await TypeAsync("outbox", "retry", "--config", "gateway.json"));
        Assert.Null((await store.ListOutgoingAsync(1, Token))[0].NextAttempt);

        Assert.Equal(0, await TypeAsync("outbox", "drop", id, "--config", "gateway.json"));
        var dropped = Assert.Single(await store.ListOutgoingAsync(10, Token));
        Assert.True(dropped.IsDropped);
        Assert.Equal(OutboxEntry.DroppedReason, dropped.LastReason);

        Assert.Equal(1, await TypeAsync("outbox", "drop", "4711", "--config", "gateway.json"));
        Assert.Equal(1, await TypeAsync("outbox", "retry", "4711", "--config", "gateway.json"));
    }

    [Fact]
    public async Task What_was_put_aside_is_listed_without_its_content_and_asked_for()
    {
        Configure();
        await using var store = await OpenStoreAsync();
        var now = TimeProvider.System.GetUtcNow();
        await store.AddOutgoingAsync(Entry(now.AddMinutes(-3)), now, Token);
        foreach (var (id, minutes) in new[] { ("abcdefgh2345", 5), ("zzzzzzzz2345", 1) })
        {
            var sequence = (await store.AddIncomingAsync([Arrived(id, now.AddMinutes(-minutes))], Token))[0]!.Value;
            await store.SetAsideIncomingAsync(sequence, "Format\u001bException", FailureNotices.None, Token);
        }

        Assert.Equal(0, await TypeAsync("outbox", "list", "--config", "gateway.json"));
        var lines = _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Matches("^in-abcdefgh  in   post     -  +-  +5m   -      put aside  Format Exception$", lines[1]);
        Assert.Matches("^1  +out  post     alice@example.org/phone  bob@example.com  3m   0      now", lines[2]);
        Assert.StartsWith("in-zzzzzzzz  in ", lines[3], StringComparison.Ordinal);
        Assert.DoesNotContain("eve@", lines[1], StringComparison.Ordinal);

        Assert.Equal(0, await TypeAsync("outbox", "drop", "in-zzzzzzzz", "--config", "gateway.json"));
        Assert.Equal(0, await TypeAsync("outbox", "retry", "--config", "gateway.json"));
        Assert.EndsWith("2 entries due now" + Environment.NewLine, _output.ToString(), StringComparison.Ordinal);
        Assert.Equal([SetAsideWish.Retry, SetAsideWish.Drop], (await store.ListSetAsideAsync(10, Token)).Select(row => row.Wish));
        Assert.Equal(0, await TypeAsync("outbox", "retry", "in-zzzzzzzz", "--config", "gateway.json"));
        Assert.Equal([SetAsideWish.Retry, SetAsideWish.Retry], (await store.ListSetAsideAsync(10, Token)).Select(row => row.Wish));

        Assert.Equal(1, await TypeAsync("outbox", "drop", "in-yyyyyyyy", "--config", "gateway.json"));
        Assert.Equal("No entry in-yyyyyyyy was put aside." + Environment.NewLine, _error.ToString());
    }

    private static OutboxEntry Entry(DateTimeOffset now) => new()
    {
        Network = "post",
        Lane = "lane",
        DeliveryId = "abc",
        User = "alice@example.org",
        Contact = "bob@example.com",
        From = "alice@example.org/phone",
        StanzaId = "1",
        Fingerprint = "f",
        Payload = [1],
        AcceptedAt = now,
        ExpiresAt = now.AddDays(1),
    };

    private static InboxEntry Arrived(string id, DateTimeOffset at) => new()
    {
        Network = "post",
        Lane = "alice@example.org eve@example.com",
        Key = id,
        StanzaId = id,
        Payload = [1],
        AcceptedAt = at,
    };
}
