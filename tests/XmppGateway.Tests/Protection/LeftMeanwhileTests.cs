using XmppGateway.Abstractions;
using XmppGateway.Tests.Outbox;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Protection;

/// <summary>Messages of and for somebody who leaves at that moment, on a network that needs an account: each ends with a word to its author.</summary>
public sealed class LeftMeanwhileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_accepted_when_the_account_is_gone_goes_back_to_its_author()
    {
        await using var gateway = await StartAsync();
        await LeaveAsync(gateway);

        // It was let pass before: nothing but the outbox stands between it and the network.
        await gateway.WriteAsync("hello", id: "m1");
        await GivenBackAsync(gateway, "m1");
    }

    [Fact]
    public async Task What_waits_for_another_attempt_goes_back_to_its_author()
    {
        await using var gateway = await StartAsync();
        gateway.Adapter.OnSend = _ => new DeliveryResult.Retry(new LocalText("busy", "beschäftigt"));
        await gateway.WriteAsync("hello", id: "m1");
        await gateway.NextDeliveryAsync();
        await LeaveAsync(gateway);

        await gateway.Time.AdvanceUntilAsync(new ValueTask<bool>(EndedAsync(gateway)));
        await GivenBackAsync(gateway, "m1");
    }

    [Fact]
    public async Task What_arrives_when_the_account_is_gone_is_refused_and_not_shown()
    {
        await using var gateway = await StartAsync();
        await LeaveAsync(gateway);

        await gateway.ArriveAsync("f1", "hello");

        await RefusedAsync(gateway, "f1");
    }

    [Fact]
    public async Task What_changes_a_message_when_the_account_is_gone_is_refused_in_words_of_its_own()
    {
        await using var gateway = await StartAsync();
        await LeaveAsync(gateway);
        var (contact, now, target) = (ProtectedGateway.Contact("eve@evil.example"), gateway.Time.GetUtcNow(), new RemoteMessageId("f0"));

        await gateway.ArriveAsync("f1", new Edit
        {
            User = ProtectedGateway.Alice,
            Contact = contact,
            Timestamp = now,
            Target = target,
            Body = new RichText("better"),
            Id = new RemoteMessageId("f1"),
        });
        Assert.Contains("message as it was", (await RefusedAsync(gateway, "f1")).Reason, StringComparison.Ordinal);

        // A network may have no id for it but that of the message.
        await gateway.ArriveAsync("f2", new Retraction { User = ProtectedGateway.Alice, Contact = contact, Timestamp = now, Target = target });
        Assert.Contains("what you took back", (await RefusedAsync(gateway, "f0")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_waits_to_hear_of_is_let_go_without_a_word()
    {
        await using var gateway = await StartAsync();
        await LeaveAsync(gateway);
        var (contact, now, target) = (ProtectedGateway.Contact("eve@evil.example"), gateway.Time.GetUtcNow(), new RemoteMessageId("f0"));

        await gateway.ArriveAsync("f1", new Reactions { User = ProtectedGateway.Alice, Contact = contact, Timestamp = now, Target = target, Emoji = ["👍"] });
        await gateway.ArriveAsync("f2", new Displayed { User = ProtectedGateway.Alice, Contact = contact, Timestamp = now, UpTo = target });
        await gateway.ArriveAsync("f3", "hello");

        // What is said of the last one is the first that is said: it comes behind the others.
        await RefusedAsync(gateway, "f3");
    }

    [Fact]
    public async Task What_waits_for_the_link_is_refused_and_not_shown()
    {
        await using var gateway = await StartAsync();
        await gateway.DetachAsync();
        await gateway.ArriveAsync("f1", "hello");
        await LeaveAsync(gateway);

        gateway.Attach();

        await RefusedAsync(gateway, "f1");
    }

    [Fact]
    public async Task What_arrives_while_the_account_is_being_made_is_shown()
    {
        await using var gateway = await StartAsync();
        await LeaveAsync(gateway);

        await gateway.Accounts.JoinAsync("test", ProtectedGateway.Alice, async () =>
        {
            // The login works before the account is stored.
            await gateway.ArriveAsync("f1", "hello");
            Assert.Single(await gateway.SettleAsync());
            await gateway.Accounts.RegisterAsync("test", ProtectedGateway.Alice, Token);
            return true;
        });

        await gateway.ArriveAsync("f2", "again");
        Assert.Single(await gateway.SettleAsync());
    }

    private static async Task<ProtectedGateway> StartAsync()
    {
        var gateway = await ProtectedGateway.StartAsync(adapter: new PrivateAdapter());
        await gateway.Accounts.RegisterAsync("test", ProtectedGateway.Alice, Token);
        return gateway;
    }

    private static Task LeaveAsync(ProtectedGateway gateway) => gateway.Accounts.RemoveAsync("test", ProtectedGateway.Alice, Token);

    /// <summary>It has come to its end, or to the network.</summary>
    private static async Task<bool> EndedAsync(ProtectedGateway gateway)
    {
        await QueuesUnderTest.UntilAsync(async () => gateway.Adapter.HasSeen
            || (await gateway.Store.FindByStanzaAsync("test", "alice@localhost", "eve@evil.example", "m1", Token) is not null
                && (await gateway.Store.ListOutgoingAsync(1, Token)).Count == 0));
        return true;
    }

    private static async Task GivenBackAsync(ProtectedGateway gateway, string id)
    {
        await EndedAsync(gateway);
        Assert.Empty(gateway.Adapter.TakeSeen());
        var error = await gateway.NextStanzaAsync();
        Assert.Equal(("error", id), (error.Type, error.Id));
        Assert.Equal(StanzaConditions.RegistrationRequired, StanzaError.Find(error)?.Condition);
    }

    private static async Task<Undeliverable> RefusedAsync(ProtectedGateway gateway, string id)
    {
        Assert.Empty(await gateway.SettleAsync());
        var refusal = Assert.IsType<Undeliverable>(await gateway.NextDeliveryAsync());
        Assert.Equal((id, FailureCondition.RecipientUnavailable), (refusal.Failed?.Value, refusal.Condition));
        return refusal;
    }
}
