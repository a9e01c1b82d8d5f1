using System.Text.Json;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Policy;
using Xunit;

namespace XmppGateway.Tests.Adapters.Matrix.Policy;

/// <summary>Rules of policy lists, and whom they ban.</summary>
public sealed class PolicyBookTests
{
    private const string List = "!list:matrix.test";

    [Theory]
    [InlineData("m.policy.rule.user", "@spam:evil.test", "@spam:evil.test", true)]
    [InlineData("m.policy.rule.user", "@spam:evil.test", "@Spam:evil.test", false)]
    [InlineData("m.policy.rule.user", "@spam*:*", "@spammer:any.test", true)]
    [InlineData("org.matrix.mjolnir.rule.user", "@sp?m:evil.test", "@spam:evil.test", true)]
    [InlineData("m.room.rule.server", "evil.test", "@mia:evil.test", true)]
    [InlineData("m.policy.rule.server", "evil.test", "@mia:evil.test:8448", true)]
    [InlineData("m.policy.rule.server", "*.evil.test", "@mia:sub.evil.test", true)]
    [InlineData("m.policy.rule.server", "*.evil.test", "@mia:evil.test", false)]
    [InlineData("m.policy.rule.room", "@mia:evil.test", "@mia:evil.test", false)]
    public void A_rule_bans_people_by_name_or_server(string type, string entity, string person, bool banned)
    {
        var book = Book(type, entity);

        Assert.True(Mxid.TryParse(person, out var mxid));
        Assert.Equal(banned, book.BanOf(mxid) is not null);
    }

    [Theory]
    [InlineData("m.policy.rule.room", "!abc:evil.test", "!abc:evil.test", true)]
    [InlineData("m.policy.rule.room", "#spam*:*", "#spam-and-eggs:other.test", true)]
    [InlineData("m.policy.rule.server", "evil.test", "#garden:evil.test", true)]
    [InlineData("m.policy.rule.server", "evil.test", "!abc:evil.test:8448", true)]
    [InlineData("m.policy.rule.server", "evil.test", "!withoutserver", false)]
    [InlineData("m.policy.rule.user", "#garden:evil.test", "#garden:evil.test", false)]
    public void A_rule_bans_rooms_by_address_or_server(string type, string entity, string room, bool banned) =>
        Assert.Equal(banned, Book(type, entity).BanOfRoom(room) is not null);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"entity":"@spam:evil.test"}""")]
    [InlineData("""{"entity":"@spam:evil.test","recommendation":"m.allow"}""")]
    [InlineData("""{"entity":7,"recommendation":"m.ban"}""")]
    [InlineData("""{"entity":"","recommendation":"m.ban"}""")]
    [InlineData("""{"entity":"\ud800","recommendation":"m.ban"}""")]
    public void What_is_no_ban_is_no_rule(string content)
    {
        using var document = JsonDocument.Parse(content);

        Assert.Null(PolicyRule.Read("m.policy.rule.user", document.RootElement));
    }

    [Fact]
    public void A_list_that_is_read_again_forgets_what_it_has_not_any_more()
    {
        var book = Book("m.policy.rule.user", "@spam:evil.test");
        book.Set("!other:matrix.test", "m.policy.rule.server", "b", new PolicyRule(PolicyKind.Server, "other.test", ""));

        book.SetList(List, [("m.policy.rule.user", "c", new PolicyRule(PolicyKind.User, "@new:evil.test", "new"))]);

        Assert.Equal(2, book.Count);
        Assert.Null(BanOf(book, "@spam:evil.test"));
        Assert.Equal("new", BanOf(book, "@new:evil.test")?.Reason);
        Assert.NotNull(BanOf(book, "@any:other.test"));
    }

    [Fact]
    public void A_rule_that_is_taken_back_bans_nobody()
    {
        var book = Book("m.policy.rule.user", "@spam:evil.test");

        book.Set(List, "m.policy.rule.user", "key", null);

        Assert.Null(BanOf(book, "@spam:evil.test"));
    }

    [Fact]
    public void A_rule_of_one_list_outlives_the_same_of_another()
    {
        var book = Book("m.policy.rule.user", "@spam:evil.test");
        book.Set("!other:matrix.test", "m.policy.rule.user", "key", new PolicyRule(PolicyKind.User, "@spam:evil.test", ""));

        book.Set(List, "m.policy.rule.user", "key", null);

        Assert.NotNull(BanOf(book, "@spam:evil.test"));
    }

    [Fact]
    public void A_list_without_end_is_cut()
    {
        var book = new PolicyBook();

        book.SetList(List, Enumerable.Range(0, PolicyBook.MaxRules + 5).Select(
            i => ("m.policy.rule.user", $"{i}", new PolicyRule(PolicyKind.User, $"@u{i}:evil.test", ""))));

        Assert.Equal(PolicyBook.MaxRules, book.Count);
    }

    private static PolicyBook Book(string type, string entity)
    {
        using var content = JsonDocument.Parse(JsonSerializer.Serialize(new { entity, recommendation = "m.ban", reason = "spam" }));
        var book = new PolicyBook();
        book.Set(List, type, "key", PolicyRule.Read(type, content.RootElement));
        Assert.Equal(1, book.Count);
        return book;
    }

    private static PolicyRule? BanOf(PolicyBook book, string person) => Mxid.TryParse(person, out var mxid) ? book.BanOf(mxid) : null;
}
