using System.Text;
using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Abstractions;

public class JidTests
{
    private const int Thorough = 3000;

    [Theory]
    [InlineData("juliet@example.com", "juliet@example.com")]
    [InlineData("juliet@example.com/foo", "juliet@example.com/foo")]
    [InlineData("juliet@example.com/foo bar", "juliet@example.com/foo bar")]
    [InlineData("juliet@example.com/foo@bar", "juliet@example.com/foo@bar")]
    [InlineData("juliet@example.com/a/b", "juliet@example.com/a/b")]
    [InlineData("foo\\20bar@example.com", "foo\\20bar@example.com")]
    [InlineData("example.com", "example.com")]
    [InlineData("example.com/foobar", "example.com/foobar")]
    [InlineData("Juliet@Example.COM/Foo", "juliet@example.com/Foo")]
    [InlineData("a@example.com.", "a@example.com")]
    [InlineData("fu\u00DFball@example.com", "fussball@example.com")]
    [InlineData("\u03C0@example.com", "\u03C0@example.com")]
    [InlineData("\u03A3@example.com/\u03A3", "\u03C3@example.com/\u03A3")]
    [InlineData("\u03C2@example.com", "\u03C3@example.com")]
    [InlineData("king@example.com/\u265A", "king@example.com/\u265A")]
    [InlineData("\u265A@example.com", "\u265A@example.com")]
    [InlineData("e\u0301@example.com", "\u00E9@example.com")]
    [InlineData("\uFF21\uFF22@example.com", "ab@example.com")]
    [InlineData("a\u00ADb@example.com", "ab@example.com")]
    [InlineData("a\u200Db@example.com/\u200Dx", "ab@example.com/x")]
    [InlineData("\u2163@example.com", "iv@example.com")]
    [InlineData("\u0130@example.com", "i\u0307@example.com")]
    [InlineData("\u1F80\u1FB3@example.com", "\u1F00\u03B9\u03B1\u03B9@example.com")]
    [InlineData("a@B\u00FCcher.example", "a@b\u00FCcher.example")]
    [InlineData("a@xn--bcher-kva.example", "a@b\u00FCcher.example")]
    [InlineData("a@127.0.0.1", "a@127.0.0.1")]
    [InlineData("a@[::1]", "a@[::1]")]
    [InlineData("a@[2001:0DB8::0001]", "a@[2001:db8::1]")]
    [InlineData("a@_xmpp.example", "a@_xmpp.example")]
    [InlineData("\u0627\u0644@example.com", "\u0627\u0644@example.com")]
    [InlineData("a@example.com/a\u00A0b", "a@example.com/a b")]
    public void Prepares(string text, string prepared)
    {
        Assert.True(Jid.TryParse(text, out var jid));
        Assert.Equal(prepared, jid.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("@example.com")]
    [InlineData("juliet@")]
    [InlineData("juliet@example.com/")]
    [InlineData("foo bar@example.com")]
    [InlineData("\"juliet\"@example.com")]
    [InlineData("a&b@example.com")]
    [InlineData("a'b@example.com")]
    [InlineData("a:b@example.com")]
    [InlineData("<a>@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("a\uFF20b@example.com")]
    [InlineData("a\uFF0Fb@example.com")]
    [InlineData("a\u00A0b@example.com")]
    [InlineData("a@exa mple.com")]
    [InlineData("a@example..com")]
    [InlineData("a@.")]
    [InlineData("a@b\uFF0Fc\u00FC.example")]
    [InlineData("a@[::1")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("a@[fe80::1%eth0]")]
    [InlineData("a@[::1]x")]
    [InlineData("a\u0000@example.com")]
    [InlineData("a@example.com/\u0001")]
    [InlineData("a@example.com/\uD800")]
    [InlineData("a@example.com/\uFFFE")]
    [InlineData("a@example.com/\uE000")]
    [InlineData("a@example.com/\u2028")]
    [InlineData("a@example.com/\u202E")]
    [InlineData("\u0627a@example.com")]
    [InlineData("\u06271@example.com")]
    [InlineData("\u00AD@example.com")]
    [InlineData("a@example.com/\u00AD")]
    [InlineData("/example")]
    public void Refuses(string text) => Assert.False(Jid.TryParse(text, out _));

    [Theory]
    [InlineData("a", 1023, true)]
    [InlineData("a", 1024, false)]
    [InlineData("\u00E9", 511, true)]
    [InlineData("\u00E9", 512, false)]
    public void A_part_has_at_most_1023_bytes(string unit, int count, bool valid)
    {
        var part = string.Concat(Enumerable.Repeat(unit, count));
        Assert.Equal(valid, Jid.TryParse($"{part}@example.com", out _));
        Assert.Equal(valid, Jid.TryParse($"a@example.com/{part}", out _));
    }

    [Fact]
    public void A_label_has_at_most_63_characters()
    {
        Assert.True(Jid.TryParse(new string('a', 63) + ".example", out _));
        Assert.False(Jid.TryParse(new string('a', 64) + ".example", out _));
    }

    [Fact]
    public void Gives_its_parts()
    {
        var jid = Jid.Parse("juliet@example.com/balcony");
        Assert.Equal(("juliet", "example.com", "balcony"), (jid.Local, jid.Domain, jid.Resource));
        Assert.Equal(Jid.Parse("juliet@example.com"), jid.Bare);
        Assert.Equal("juliet@example.com/orchard", jid.WithResource("orchard").ToString());
        Assert.Throws<FormatException>(() => jid.WithResource("\u0001"));
        Assert.Throws<FormatException>(() => Jid.Parse("@"));
    }

    [Theory]
    [InlineData("juliet@example.com/Balcony", "juliet@example.com/balcony")]
    [InlineData("juliet@example.com/balcony", "juliet@example.com")]
    [InlineData("juliet@example.com", "example.com")]
    [InlineData("juliet@example.com", "juliet@example.org")]
    public void Different_addresses_are_not_equal(string one, string other)
    {
        Assert.NotEqual(Jid.Parse(one), Jid.Parse(other));
        Assert.True(Jid.Parse(one) != Jid.Parse(other));
    }

    [Fact]
    public void What_was_prepared_stays_as_it_is() => Prop.ForAll(Texts(), text =>
    {
        if (Jid.TryParse(text, out var jid))
        {
            Assert.True(Jid.TryParse(jid.ToString(), out var again), text);
            Assert.Equal(jid, again);
            Assert.Equal(jid.ToString(), again.ToString());
            Assert.Equal(jid.GetHashCode(), again.GetHashCode());
            Assert.True(Jid.TryCreate(jid.Local, jid.Domain, jid.Resource, out var built));
            Assert.True(jid == built);
        }
    }).MustHold(Thorough);

    [Fact]
    public void Every_prepared_part_fits_and_is_clean() => Prop.ForAll(Texts(), text =>
    {
        if (Jid.TryCreate(text, "example.com", text, out var jid))
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(jid.Local!), 1, 1023);
            Assert.Equal(-1, jid.Local!.IndexOfAny(['"', '&', '\'', '/', ':', '<', '>', '@', ' ']));
            Assert.DoesNotContain(jid.Resource!, c => char.IsControl(c) || c is '\uFFFD' or '\uFFFE' or '\uFFFF');
        }
    }).MustHold(Thorough);

    [Fact]
    public void Case_of_a_localpart_does_not_matter() => Prop.ForAll(Texts(), text =>
    {
        if (!text.Any(IsSmallOfAnothersCapital)
            && Jid.TryCreate(text, "example.com", null, out var jid)
            && Jid.TryCreate(jid.Local!.ToUpperInvariant(), "EXAMPLE.com", null, out var upper))
        {
            Assert.Equal(jid, upper);
        }
    }).MustHold(Thorough);

    /// <summary>
    /// RFC 8265 §3.3 maps to lower case, and these nine Cyrillic letters are lower case; their capitals are those of ordinary letters. No
    /// other letter stays apart from what its capital becomes.
    /// </summary>
    [Fact]
    public void Nine_letters_stay_what_they_are_though_their_capital_is_anothers()
    {
        var apart = Enumerable.Range(0x80, 0xFF80).Select(c => (char)c)
            .Where(c => Jid.TryCreate(c.ToString(), "example.com", null, out var jid)
                && Jid.TryCreate(jid.Local!.ToUpperInvariant(), "example.com", null, out var upper) && upper != jid);

        Assert.All(apart, c => Assert.True(IsSmallOfAnothersCapital(c), $"U+{(int)c:X4}"));
        Assert.Equal(9, apart.Count());
    }

    private static bool IsSmallOfAnothersCapital(char c) => c is >= '\u1C80' and <= '\u1C88';

    /// <summary>Texts out of what matters in an address, and anything else.</summary>
    internal static Arbitrary<string> Texts()
    {
        var special = Gen.Elements(
            "@", "/", ".", "\\", "\\20", "\\5c", "\\40", " ", "'", "\u00DF", "\u03A3", "\u03C2", "\u0130", "\uFF20", "\uFF21", "\u200D", "\u00AD",
            "\u0301", "e", "\u0627", "1", "[::1]", "xn--", "A", "\uD83D\uDE00", "\uD800", "\uFFFE", "\u2163", "\u1E9E", "\uFB01");
        var any = Gen.Choose(0, 0xFFFF).Select(c => ((char)c).ToString());
        var plain = Gen.Choose(0x21, 0x7E).Select(c => ((char)c).ToString());
        return Gen.Frequency((3, special), (1, any), (2, plain)).ListOf().Select(string.Concat).ToArbitrary();
    }
}
