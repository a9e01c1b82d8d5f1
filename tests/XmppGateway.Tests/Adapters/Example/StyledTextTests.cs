using XmppGateway.Abstractions;
using XmppGateway.ExampleNetwork;
using XmppGateway.ExampleNetwork.Chat;
using Xunit;

namespace XmppGateway.Tests.Adapters.Example;

public sealed class StyledTextTests
{
    [Fact]
    public void Spans_become_a_tree_and_the_tree_spans_again()
    {
        var styled = new StyledText("You said\nnever mind\nand I did so, see here")
        {
            Spans =
            [
                new(9, 10, SpanStyle.Quote), new(15, 4, SpanStyle.Emphasis), new(20, 9, SpanStyle.Strong), new(26, 3, SpanStyle.Strike),
                new(30, 2, SpanStyle.Spoiler, "how"), new(34, 8, SpanStyle.Link, "https://x.test/"), new(38, 4, SpanStyle.Code),
            ],
        };

        var text = StyleReader.Read("plain", styled);

        Assert.Equal("plain", text.Plain);
        Assert.Equal([typeof(RichBlock.Paragraph), typeof(RichBlock.Quote), typeof(RichBlock.Paragraph)], text.Blocks.Select(block => block.GetType()));
        var again = StyleWriter.Write(text)!;
        Assert.Equal(styled.Text, again.Text);
        Assert.Equal(styled.Spans, again.Spans);
    }

    [Fact]
    public void Spans_that_cross_or_lie_outside_are_left_out()
    {
        var styled = new StyledText("abcdef")
        {
            Spans =
            [
                new(0, 3, SpanStyle.Strong), new(2, 3, SpanStyle.Emphasis), new(-1, 2, SpanStyle.Code), new(4, 3, SpanStyle.Code),
                new(int.MaxValue, int.MaxValue, SpanStyle.Code), new(5, 0, SpanStyle.Code),
            ],
        };

        Assert.Equal(
            RichText.Of("p", [new RichBlock.Paragraph([new RichInline.Strong([new RichInline.Text("abc")]), new RichInline.Text("def")])]),
            StyleReader.Read("p", styled));
    }

    [Fact]
    public void A_text_without_styles_stays_plain()
    {
        Assert.Null(StyleWriter.Write(new RichText("*a*")));
        Assert.Empty(StyleReader.Read("*a*", null).Blocks);
    }
}
