using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>RFC 3676 §4, writing.</summary>
public sealed class FlowedWriterTests
{
    [Theory]
    [InlineData("short", "short")]
    [InlineData("two\nlines", "two\nlines")]
    [InlineData("trailing  \nspace", "trailing\nspace")]
    [InlineData(" indented", "  indented")]
    [InlineData("From here on", " From here on")]
    [InlineData("> quoted", "> quoted")]
    [InlineData(">> deeper", ">> deeper")]
    [InlineData("> > spaced", ">> spaced")]
    [InlineData(">.< is a face", " >.< is a face")]
    [InlineData(">", "> ")]
    [InlineData("-- \nname", "-- \nname")]
    [InlineData("-- x", "-- x")]
    public void Short_lines_stay_lines(string text, string written) => Assert.Equal(written, FlowedWriter.Write(text));

    [Fact]
    public void A_long_line_is_broken_behind_its_spaces()
    {
        var lines = FlowedWriter.Write(string.Join(' ', Enumerable.Repeat("seven77", 40))).Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 72));
        Assert.All(lines[..^1], line => Assert.EndsWith("7 ", line, StringComparison.Ordinal));
        Assert.False(lines[^1].EndsWith(' '));
    }

    [Fact]
    public void A_word_that_is_too_long_stays_whole()
    {
        var word = new string('w', 200);
        Assert.Equal($"-- {word} \nend", FlowedWriter.Write($"-- {word} end"));
    }

    [Fact]
    public void Every_line_of_a_long_quotation_is_quoted() => Assert.All(
        FlowedWriter.Write("> " + string.Join(' ', Enumerable.Repeat("word", 60))).Split('\n'), line => Assert.StartsWith("> ", line, StringComparison.Ordinal));
}
