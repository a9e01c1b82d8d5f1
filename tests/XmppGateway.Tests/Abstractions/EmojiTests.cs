using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Abstractions;

public sealed class EmojiTests
{
    [Theory]
    [InlineData("👍")]
    [InlineData("👍🏽")]
    [InlineData("❤")]
    [InlineData("❤️")]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("🇩🇪")]
    [InlineData("1️⃣")]
    [InlineData("‼️")]
    [InlineData("ℹ️")]
    public void An_emoji_is_one_character_to_people(string text) => Assert.True(Emoji.IsSingle(text));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("+1")]
    [InlineData("👍👍")]
    [InlineData("👍 ")]
    [InlineData(":thumbsup:")]
    [InlineData("漢")]
    [InlineData("𠀀")]
    [InlineData("\uD83D")]
    public void Other_text_is_none(string text) => Assert.False(Emoji.IsSingle(text));

    [Fact]
    public void An_endless_emoji_is_none() => Assert.False(Emoji.IsSingle("👍" + string.Concat(Enumerable.Repeat("\u200D👍", 100))));

    [Theory]
    [InlineData("❤", "❤️")]
    [InlineData("❤️", "❤️")]
    [InlineData("👍️", "👍")]
    [InlineData("👎", null)]
    public void A_list_is_searched_whatever_the_selector(string emoji, string? found) => Assert.Equal(found, Emoji.FindIn(["👍", "❤️"], emoji));
}
