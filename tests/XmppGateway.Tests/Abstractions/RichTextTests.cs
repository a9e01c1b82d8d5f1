using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Abstractions;

public sealed class RichTextTests
{
    [Fact]
    public void The_plain_form_can_be_read_everywhere() =>
        Assert.Equal(
            "see the page <https://x.example/> and https://y.example/\n\nnext\n> said\n> > before\n\nx = 1\ny = 2\n3. three\n4. four\n   • below\n[end]\nthey die",
            RichText.Of(
                new RichBlock.Paragraph(
                [
                    new RichInline.Text("see "), new RichInline.Link("https://x.example/", [new RichInline.Strong([new RichInline.Text("the page")])]),
                    new RichInline.Text(" and "), new RichInline.Link("https://y.example/", []),
                ]),
                new RichBlock.Paragraph([new RichInline.Emphasis([new RichInline.Text("next")])]),
                new RichBlock.Quote(
                [
                    new RichBlock.Paragraph([new RichInline.Text("said")]),
                    new RichBlock.Quote([new RichBlock.Paragraph([new RichInline.Text("before")])]),
                ]),
                new RichBlock.Code("x = 1\ny = 2", "c"),
                new RichBlock.List(
                    [
                        new RichListItem([new RichInline.Text("three")]),
                        new RichListItem([new RichInline.Text("four")], new RichBlock.List([new RichListItem([new RichInline.Text("below")])])),
                    ],
                    3),
                new RichBlock.Spoiler([new RichBlock.Paragraph([new RichInline.Text("they die")])], "end")).Plain);

    [Fact]
    public void What_is_nested_too_deeply_becomes_text()
    {
        RichInline inline = new RichInline.Text("deep");
        RichBlock block = new RichBlock.Paragraph([inline]);
        for (var i = 0; i < 100_000; i++)
        {
            inline = new RichInline.Strong([inline]);
            block = new RichBlock.Quote([block]);
        }

        var text = RichText.Of(block, new RichBlock.Paragraph([inline]));

        Assert.Equal(new string('>', 7).Replace(">", "> ", StringComparison.Ordinal) + "deep\n\ndeep", text.Plain);
    }

    [Fact]
    public void Equal_texts_are_equal()
    {
        RichBlock[] blocks = [new RichBlock.Paragraph([new RichInline.Strong([new RichInline.Text("a")])])];

        Assert.Equal(RichText.Of(blocks), RichText.Of([.. blocks]));
        Assert.NotEqual(new RichText("a"), RichText.Of(blocks));
    }
}
