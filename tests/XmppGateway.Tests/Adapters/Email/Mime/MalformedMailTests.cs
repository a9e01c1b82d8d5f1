using System.Text;
using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Mime;

/// <summary>One test for each policy of src/Adapters/Email/CONFORMANCE.md that no other class has.</summary>
public sealed class MalformedMailTests
{
    [Fact]
    public void Of_several_content_types_the_last_counts()
    {
        var mail = Read("Content-Type: image/png\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\nContent-Transfer-Encoding: base64\n\nPHA+");
        Assert.Equal(("text/html", "<p>"), (mail.Root.ContentType.ToString(), mail.Root.Text));
    }

    [Theory]
    [InlineData("...text that is no base64 at all, it only says so...", "...text that is no base64 at all, it only says so...")]
    [InlineData("SGVs*bG8gdGhlcmU=", "Hello there")]
    [InlineData("SGVsbG8=\nIHRoZXJl", "Hello there")]
    public void Damaged_base64_is_decoded_and_what_is_none_is_kept(string body, string expected) =>
        Assert.Equal(expected, Read("Content-Transfer-Encoding: base64\n\n" + body).Root.Text);

    [Fact]
    public void An_encoded_message_is_opened()
    {
        var inner = Convert.ToBase64String("Subject: inside\n\ntext"u8.ToArray());
        var mail = Read($"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{inner}");
        Assert.Equal(("inside", "text"), (mail.Root.Children.Single().Header("Subject"), mail.Root.Children[0].Text));
    }

    [Fact]
    public void Encoded_messages_in_each_other_end()
    {
        var raw = "x"u8.ToArray();
        for (var i = 0; i < 50; i++)
        {
            raw = Encoding.ASCII.GetBytes("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + Convert.ToBase64String(raw));
            raw = raw.Length > 1_000_000 ? "x"u8.ToArray() : raw;
        }

        Assert.InRange(MessageView.Read(raw).Root.Walk().Count(), 2, 10);
    }

    [Theory]
    [InlineData("Al (the boss) <al@b.example>", "Al (the boss)", "al@b.example")]
    [InlineData("al@b.example (Al)", "Al", "al@b.example")]
    [InlineData("Moderator", "Moderator", "")]
    [InlineData("(nobody)", "nobody", "")]
    [InlineData("\"two  spaces\" <al@b.example>", "two  spaces", "al@b.example")]
    [InlineData("two   spaces <al@b.example>", "two spaces", "al@b.example")]
    [InlineData("=?utf-8?Q?a=0Ab?= <al@b.example>", "a b", "al@b.example")]
    public void Names_keep_what_people_read(string field, string name, string address) =>
        Assert.Equal(new Mailbox(name, address), Assert.Single(Read($"From: {field}\n\n").From));

    [Theory]
    [InlineData("text/plain; charset=; name=x", "name=x")]
    [InlineData("text/plain; name*0*=utf-8''%41; name*1*=utf-8'%42", "name=AB")]
    public void Parameters_are_what_was_meant(string type, string expected) =>
        Assert.Equal(expected, string.Join(";", Read($"Content-Type: {type}\n\n").Root.ContentType.All.Select(pair => $"{pair.Key}={pair.Value}")));

    [Fact]
    public void A_long_file_name_keeps_its_end()
    {
        var name = Read($"Content-Disposition: attachment; filename=\"{new string('x', 400)}.pdf\"\n\n").Root.FileName!;
        Assert.Equal((255, "x.pdf"), (name.Length, name[^5..]));
    }

    private static MessageView Read(string raw) => MessageView.Read(Encoding.UTF8.GetBytes(raw));
}
