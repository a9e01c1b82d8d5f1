using FsCheck;
using FsCheck.Fluent;
using XmppGateway.Media;
using Xunit;

namespace XmppGateway.Tests.Media;

public sealed class MediaTokenTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ .%é";
    private static readonly byte[] Key = [.. Enumerable.Range(0, MediaToken.KeySize).Select(n => (byte)n)];
    private static readonly MediaReference Reference = new("mail", "part-7", "image/png", "face.png", new DateOnly(2026, 12, 24));

    [Fact]
    public void A_token_is_read_as_what_was_written() => Prop.ForAll<NonNull<string>, NonNull<string>, NonNegativeInt>((source, name, day) =>
    {
        var reference = new MediaReference("mail", Text(source.Get), "image/png", Text(name.Get), DateOnly.FromDayNumber(day.Get));
        return MediaToken.Read(MediaToken.Write(reference, Key), Key) == reference;
    }).MustHold();

    [Fact]
    public void A_token_with_one_other_character_is_none() => Prop.ForAll<NonNegativeInt, NonNegativeInt>((at, by) =>
    {
        var token = MediaToken.Write(Reference, Key);
        var place = at.Get % token.Length;
        var other = Alphabet[by.Get % Alphabet.Length];
        return other == token[place] || MediaToken.Read(token[..place] + other + token[(place + 1)..], Key) is null;
    }).MustHold(2000);

    [Fact]
    public void A_token_that_is_cut_or_longer_is_none()
    {
        var token = MediaToken.Write(Reference, Key);
        Assert.All(Enumerable.Range(0, token.Length), length => Assert.Null(MediaToken.Read(token[..length], Key)));
        Assert.All(["A", "AA", "AAAA", "=", " ", "\n"], more => Assert.Null(MediaToken.Read(token + more, Key)));
        Assert.Null(MediaToken.Read(new string('A', MediaToken.MaximumLength + 4), Key));
    }

    [Fact]
    public void A_token_of_another_key_is_none() => Assert.Null(MediaToken.Read(MediaToken.Write(Reference, Key), new byte[MediaToken.KeySize]));

    [Fact]
    public void What_is_no_token_is_none() => Prop.ForAll<NonNull<string>>(text => MediaToken.Read(text.Get, Key) is null).MustHold();

    // Lone surrogates are no text.
    private static string Text(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));
}
