using FsCheck.Fluent;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email;
using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email;

public sealed class UserAddressesTests
{
    private static readonly UserAddresses Users = new("bridge.test", ["localhost", "other.example"]);

    [Theory]
    [InlineData("alice@localhost", "alice@bridge.test")]
    [InlineData("alice@other.example", "alice=other.example@bridge.test")]
    [InlineData("a.b-c_d@localhost", "a.b-c_d@bridge.test")]
    [InlineData("a=b@localhost", "a%3db@bridge.test")]
    [InlineData("a%b@localhost", "a%25b@bridge.test")]
    [InlineData("a+b@localhost", "a%2bb@bridge.test")]
    [InlineData(".a..b.@localhost", "%2ea.%2eb%2e@bridge.test")]
    [InlineData("käthe@localhost", "k%c3%a4the@bridge.test")]
    public void A_user_has_one_address_and_it_leads_back(string jid, string address)
    {
        Assert.True(Users.TryGetAddress(Jid.Parse(jid), out var found));
        Assert.Equal(address, found.Text);
        Assert.Equal(Jid.Parse(jid), Users.FindUser(found));
    }

    [Theory]
    [InlineData("Alice@Bridge.Test", "alice@localhost")]
    [InlineData("alice+shop@bridge.test", "alice@localhost")]
    [InlineData("alice+caf_=bob=gmail.example@bridge.test", "alice@localhost")]
    [InlineData("alice=other.example+x@bridge.test", "alice@other.example")]
    [InlineData("alice=elsewhere.example@bridge.test", "alice@elsewhere.example")]
    [InlineData("käthe@bridge.test", "käthe@localhost")]
    [InlineData("\"alice\"@bridge.test", "alice@localhost")]
    [InlineData("alice@elsewhere.test", null)]
    [InlineData("a%zz@bridge.test", null)]
    [InlineData("a%c3@bridge.test", null)]
    [InlineData("a%@bridge.test", null)]
    [InlineData("=x@bridge.test", null)]
    [InlineData("a=@bridge.test", null)]
    public void Finds_the_user_of_an_address(string address, string? jid)
    {
        Assert.True(EmailAddress.TryParse(address, out var parsed));
        Assert.Equal(jid, Users.FindUser(parsed)?.ToString());
    }

    [Fact]
    public void A_long_name_beyond_ascii_keeps_its_letters()
    {
        var user = Jid.Parse("александрпетрович@localhost");
        Assert.True(Users.TryGetAddress(user, out var address));
        Assert.True(address.NeedsSmtpUtf8);
        Assert.Equal(user, Users.FindUser(address));
    }

    [Fact]
    public void A_name_that_no_address_can_hold_has_none()
    {
        Assert.False(Users.TryGetAddress(Jid.Parse(new string('a', 65) + "@localhost"), out _));
        Assert.False(Users.TryGetAddress(Jid.Parse("localhost"), out _));
    }

    [Fact]
    public void Every_user_with_an_address_is_found_by_it()
    {
        var names = Gen.Elements("abcz019.-_=%+!#$*?^`{|}~()[],;\\äßшщ語😀".EnumerateRunes().Select(rune => rune.ToString()).ToArray())
            .NonEmptyListOf().Select(string.Concat).ToArbitrary();
        var domains = Gen.Elements("localhost", "other.example", "a-b.c", "bücher.example").ToArbitrary();
        Prop.ForAll(names, domains, (name, domain) =>
            !Jid.TryCreate(name, domain, null, out var user)
            || !Users.TryGetAddress(user, out var address)
            || user == Users.FindUser(address)).MustHold();
    }
}
