using System.Text;
using System.Text.Json;
using XmppGateway.Adapters.Email;
using XmppGateway.Tests.Adapters.Email.Mime;
using XmppGateway.Tests.Configuration;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email;

public sealed class ExplainMailTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Explains_a_mail_as_one_json_object()
    {
        var json = await ExplainAsync(Fixtures.Alternative);
        Assert.Equal("message", json.GetProperty("kind").GetString());
        Assert.Equal("bob@example.com", json.GetProperty("from").GetString());
        Assert.Equal("Bob B.", json.GetProperty("fromName").GetString());
        Assert.Equal("Grüße aus Köln", json.GetProperty("subject").GetString());
        Assert.Equal("Hallo ä und weiter", json.GetProperty("body").GetString());
        Assert.Equal("", json.GetProperty("cut").GetString());
        Assert.Equal(
            ["first@bridge.test", "zero@bridge.test", "one@example.com"],
            json.GetProperty("thread").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal(0, json.GetProperty("recipients").GetArrayLength());
        Assert.Equal(0, json.GetProperty("attachments").GetArrayLength());
    }

    [Fact]
    public async Task Explains_each_recipient_of_a_bounce()
    {
        var json = await ExplainAsync(Fixtures.Bounce);
        Assert.Equal(("bounce", "sent-1@bridge.test"), (json.GetProperty("kind").GetString(), json.GetProperty("original").GetString()));
        Assert.Equal(
            ["bob@example.com 5.1.1 5 True", "carol@example.com 4.4.1 4 False"],
            json.GetProperty("recipients").EnumerateArray().Select(r =>
                $"{r.GetProperty("recipient")} {r.GetProperty("status")} {r.GetProperty("class")} {r.GetProperty("hard")}"));
    }

    [Fact]
    public async Task Says_which_room_a_mail_of_several_people_is()
    {
        const string Mail = "From: Bob <bob@x.test>\nTo: alice@bridge.test\nCc: Carol <carol@x.test>\nSubject: Re: Plans\nMessage-ID: <1@x>\n\nhi";
        var group = (await ExplainAsync(Mail)).GetProperty("group");
        Assert.StartsWith("group-", group.GetProperty("room").GetString(), StringComparison.Ordinal);
        Assert.Equal(("Plans", "Plans"), (group.GetProperty("name").GetString(), group.GetProperty("subject").GetString()));
        Assert.Equal(["bob@x.test", "alice@bridge.test", "carol@x.test"], group.GetProperty("participants").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(JsonValueKind.Null, (await ExplainAsync(Mail.Replace("Cc: ", "Bcc: ", StringComparison.Ordinal))).GetProperty("group").ValueKind);
    }

    [Fact]
    public async Task Lists_attachments_with_name_type_and_size()
    {
        var json = await ExplainAsync(Fixtures.Attachment);
        Assert.Equal(
            ["Résum.pdf application/pdf 5", "Inner message/rfc822 6"],
            json.GetProperty("attachments").EnumerateArray().Select(a => $"{a.GetProperty("name")} {a.GetProperty("type")} {a.GetProperty("size")}"));
    }

    [Fact]
    public async Task Tells_what_becomes_of_it_in_the_chat()
    {
        var list = await ExplainAsync(
            "Authentication-Results: mx.test; dmarc=fail header.from=x.test; dkim=pass header.d=lists.test\nX-Spam-Flag: YES\nList-Id: <g.lists.test>\nList-Post: <mailto:g@lists.test>\n"
            + "From: a@x.test\nMessage-ID: <2@x>\nIn-Reply-To: <1@x>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\n"
            + "Content-Type: application/octet-stream; name=setup.exe\n\nMZ\n--b--");
        Assert.Equal(
            ("g@lists.test", "1@x", "unverified", true, "show", false),
            (list.GetProperty("list").GetString(), list.GetProperty("parent").GetString(), list.GetProperty("trust").GetString(),
                list.GetProperty("spam").GetBoolean(), list.GetProperty("loop").GetString(), list.GetProperty("encrypted").GetBoolean()));
        Assert.Equal("program", list.GetProperty("attachments")[0].GetProperty("danger").GetString());
        Assert.Equal(JsonValueKind.Null, list.GetProperty("reaction").ValueKind);

        var reaction = await ExplainAsync(
            "Return-Path: <>\nFrom: a@x.test\nReply-To: b@x.test\nAuto-Submitted: auto-replied\nIn-Reply-To: <1@x>\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: reaction\n\n👍");
        Assert.Equal(
            ("👍", "count", "unknown", "b@x.test"),
            (reaction.GetProperty("reaction")[0].GetString(), reaction.GetProperty("loop").GetString(), reaction.GetProperty("trust").GetString(),
                reaction.GetProperty("answerTo").GetString()));
    }

    [Theory]
    [InlineData("Disposition-Notification-To: a@x.test\n", true, null)]
    [InlineData("Disposition-Notification-To: b@x.test\n", false, null)]
    [InlineData("List-Unsubscribe: <https://x.test/u>\n", false, "page")]
    [InlineData("List-Unsubscribe: <https://x.test/u>, <mailto:out@x.test>\n", false, "mail")]
    [InlineData(
        "Authentication-Results: mx.test; dkim=pass header.d=x.test\nDKIM-Signature: d=x.test; h=From:List-Unsubscribe:List-Unsubscribe-Post; b=x\n"
        + "List-Unsubscribe: <https://x.test/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n", false, "one-click")]
    public async Task Tells_what_a_user_can_send_back(string fields, bool receipt, string? unsubscribe)
    {
        var mail = await ExplainAsync(fields + "From: a@x.test\nMessage-ID: <2@x>\n\nhi");

        Assert.Equal((receipt, unsubscribe), (mail.GetProperty("receipt").GetBoolean(), mail.GetProperty("unsubscribe").GetString()));
    }

    [Theory]
    [InlineData("", "unreadable")]
    [InlineData("From: a@b.example\nAuto-Submitted: auto-replied\n\nx", "auto-reply")]
    [InlineData("From: a@b.example\nList-Id: <l.example>\n\nx", "list")]
    public async Task Names_every_kind(string mail, string kind) => Assert.Equal(kind, (await ExplainAsync(mail)).GetProperty("kind").GetString());

    private async Task<JsonElement> ExplainAsync(string mail)
    {
        var file = Path.Combine(_folder.Path, "mail.eml");
        await File.WriteAllTextAsync(file, mail, new UTF8Encoding(false), TestContext.Current.CancellationToken);
        await using var output = new StringWriter();
        var command = Assert.Single(new EmailModule().Commands, command => command.Name == "explain-mail");
        Assert.False(command.NeedsConfiguration);
        Assert.Equal(0, await command.RunAsync([], file, output, TestContext.Current.CancellationToken));
        return JsonElement.Parse(output.ToString());
    }
}
