using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("Bob.Smith@Example.COM", "bob.smith@example.com")]
    [InlineData("a..b.@docomo.example", "a..b.@docomo.example")] // COMPAT: Japanese providers
    [InlineData("\"bob\"@example.com", "bob@example.com")]
    [InlineData("\"John \\\"D\\\" Doe\"@example.com", "\"john \\\"d\\\" doe\"@example.com")]
    [InlineData("user@bücher.example", "user@bücher.example")]
    [InlineData("user@XN--BCHER-KVA.example", "user@bücher.example")]
    [InlineData("user@BÜCHER.example", "user@bücher.example")]
    [InlineData("用户@例え.example", "用户@例え.example")]
    [InlineData("A\u0308@example.com", "ä@example.com")]
    [InlineData("x@[192.0.2.1]", "x@[192.0.2.1]")]
    [InlineData("x@[IPv6:2001:DB8::1]", "x@[ipv6:2001:db8::1]")]
    [InlineData("root@localhost", "root@localhost")]
    [InlineData("alice=other.example@bridge.test", "alice=other.example@bridge.test")]
    public void Keeps_its_spelling_and_folds_its_key(string text, string canonical)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(text, address.Text);
        Assert.Equal(canonical, address.Canonical);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bob")]
    [InlineData("@example.com")]
    [InlineData("bob@")]
    [InlineData("bob@example..com")]
    [InlineData("bob@example.com.")]
    [InlineData("bob@-example.com")]
    [InlineData("bob@exa mple.com")]
    [InlineData("bo b@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("<bob@example.com>")]
    [InlineData("bob@example.com>\r\nRCPT TO:<x@y.example")]
    [InlineData("bob\r@example.com")]
    [InlineData("bob\n@example.com")]
    [InlineData("bob\0@example.com")]
    [InlineData("\"bob\r\nDATA\"@example.com")] // a quoted CRLF was command injection in a well-known library
    [InlineData("\"bob\\\n\"@example.com")]
    [InlineData("\"bob@example.com")]
    [InlineData("\"\"@example.com")]
    [InlineData("\"a\"b@example.com")]
    [InlineData("b\u00a0b@example.com")]
    [InlineData("x@[192.0.2]")]
    [InlineData("x@[2001:db8::1]")]
    [InlineData("x@[evil\r\n]")]
    public void Refuses_what_is_no_address(string? text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void Refuses_half_a_character() => Assert.False(EmailAddress.TryParse("b\ud800@example.com", out _));

    [Fact]
    public void Counts_octets_and_not_characters()
    {
        Assert.True(EmailAddress.TryParse(new string('a', 64) + "@example.com", out _));
        Assert.False(EmailAddress.TryParse(new string('a', 65) + "@example.com", out _));
        Assert.True(EmailAddress.TryParse(new string('ä', 32) + "@example.com", out _));
        Assert.False(EmailAddress.TryParse(new string('ä', 33) + "@example.com", out _));
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 60), 4));
        Assert.True(EmailAddress.TryParse("aaaaaaaaaa@" + domain, out var longest));
        Assert.Equal(254, longest.Text.Length);
        Assert.False(EmailAddress.TryParse("aaaaaaaaaaa@" + domain, out _));
    }

    [Theory]
    [InlineData("user@bücher.example", false, "xn--bcher-kva.example")]
    [InlineData("üser@example.com", true, "example.com")]
    [InlineData("user@[192.0.2.1]", false, "[192.0.2.1]")]
    public void Says_what_an_old_server_needs(string text, bool needsUtf8, string domain)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(needsUtf8, address.NeedsSmtpUtf8);
        Assert.Equal(domain, address.ToAsciiDomain());
    }
}
