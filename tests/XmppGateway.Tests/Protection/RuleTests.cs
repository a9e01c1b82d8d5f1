using XmppGateway.Abstractions;
using XmppGateway.Protection;
using XmppGateway.Storage;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Protection;

public sealed class RuleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("*@evil.example", "*@evil.example")]
    [InlineData(" *:Evil.Example ", "*@evil.example")]
    [InlineData("*@*.evil.example", "*@*.evil.example")]
    [InlineData("*@bücher.example", "*@xn--bcher-kva.example")]
    [InlineData("@mia:evil.example", "@mia:evil.example")]
    [InlineData("Bob@Example.com", "Bob@Example.com")]
    [InlineData("", null)]
    [InlineData("*", null)]
    [InlineData("*@", null)]
    [InlineData("b*b@example.com", null)]
    [InlineData("*@a@b", null)]
    [InlineData("bob\nat", null)]
    public void A_pattern_is_an_address_or_a_domain(string text, string? read)
    {
        Assert.Equal(read is not null, ContactPattern.TryParse(text, out var pattern));
        Assert.Equal(read, pattern?.ToString());
        Assert.True(read is null || (ContactPattern.TryParse(read, out var again) && again == pattern));
    }

    [Theory]
    [InlineData("", "bob@example.com", "bob@example.com", false)]
    [InlineData("", "BOB@Example.com", "bob@example.com", false)]
    [InlineData("", "*@example.com", "bob@example.com", false)]
    [InlineData("", "*@example.com", "bob@sub.example.com", true)]
    [InlineData("", "*@*.example.com", "bob@a.b.example.com", false)]
    [InlineData("", "*@*.example.com", "bob@example.com", true)]
    [InlineData("", "*@*.example.com", "bob@badexample.com", true)]
    [InlineData("*@example.com", "", "bob@example.com", true)]
    [InlineData("*@example.com", "", "bob@example.org", false)]
    [InlineData("*@example.com", "bob@example.com", "bob@example.com", false)]
    [InlineData("bob@example.com", "*@example.com", "bob@example.com", false)]
    [InlineData("", "", "bob@example.com", true)]
    public void A_denial_is_stronger_than_an_allowance(string allow, string deny, string contact, bool allowed)
    {
        var rules = new ContactRules(
            allow.Length == 0 ? null : [Pattern(allow)], deny.Length == 0 ? [] : [Pattern(deny)], address => address.ToLowerInvariant());

        Assert.Equal(allowed, rules.Allows(contact, contact[(contact.IndexOf('@', StringComparison.Ordinal) + 1)..]));
        Assert.Equal(allow.Length + deny.Length == 0, rules.AllowsAll);
    }

    [Fact]
    public void A_contact_without_a_domain_is_named_by_its_address_only()
    {
        var rules = new ContactRules(null, [Pattern("*@example.com"), Pattern("bob@example.com")], address => address);

        Assert.True(rules.Allows("eve@example.com", null));
        Assert.False(rules.Allows("bob@example.com", null));
    }

    [Fact]
    public async Task What_a_denied_contact_writes_is_taken_and_thrown_away()
    {
        await using var gateway = await ProtectedGateway.StartAsync(denied: ["*@evil.example"]);

        Assert.Equal(Acceptance.Taken, await gateway.ArriveAsync("k1", "spam"));
        await gateway.ArriveAsync("k2", "hello", "bob@good.example");

        Assert.Equal("hello", (await gateway.NextStanzaAsync()).Body);
        Assert.Equal(1, gateway.Parts.Incoming.Dropped);
    }

    [Fact]
    public async Task A_denied_contact_cannot_be_written_to()
    {
        await using var gateway = await ProtectedGateway.StartAsync(denied: ["*@evil.example"]);

        Assert.Equal(StanzaConditions.Forbidden, (await gateway.RefusalOfAsync("hello")).Condition);
        await gateway.WriteAsync("hello", "bob@good.example");
        Assert.Equal("bob@good.example", (await gateway.NextDeliveryAsync()).Contact.Id.Value);
    }

    [Fact]
    public async Task A_mark_for_a_denied_contact_is_left_out_without_an_error()
    {
        await using var gateway = await ProtectedGateway.StartAsync(denied: ["*@evil.example"]);
        var mark = new Displayed
        {
            User = ProtectedGateway.Alice,
            Contact = ProtectedGateway.Contact("eve@evil.example"),
            Timestamp = gateway.Time.GetUtcNow(),
            UpTo = new RemoteMessageId("1"),
        };

        await gateway.Outbox.AcceptAsync(gateway.Network, mark, ProtectedGateway.Phone, "m1", false, Token);

        Assert.Empty(await gateway.Store.ListOutgoingAsync(10, Token));
    }

    [Fact]
    public async Task A_rule_holds_at_once_and_after_a_restart_until_it_is_taken_back()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await gateway.Parts.Rules.PutAsync(null, Pattern("*@evil.example"), allows: false, Token);
        Assert.Equal(StanzaConditions.Forbidden, (await gateway.RefusalOfAsync("hello")).Condition);

        await gateway.RestartAsync();
        Assert.Equal(StanzaConditions.Forbidden, (await gateway.RefusalOfAsync("hello")).Condition);

        Assert.True(await gateway.Parts.Rules.RemoveAsync(Assert.Single(gateway.Parts.Rules.Given), Token));
        await gateway.WriteAsync("hello");
        await gateway.NextDeliveryAsync();
    }

    [Fact]
    public async Task A_rule_of_another_network_does_not_count_here()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await gateway.Store.PutRuleAsync(new RuleRow("other", true, "*@evil.example", false, gateway.Time.GetUtcNow()), Token);

        await gateway.RestartAsync();

        await gateway.WriteAsync("hello");
        await gateway.NextDeliveryAsync();
    }

    [Fact]
    public async Task An_allowance_by_an_admin_widens_a_list_and_closes_nothing()
    {
        await using var open = await ProtectedGateway.StartAsync();
        await open.Parts.Rules.PutAsync(null, Pattern("*@friend.example"), allows: true, Token);
        Assert.True(open.Parts.Rules.Allows(open.Network, ProtectedGateway.Contact("bob@else.example")));

        await using var closed = await ProtectedGateway.StartAsync(allowed: ["*@good.example"]);
        await closed.Parts.Rules.PutAsync(closed.Network, Pattern("*@friend.example"), allows: true, Token);
        Assert.True(closed.Parts.Rules.Allows(closed.Network, ProtectedGateway.Contact("bob@friend.example")));
        Assert.False(closed.Parts.Rules.Allows(closed.Network, ProtectedGateway.Contact("bob@else.example")));
    }

    [Fact]
    public async Task A_banned_user_is_denied_both_ways()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        Assert.True(gateway.Parts.Rules.Allows(ProtectedGateway.Alice));

        await gateway.Parts.Rules.PutAsync(ProtectedGateway.Phone, allows: false, Token);

        Assert.False(gateway.Parts.Rules.Allows(ProtectedGateway.Alice));
        Assert.False(gateway.Parts.Rules.Allows(ProtectedGateway.Phone));
        await gateway.ArriveAsync("k1", "hello", "bob@good.example");
        Assert.Empty(await gateway.SettleAsync());
        await gateway.Parts.Rules.PutAsync(ProtectedGateway.Alice, allows: true, Token);
        Assert.True(gateway.Parts.Rules.Allows(ProtectedGateway.Alice));
    }

    [Fact]
    public async Task A_stopped_network_takes_nothing_and_sends_nothing_until_it_is_resumed()
    {
        await using var gateway = await ProtectedGateway.StartAsync();
        await gateway.Parts.Stops.StopAsync("test", "flood", Token);

        Assert.Equal(Acceptance.TryAgain, await gateway.ArriveAsync("k1", "hello"));
        var refusal = await gateway.RefusalOfAsync("hello");
        Assert.Equal((StanzaConditions.ServiceUnavailable, StanzaErrorType.Wait), (refusal.Condition, refusal.Type));

        await gateway.RestartAsync();
        Assert.Equal(Acceptance.TryAgain, await gateway.ArriveAsync("k1", "hello"));
        Assert.Equal("flood", gateway.Parts.Stops.Find("test")?.Reason);

        Assert.True(await gateway.Parts.Stops.ResumeAsync("test", Token));
        Assert.False(await gateway.Parts.Stops.ResumeAsync("test", Token));
        Assert.Equal(Acceptance.Taken, await gateway.ArriveAsync("k1", "hello"));
        Assert.Equal("hello", (await gateway.NextStanzaAsync()).Body);
    }

    private static ContactPattern Pattern(string text) => ContactPattern.TryParse(text, out var pattern) ? pattern : throw new FormatException(text);
}
