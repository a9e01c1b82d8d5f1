using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Operations.Commands;

/// <content>The commands that look for people and messages.</content>
public sealed partial class CommandTests
{
    [Fact]
    public async Task A_message_is_followed_from_its_acceptance_to_its_end()
    {
        Configure();
        await using var store = await OpenStoreAsync();
        var now = TimeProvider.System.GetUtcNow();
        var added = Assert.IsType<OutboxAddition.Added>(
            await store.AddOutgoingAsync(Entry(now) with { StanzaId = "phone-417\u001b", DeliveryId = "k3m2x7qa" }, now, Token));

        Assert.Equal(0, await TypeAsync("trace", "k3m2x7", "--config", "gateway.json"));
        Assert.Contains("post  alice@example.org/phone -> bob@example.com", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("on its way as entry 1 since 0s, 0 attempts, due now", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("stanza id   phone-417 \n", _output.ToString(), StringComparison.Ordinal);

        await store.CompleteOutgoingAsync(added.Sequence, "k3m2x7qa@bridge.example", null, Token);
        Assert.Equal(0, await TypeAsync("trace", "<k3m2x7qa@bridge.example>", "--config", "gateway.json"));
        Assert.Contains("taken by the foreign network", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(1, await TypeAsync("trace", "k3m2x7qb", "--config", "gateway.json"));
        Assert.Contains("Nothing is known of it", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await TypeAsync("trace", "k3m", "--config", "gateway.json"));
    }

    [Fact]
    public async Task What_was_put_aside_is_told_with_the_way_out()
    {
        Configure();
        await using var store = await OpenStoreAsync();
        var sequence = (await store.AddIncomingAsync([Arrived("abcdefgh2345", TimeProvider.System.GetUtcNow())], Token))[0]!.Value;
        await store.SetAsideIncomingAsync(sequence, "FormatException", FailureNotices.None, Token);

        Assert.Equal(0, await TypeAsync("trace", "in-abcdefgh", "--config", "gateway.json"));

        // And one whose own id begins like that.
        var now = TimeProvider.System.GetUtcNow();
        Assert.IsType<OutboxAddition.Added>(await store.AddOutgoingAsync(Entry(now) with { StanzaId = "in-the-garden", DeliveryId = "k3m2x7qa" }, now, Token));
        Assert.Equal(0, await TypeAsync("trace", "in-the-gar", "--config", "gateway.json"));
        Assert.Contains("stanza id   in-the-garden", _output.ToString(), StringComparison.Ordinal);

        Assert.Contains("the gateway failed on it (FormatException): \"outbox retry in-abcdefgh\"", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contacts_are_listed_for_everybody_a_network_or_a_user()
    {
        Configure();
        await using var store = await OpenStoreAsync();
        foreach (var user in new[] { "alice@example.org", "carol@example.org" })
        {
            await store.PutContactAsync(new ContactRow(0, "post", user, "bob@example.com", "bob\\40example.com", true, ContactSubscription.Granted), Token);
        }

        await store.PutContactAsync(new ContactRow(0, "post", "alice@example.org", "", "", true, ContactSubscription.Granted), Token);

        Assert.Equal(0, await TypeAsync("contacts", "--user", "alice@example.org/phone", "--config", "gateway.json"));
        var lines = _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("post     alice@example.org  bob@example.com  bob\\40example.com@", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("both", lines[1], StringComparison.Ordinal);

        Assert.Equal(0, await TypeAsync("contacts", "-n", "1", "--config", "gateway.json"));
        Assert.Contains("There are more than 1", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await TypeAsync("contacts", "--network", "pigeon", "--config", "gateway.json"));
        Assert.Equal(2, await TypeAsync("contacts", "--user", "@", "--config", "gateway.json"));
    }
}
