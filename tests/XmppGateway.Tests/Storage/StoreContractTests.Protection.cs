using XmppGateway.Storage;
using Xunit;

namespace XmppGateway.Tests.Storage;

/// <content>Rules, blocks, strangers, audit log, secrets.</content>
public abstract partial class StoreContractTests
{
    private const string Stranger = "eve@example.test";
    private const string Protected = "alice@localhost";

    [Fact]
    public async Task What_is_to_be_told_of_blocks_and_reports_is_stored_with_them_and_bounded()
    {
        var errand = new ErrandRow("1", "mail", ErrandKind.Block, Protected, Stranger, "Eve", "", "", Now);
        var block = new BlockRow("mail", Protected, Stranger, false, Now);
        Assert.False(await Store.RemoveBlockAsync("mail", Protected, Stranger, errand, Token));
        Assert.Empty(await Store.ReadErrandsAsync("mail", Now, Token));
        await Store.AddBlockAsync(block, errand, Token);
        Assert.Equal([errand], await Store.ReadErrandsAsync("mail", Now, Token));

        var newer = errand with { Id = "2", At = Now.AddSeconds(1) };
        Assert.True(await Store.RemoveBlockAsync("mail", Protected, Stranger, newer, Token));
        await Store.RemoveErrandAsync(errand, Token);
        Assert.Equal([newer], await Store.ReadErrandsAsync("mail", Now, Token));

        var report = newer with { Id = "3", Kind = ErrandKind.ReportToAdmin, Recipient = "admin@localhost", Detail = "spam", At = Now.AddSeconds(2) };
        await Store.AddReportAsync(new AuditRow(Now, Protected, "report", Stranger, "spam"), block, [report], Token);
        Assert.Equal([newer, report], await Store.ReadErrandsAsync("mail", Now, Token));
        Assert.Empty(await Store.ReadErrandsAsync("matrix", Now, Token));
        Assert.Single(await Store.ReadAuditAsync(10, Token));
        Assert.Equal([block], await Store.ReadBlocksAsync(Token));

        await Store.RemoveErrandAsync(newer, Token);
        await Store.AddReportAsync(
            new AuditRow(Now, Protected, "report", Stranger, "spam"),
            block,
            [.. Enumerable.Range(0, IErrandStore.MostOfNetwork).Select(i => report with { Id = "m" + i, Recipient = $"a{i}@localhost", At = Now.AddMinutes(1) })],
            Token);
        var most = await Store.ReadErrandsAsync("mail", Now, Token);
        Assert.Equal((IErrandStore.MostOfNetwork, false), (most.Count, most.Contains(report)));

        await Store.PruneAsync(Now.AddHours(1), Token);
        Assert.Empty(await Store.ReadErrandsAsync("mail", Now, Token));
    }

    [Fact]
    public async Task A_second_report_does_not_take_the_place_of_one_that_is_not_told_yet()
    {
        var first = new ErrandRow("1", "mail", ErrandKind.ReportToAdmin, Protected, Stranger, "Eve", "admin@localhost", "spam", Now);
        var second = first with { Id = "2", Detail = "threats", At = Now.AddSeconds(1) };
        var block = new BlockRow("mail", Protected, Stranger, false, Now);
        await Store.AddReportAsync(new AuditRow(Now, Protected, "report", Stranger, "spam"), block, [first], Token);
        await Store.AddReportAsync(new AuditRow(Now, Protected, "report", Stranger, "threats"), block, [second], Token);
        await ReopenAsync();

        Assert.Equal([first, second], await Store.ReadErrandsAsync("mail", Now, Token));
        await Store.RemoveErrandAsync(first, Token);
        Assert.Equal([second], await Store.ReadErrandsAsync("mail", Now, Token));
    }

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
        Assert.Equal(1, await ReleaseAsync(released));
        Assert.Equal(0, await ReleaseAsync(released));
        Assert.Empty(await Store.ReadReleasedAsync("mail", all: true, 10, Token));
    }

    [Fact]
    public async Task Who_was_written_to_is_known()
    {
        await AddAsync(Outgoing("s1"));
        await Store.AddKnownFromMessagesAsync(DateTimeOffset.UnixEpoch, Now, Token);
        await Store.AddKnownFromMessagesAsync(DateTimeOffset.UnixEpoch, Now, Token);

        Assert.Equal(new Relation(true, null), await Store.FindRelationAsync("mail", Protected, "bob@example.test", Token));
        Assert.Null(await Store.FindRelationAsync("mail", Protected, Stranger, Token));
    }

    [Fact]
    public async Task Who_was_written_to_before_a_time_is_not_learned_since_then()
    {
        await AddAsync(Outgoing("s1"));
        await Store.AddKnownFromMessagesAsync(Now.AddSeconds(1), Now, Token);

        Assert.Null(await Store.FindRelationAsync("mail", Protected, "bob@example.test", Token));
    }

    [Fact]
    public async Task Who_was_refused_or_read_or_reacted_to_elsewhere_is_not_known_by_that()
    {
        await AddAsync(Outgoing(RefusalKey.OfReturned("s1")) with { Contact = "returned" });
        await AddAsync(Outgoing(RefusalKey.OfStranger("s1")) with { Contact = "stranger" });
        await AddAsync(Outgoing("") with { Contact = "read" });
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("") with { Contact = "read, told" }), null, "f1", Token);
        await Store.CompleteOutgoingAsync(await AddAsync(Outgoing("") with { Contact = "written without an id" }), "f2", null, Token);
        await Store.AddMappedAsync([new MappedMessage("mail", Protected, "read elsewhere", "s2", null, true, null, Now) { Target = "f3" }], Token);
        await Store.AddMappedAsync([new MappedMessage("mail", Protected, "written elsewhere", "s3", "f4", true, null, Now)], Token);

        await Store.AddKnownFromMessagesAsync(DateTimeOffset.UnixEpoch, Now, Token);

        var known = new List<string>();
        foreach (var contact in (string[])["returned", "stranger", "read", "read, told", "written without an id", "read elsewhere", "written elsewhere"])
        {
            if (await Store.FindRelationAsync("mail", Protected, contact, Token) is { Known: true })
            {
                known.Add(contact);
            }
        }

        Assert.Equal(["written without an id", "written elsewhere"], known);
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
        Assert.Equal(Removal.Last, await Store.RefuseHeldAsync((await Store.ReadHeldAsync("mail", Protected, Stranger, Token))[0], null, Token));
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

        Assert.Equal(Removal.Removed, await Store.RefuseHeldAsync(held[0], null, Token));
        Assert.Equal(Holding.Held, await HoldAsync("s3"));
        var left = await Store.ReadHeldAsync("mail", Protected, Stranger, Token);
        Assert.Equal(
            (Removal.Removed, Removal.Last),
            (await Store.RefuseHeldAsync(left[0], null, Token), await Store.RefuseHeldAsync(left[1], null, Token)));

        Assert.Equal(Holding.First, await HoldAsync("s4"));
    }

    [Fact]
    public async Task What_the_user_has_accepted_cannot_be_refused_any_more()
    {
        await HoldAsync("s1");
        await Store.AddKnownAsync("mail", Protected, Stranger, Now, Token);

        var held = (await Store.ReadHeldAsync("mail", Protected, Stranger, Token))[0];
        Assert.Equal(Removal.Known, await Store.RefuseHeldAsync(held, Outgoing("refusal"), Token));

        Assert.Equal("s1", Assert.Single(await Store.ReadHeldAsync("mail", Protected, Stranger, Token)).StanzaId);
        Assert.Empty(await Store.ListOutgoingAsync(10, Token));
        Assert.True((await Store.FindRelationAsync("mail", Protected, Stranger, Token))?.Known);
    }

    [Fact]
    public async Task What_is_held_is_refused_or_released_but_not_both()
    {
        await HoldAsync("s1");
        await HoldAsync("s2");
        var held = await Store.ReadHeldAsync("mail", Protected, Stranger, Token);

        Assert.Equal(Removal.Removed, await Store.RefuseHeldAsync(held[0], Outgoing("refusal 1"), Token));
        Assert.Equal(0, await ReleaseAsync(held[0]));
        Assert.Equal(1, await ReleaseAsync(held[1]));
        Assert.Equal(Removal.Last, await Store.RefuseHeldAsync(held[1], Outgoing("refusal 2"), Token));

        Assert.Equal("refusal 1", Assert.Single(await Store.ListOutgoingAsync(10, Token)).StanzaId);
        Assert.Equal(ReleasedKey.Of("s2"), Assert.Single(await InboxLaneAsync()).Key);
    }

    [Fact]
    public async Task A_question_stays_while_something_is_held()
    {
        await HoldAsync("s1");
        await Store.RemoveRelationAsync("mail", Protected, Stranger, Token);
        Assert.Equal(new Relation(false, "s1"), await Store.FindRelationAsync("mail", Protected, Stranger, Token));

        await Store.AddKnownAsync("mail", Protected, Stranger, Now, Token);
        await Store.RemoveRelationAsync("mail", Protected, Stranger, Token);
        Assert.Null(await Store.FindRelationAsync("mail", Protected, Stranger, Token));
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

    [Fact]
    public async Task Who_is_known_follows_what_is_held_or_was_and_is_open()
    {
        Assert.False(await FollowAsync("s0"));
        await HoldAsync("s1");
        await Store.AddKnownAsync("mail", Protected, Stranger, Now, Token);
        Assert.True(await FollowAsync("s2"));
        Assert.True(await FollowAsync("s2"));
        var held = await Store.ReadHeldAsync("mail", Protected, Stranger, Token);
        Assert.Equal(["s1", "s2"], held.Select(h => h.StanzaId));
        Assert.Empty(await Store.ReadWaitingAsync("mail", Protected, 10, Token));

        // Released, and away from here, but not yet taken.
        Assert.False(await Store.IsReleasingAsync("mail", Token));
        Assert.Equal((1, 1), (await ReleaseAsync(held[0]), await ReleaseAsync(held[1])));

        Assert.True(await Store.IsReleasingAsync("mail", Token));
        Assert.False(await Store.IsReleasingAsync("mail", Protected, Stranger, "other lane", Token));
        Assert.True(await Store.IsReleasingAsync("mail", Protected, Stranger, "lane", Token));
        Assert.True(await FollowAsync("s3"));
        Assert.Equal(1, await ReleaseAsync(Assert.Single(await Store.ReadHeldAsync("mail", Protected, Stranger, Token))));

        await Store.CompleteIncomingAsync([.. (await InboxLaneAsync()).Select(entry => entry.Sequence)], Token);
        await Store.AddIncomingAsync([Incoming("helden")], Token);
        Assert.False(await Store.IsReleasingAsync("mail", Protected, Stranger, "lane", Token));
        Assert.False(await FollowAsync("s4"));

        // Released once is for good, although nothing of it is left.
        Assert.True(await FollowAsync("s2"));
        Assert.Empty(await Store.ReadHeldAsync("mail", Protected, Stranger, Token));
    }

    private Task<int> ReleaseAsync(HeldEvent held) => Store.ReleaseHeldAsync(held.Id, Incoming(ReleasedKey.Of(held.StanzaId)), Token);

    private Task<bool> FollowAsync(string stanzaId) =>
        Store.FollowAsync(new HeldEvent(0, "mail", Protected, Stranger, stanzaId, [7, 8], Now), "lane", Token);

    private Task<Holding> HoldAsync(string stanzaId, string contact = Stranger) =>
        Store.HoldAsync(new HeldEvent(0, "mail", Protected, contact, stanzaId, [7, 8], Now), each: 2, strangers: 2, Token);
}
