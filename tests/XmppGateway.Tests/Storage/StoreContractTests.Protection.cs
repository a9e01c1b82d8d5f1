using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Rules, blocks, strangers, audit log, secrets.</content>
public abstract partial class StoreContractTests
{
    private const string Stranger = "eve@example.test";
    private const string Protected = "alice@localhost";

    [Fact]
    public async Task The_newest_rule_about_somebody_holds_until_it_is_removed()
    {
        var rule = new RuleRow("", true, "*@evil.example", false, Now);
        await Store.PutRuleAsync(rule, Token);
        await Store.PutRuleAsync(rule with { AboutContacts = false }, Token);
        await Store.PutRuleAsync(rule with { Allows = true, At = Now.AddHours(1) }, Token);
        await ReopenAsync();

        Assert.Equal(
            [rule with { AboutContacts = false }, rule with { Allows = true, At = Now.AddHours(1) }],
            (await Store.ReadRulesAsync(Token)).OrderBy(r => r.AboutContacts));
        Assert.True(await Store.RemoveRuleAsync("", true, "*@evil.example", Token));
        Assert.False(await Store.RemoveRuleAsync("", true, "*@evil.example", Token));
        Assert.Single(await Store.ReadRulesAsync(Token));
    }

    [Fact]
    public async Task A_network_stays_stopped_until_it_is_resumed()
    {
        await Store.PutStopAsync(new StopRow("mail", "first", Now), Token);
        await Store.PutStopAsync(new StopRow("mail", "second", Now), Token);
        await ReopenAsync();

        Assert.Equal([new StopRow("mail", "second", Now)], await Store.ReadStopsAsync(Token));
        Assert.True(await Store.RemoveStopAsync("mail", Token));
        Assert.False(await Store.RemoveStopAsync("mail", Token));
        Assert.Empty(await Store.ReadStopsAsync(Token));
    }

    [Fact]
    public async Task A_block_that_the_user_gave_is_not_turned_into_one_of_a_list()
    {
        var listed = new BlockRow("mail", Protected, Stranger, FromList: true, Now);
        await Store.AddBlockAsync(listed, Token);
        Assert.Equal([listed], await Store.ReadBlocksAsync(Token));

        await Store.AddBlockAsync(listed with { FromList = false }, Token);
        await Store.AddBlockAsync(listed, Token);

        Assert.Equal([listed with { FromList = false }], await Store.ReadBlocksAsync(Token));
        Assert.True(await Store.RemoveBlockAsync("mail", Protected, Stranger, Token));
        Assert.False(await Store.RemoveBlockAsync("mail", Protected, Stranger, Token));
    }

    [Fact]
    public async Task The_first_message_of_a_stranger_is_the_question_however_often_it_comes()
    {
        Assert.Equal(Holding.First, await HoldAsync("s1"));
        Assert.Equal(Holding.Held, await HoldAsync("s2"));
        Assert.Equal(Holding.First, await HoldAsync("s1"));
        Assert.Equal(Holding.Held, await HoldAsync("s2"));

        Assert.Equal(["s1", "s2"], (await Store.ReadHeldAsync("mail", Protected, Stranger, Token)).Select(h => h.StanzaId));
        Assert.Equal(new Relation(false, "s1"), await Store.FindRelationAsync("mail", Protected, Stranger, Token));
        Assert.Null(await Store.FindRelationAsync("mail", "bob@localhost", Stranger, Token));
    }

    [Fact]
    public async Task What_strangers_can_leave_is_bounded()
    {
        Assert.Equal(Holding.First, await HoldAsync("s1"));
        Assert.Equal(Holding.Held, await HoldAsync("s2"));
        Assert.Equal(Holding.Full, await HoldAsync("s3"));
        Assert.Equal(Holding.First, await HoldAsync("s4", "second@example.test"));
        Assert.Equal(Holding.Full, await HoldAsync("s5", "third@example.test"));
        Assert.Equal(Holding.First, await HoldAsync("s1"));

        Assert.Empty(await Store.ReadHeldAsync("mail", Protected, "third@example.test", Token));
        Assert.Null(await Store.FindRelationAsync("mail", Protected, "third@example.test", Token));
    }

    [Fact]
    public async Task Nothing_is_held_of_who_is_known()
    {
        await HoldAsync("s1");
        Assert.Empty(await Store.ReadReleasedAsync("mail", all: false, 10, Token));
        Assert.Single(await Store.ReadReleasedAsync("mail", all: true, 10, Token));

        Assert.True(await Store.AddKnownAsync("mail", Protected, Stranger, Now, Token));
        Assert.False(await Store.AddKnownAsync("mail", Protected, Stranger, Now, Token));

        Assert.Equal(Holding.Known, await HoldAsync("s2"));
        var released = Assert.Single(await Store.ReadReleasedAsync("mail", all: false, 10, Token));
        Assert.Equal(("s1", Stranger, Now), (released.StanzaId, released.Contact, released.At));
        Assert.Equal([7, 8], released.Payload);
        await Store.RemoveHeldAsync(released.Id, Token);
        Assert.Empty(await Store.ReadReleasedAsync("mail", all: true, 10, Token));
    }

    [Fact]
    public async Task Who_was_written_to_is_known()
    {
        await AddAsync(Outgoing("s1"));
        await Store.AddKnownFromMessagesAsync(Now, Token);
        await Store.AddKnownFromMessagesAsync(Now, Token);

        Assert.Equal(new Relation(true, null), await Store.FindRelationAsync("mail", Protected, "bob@example.test", Token));
        Assert.Null(await Store.FindRelationAsync("mail", Protected, Stranger, Token));
    }

    [Fact]
    public async Task A_user_who_leaves_leaves_no_relations()
    {
        await HoldAsync("s1");
        await Store.AddBlockAsync(new BlockRow("mail", Protected, Stranger, false, Now), Token);
        await Store.AddKnownAsync("mail", "bob@localhost", Stranger, Now, Token);

        await Store.RemoveRelationsOfAsync("mail", Protected, Token);

        Assert.Empty(await Store.ReadBlocksAsync(Token));
        Assert.Empty(await Store.ReadReleasedAsync("mail", all: true, 10, Token));
        Assert.Null(await Store.FindRelationAsync("mail", Protected, Stranger, Token));
        Assert.NotNull(await Store.FindRelationAsync("mail", "bob@localhost", Stranger, Token));
    }

    [Fact]
    public async Task A_question_that_was_answered_with_no_can_be_asked_again()
    {
        await HoldAsync("s1");
        await Store.RemoveHeldAsync((await Store.ReadHeldAsync("mail", Protected, Stranger, Token))[0].Id, Token);
        await Store.RemoveRelationAsync("mail", Protected, Stranger, Token);

        Assert.Equal(Holding.First, await HoldAsync("s2"));
    }

    [Fact]
    public async Task The_audit_log_has_the_newest_on_top_and_is_kept_for_a_year_longer()
    {
        var row = new AuditRow(Now, "admin@localhost", "ban", "mallory@localhost", "spam");
        await Store.AddAuditAsync(row, Token);
        await Store.AddAuditAsync(row with { At = Now.AddDays(1), Action = "allow" }, Token);

        Assert.Equal([row with { At = Now.AddDays(1), Action = "allow" }, row], await Store.ReadAuditAsync(10, Token));
        Assert.Equal("allow", Assert.Single(await Store.ReadAuditAsync(1, Token)).Action);

        await Store.PruneAsync(Now.AddDays(30), Token);
        Assert.Equal(2, (await Store.ReadAuditAsync(10, Token)).Count);
        await Store.PruneAsync(Now.AddYears(1).AddHours(1), Token);
        Assert.Equal("allow", Assert.Single(await Store.ReadAuditAsync(10, Token)).Action);
    }

    [Fact]
    public async Task What_is_held_does_not_wait_for_ever()
    {
        await HoldAsync("s1");
        await Store.PruneAsync(Now, Token);
        Assert.Single(await Store.ReadReleasedAsync("mail", all: true, 10, Token));

        await Store.PruneAsync(Now.AddSeconds(1), Token);
        Assert.Empty(await Store.ReadReleasedAsync("mail", all: true, 10, Token));
    }

    [Fact]
    public async Task What_is_held_for_long_is_found_and_with_the_last_of_it_the_question_is_forgotten()
    {
        await HoldAsync("s1");
        await HoldAsync("s2");
        Assert.Empty(await Store.ReadHeldBeforeAsync("mail", Now, 10, Token));
        Assert.Empty(await Store.ReadHeldBeforeAsync("other", Now.AddSeconds(1), 10, Token));
        var held = await Store.ReadHeldBeforeAsync("mail", Now.AddSeconds(1), 10, Token);
        Assert.Equal(["s1", "s2"], held.Select(h => h.StanzaId));
        Assert.Single(await Store.ReadHeldBeforeAsync("mail", Now.AddSeconds(1), 1, Token));

        await Store.GiveUpHeldAsync(held[0], Token);
        Assert.Equal(Holding.Held, await HoldAsync("s3"));
        foreach (var left in await Store.ReadHeldAsync("mail", Protected, Stranger, Token))
        {
            await Store.GiveUpHeldAsync(left, Token);
        }

        Assert.Equal(Holding.First, await HoldAsync("s4"));
    }

    [Fact]
    public async Task To_give_up_what_is_held_makes_nobody_a_stranger_again()
    {
        await HoldAsync("s1");
        await Store.AddKnownAsync("mail", Protected, Stranger, Now, Token);

        await Store.GiveUpHeldAsync((await Store.ReadHeldAsync("mail", Protected, Stranger, Token))[0], Token);

        Assert.True((await Store.FindRelationAsync("mail", Protected, Stranger, Token))?.Known);
    }

    [Fact]
    public async Task Who_waits_is_told_once_with_how_much_they_wrote()
    {
        Assert.Empty(await Store.ReadWaitingAsync("mail", Protected, 10, Token));
        await HoldAsync("s1");
        await HoldAsync("s2");

        Assert.Equal([new WaitingStranger(Stranger, Now, 2)], await Store.ReadWaitingAsync("mail", Protected, 10, Token));
        Assert.Empty(await Store.ReadWaitingAsync("mail", "bob@localhost", 10, Token));
        Assert.Empty(await Store.ReadWaitingAsync("mail", Protected, 0, Token));
    }

    [Fact]
    public async Task Secrets_are_found_by_their_whole_name()
    {
        await Store.PutSecretAsync(Secret("token"), Token);
        await Store.PutSecretAsync(Secret("token") with { KeyId = "k2", Nonce = [9] }, Token);

        var found = await Store.FindSecretAsync("mail", Protected, "token", Token);
        Assert.Equal(("k2", "9", "2,3"), (found!.KeyId, string.Join(',', found.Nonce), string.Join(',', found.Sealed)));
        Assert.Null(await Store.FindSecretAsync("matrix", Protected, "token", Token));
        Assert.Null(await Store.FindSecretAsync("mail", "bob@localhost", "token", Token));
        Assert.Null(await Store.FindSecretAsync("mail", Protected, "password", Token));
    }

    [Fact]
    public async Task One_secret_goes_or_all_of_a_user()
    {
        await Store.PutSecretAsync(Secret("a"), Token);
        await Store.PutSecretAsync(Secret("b"), Token);
        await Store.PutSecretAsync(Secret("c"), Token);
        await Store.PutSecretAsync(Secret("c") with { User = "bob@localhost" }, Token);

        await Store.RemoveSecretAsync("mail", Protected, "a", Token);
        Assert.Null(await Store.FindSecretAsync("mail", Protected, "a", Token));
        Assert.NotNull(await Store.FindSecretAsync("mail", Protected, "b", Token));

        await Store.RemoveSecretAsync("mail", Protected, null, Token);
        Assert.Null(await Store.FindSecretAsync("mail", Protected, "b", Token));
        Assert.NotNull(await Store.FindSecretAsync("mail", "bob@localhost", "c", Token));
    }

    [Fact]
    public async Task Secrets_of_old_keys_are_walked_through_and_sealed_anew_unless_they_changed()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await Store.PutSecretAsync(Secret(name), Token);
        }

        await Store.PutSecretAsync(Secret("d") with { KeyId = "k2" }, Token);

        var first = await Store.ReadSecretsNotOfAsync("k2", null, 2, Token);
        Assert.Equal(["a", "b"], first.Select(s => s.Name));
        Assert.Equal("c", Assert.Single(await Store.ReadSecretsNotOfAsync("k2", first[^1], 2, Token)).Name);

        Assert.True(await Store.ResealAsync(first[0], first[0] with { KeyId = "k2", Nonce = [7] }, Token));
        Assert.False(await Store.ResealAsync(first[0], first[0] with { KeyId = "k3" }, Token));
        Assert.Equal("k2", (await Store.FindSecretAsync("mail", Protected, "a", Token))!.KeyId);
    }

    [Fact]
    public async Task The_queues_of_a_network_are_counted()
    {
        Assert.Equal(new QueueCounts(0, null, 0, null, 0, 0), await Store.CountQueuesAsync("mail", Token));
        await AddAsync(Outgoing("s1"));
        await AddAsync(Outgoing("s2") with { AcceptedAt = Now.AddHours(-1) });
        await AddAsync(Outgoing("s3", network: "matrix"));
        await Store.AddIncomingAsync([Incoming("k1"), Incoming("k2") with { AcceptedAt = Now.AddHours(-2) }], Token);
        await Store.SetAsideIncomingAsync((await InboxLaneAsync())[1].Sequence, "failed", FailureNotices.None, Token);
        await HoldAsync("s1");

        Assert.Equal(new QueueCounts(2, Now.AddHours(-1), 1, Now, 1, 1), await Store.CountQueuesAsync("mail", Token));
    }

    private static SecretRow Secret(string name) => new("mail", Protected, name, "k1", [1], [2, 3]);

    private Task<Holding> HoldAsync(string stanzaId, string contact = Stranger) =>
        Store.HoldAsync(new HeldEvent(0, "mail", Protected, contact, stanzaId, [7, 8], Now), each: 2, strangers: 2, Token);
}
