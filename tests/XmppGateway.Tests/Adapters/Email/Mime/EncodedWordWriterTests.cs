using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

public sealed class EncodedWordWriterTests
{
    [Theory]
    [InlineData("日本語", 40)]
    [InlineData("a日本語", 40)]
    [InlineData("Привет ", 60)]
    [InlineData("😀", 60)]
    public void Only_the_last_word_is_padded_and_none_is_too_long(string piece, int count)
    {
        var text = string.Concat(Enumerable.Repeat(piece, count)).Trim();
        var words = EncodedWordWriter.Encode(text).ToList();
        Assert.InRange(words.Count, 2, 200);
        Assert.All(words, word => Assert.InRange(word.Length, 12, 75));
        Assert.DoesNotContain(words.SkipLast(1), word => word.Contains("?B?", StringComparison.Ordinal) && word.Contains("=?=", StringComparison.Ordinal));
        Assert.Equal(text, EncodedWords.Decode(string.Join("\r\n ", words)));
    }
}
