using System.Text;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

public sealed class MimeReaderTests
{
    [Fact]
    public void Gives_the_events_of_a_multipart_in_order()
    {
        var events = Events("A: 1\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n--b\r\n\r\none\r\n--b  \r\nB: 2\r\n\r\ntwo\r\n\r\n--b--\r\nepilogue");
        Assert.Equal(
            ["PartBegin", "Header A", "Header Content-Type", "HeaderEnd", "PartBegin", "HeaderEnd", "Body one", "PartEnd", "PartBegin", "Header B", "HeaderEnd", "Body two\r\n", "PartEnd", "PartEnd"],
            events);
    }

    [Fact]
    public void An_outer_delimiter_ends_inner_parts()
    {
        var mail = Read("Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--o\n\ntwo\n--o--\n");
        Assert.Equal("multipart(multipart(one) two)", Shape(mail.Root));
        Assert.Equal(["multipart without its end"], mail.Damage);
    }

    [Fact]
    public void A_boundary_that_begins_like_another_is_another()
    {
        var mail = Read("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--bb\n--b-\n--b--x\nstill\n--b--\n");
        Assert.Equal("multipart(--bb\n--b-\n--b--x\nstill)", Shape(mail.Root));
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed\n\nbody\n", "multipart without boundary")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\nbody\n", "multipart without parts")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nbody\n", "multipart without its end")]
    [InlineData("Subject: x\nbody: \"no\nbody\n", "text in the header")]
    public void Text_is_kept_when_the_structure_is_broken(string raw, string damage)
    {
        var mail = Read(raw);
        Assert.Contains(damage, mail.Damage);
        Assert.Contains("body", MailInterpreter.Interpret(mail).Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_folded_without_indentation_is_one_field()
    {
        var mail = Read(Fixtures.Headers);
        Assert.Equal("", mail.Header("X-Broken") ?? "");
        Assert.Equal("spaced", mail.Subject);
        Assert.Equal("Body\n", mail.Root.Text + "\n");
    }

    [Fact]
    public void A_digest_holds_messages_by_default()
    {
        var mail = Read("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\n1\n--b\n\nSubject: two\n\n2\n--b--\n");
        Assert.Equal(["one", "two"], mail.Root.Children.Select(part => part.Children[0].Header("Subject")));
    }

    [Fact]
    public void Each_container_inside_the_depth_limit_is_opened_and_no_more()
    {
        var raw = string.Concat(Enumerable.Range(0, 100).Select(i => $"Content-Type: multipart/mixed; boundary=x{i}x\n\n--x{i}x\n"));
        var mail = MessageView.Read(Encoding.UTF8.GetBytes(raw), new MimeLimits { Depth = 5 });
        Assert.Equal(6, mail.Root.Walk().Count());
        Assert.Contains("parts nested or counted beyond the limit", mail.Damage);
    }

    private static MessageView Read(string raw) => MessageView.Read(Encoding.UTF8.GetBytes(raw));

    private static string Shape(MimePart part) => part.Children.Count == 0
        ? part.Text
        : $"{part.ContentType.Type}({string.Join(' ', part.Children.Select(Shape))})";

    private static List<string> Events(string text)
    {
        var raw = Encoding.UTF8.GetBytes(text);
        var events = new List<string>();
        var reader = new MimeReader(raw, MimeLimits.Default);
        while (reader.Read())
        {
            events.Add(reader.Event switch
            {
                MimeEvent.Header => "Header " + Encoding.UTF8.GetString(reader.Name.Of(raw)),
                MimeEvent.Body => "Body " + Encoding.UTF8.GetString(reader.Value.Of(raw)),
                _ => reader.Event.ToString(),
            });
        }

        return events;
    }
}
