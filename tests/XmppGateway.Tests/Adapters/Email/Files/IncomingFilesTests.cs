using System.Text;
using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Files;

public sealed class IncomingFilesTests
{
    // A PNG header that says 800 x 600, then bytes that are no text.
    private static byte[] Picture(byte last, int width = 800, int height = 600) =>
    [
        0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R',
        (byte)(width >> 24), (byte)(width >> 16), (byte)(width >> 8), (byte)width, (byte)(height >> 24), (byte)(height >> 16), (byte)(height >> 8), (byte)height,
        .. Enumerable.Range(0, 3000).Select(number => (byte)number), last,
    ];

    [Fact]
    public async Task An_attachment_is_a_file_with_its_bytes_its_name_and_its_true_type()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var picture = Picture(1);

        await fixture.ReceiveAsync(Mixed("Hello", Part("application/octet-stream", "attachment; filename*=UTF-8''Stra%C3%9Fe%20%E2%9C%88.png", picture)));

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        var file = Assert.Single(message.Attachments);
        Assert.Equal(("Straße ✈.png", "image/png", (long?)picture.Length, (800, 600)), (file.Name, file.MediaType, file.Size, file.Dimensions!.Value));
        Assert.Equal(picture, fixture.Context.Kept[file.Source]);
        Assert.Equal("Hello", message.Body.Plain);
        Assert.Empty(message.Remarks);
        Assert.Null(message.Whole);
    }

    [Fact]
    public async Task A_mistake_with_a_file_does_not_cost_the_mail()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Context.KeepFails = name => name == "a.pdf" ? new InvalidOperationException("a mistake") : null;

        var answers = await fixture.ReceiveAsync(Mixed("Hello", Part("application/pdf", "attachment; filename=a.pdf", "%PDF-1.4"u8.ToArray())));

        Assert.Equal(["250 2.0.0 Stored"], answers);
        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal(("Hello", "mail.eml"), (message.Body.Plain, message.Whole?.Name));
        Assert.Contains(fixture.Context.Log.Lines, line => line.Text.Contains("could not be understood", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_places_of_many_pictures_cost_no_more_than_the_mail()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var places = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"<img src=cid:{i % 900}@x>\n"));
        var picture = Convert.ToBase64String(Picture(1, 16, 16)[..60]);
        var parts = string.Concat(Enumerable.Range(0, 900).Select(
            i => $"--r\nContent-Type: image/png\nContent-ID: <{i}@x>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\n{picture}\n"));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        await fixture.ReceiveAsync(
            $"From: bob@example.test\nMessage-ID: <1@x>\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n<table><tr><td>hi</table>{places}\n{parts}--r--");

        // With each place looked up among all parts this takes half a minute.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        var page = Encoding.UTF8.GetString(fixture.Context.Kept[Assert.IsType<Message>(Assert.Single(fixture.Context.Events)).Whole!.Source]);
        Assert.InRange(page.Split("<img").Length - 1, 200, 500);
    }

    [Theory]
    [InlineData("See:\n\nbegin 644 cat.txt\n#0V%T\n`\nend\n\nBye", "cat.txt", "See:\n\n\nBye")]
    [InlineData("begin 0644 my cat.txt\n#0V%T\n \nend", "my cat.txt", "")]
    [InlineData("begin 644 things\nand end\nthem\nend", null, "begin 644 things\nand end\nthem\nend")]
    [InlineData("begin 644 cat.txt\n#0V%T\n`", null, "begin 644 cat.txt\n#0V%T\n`")]
    [InlineData("begin here\nend", null, "begin here\nend")]
    public async Task Files_in_the_middle_of_the_text_are_files(string text, string? name, string shown)
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <1@x>\n\n" + text);

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal(shown, message.Body.Plain);
        Assert.Equal(name is null ? [] : [name], message.Attachments.Select(file => file.Name));
        Assert.All(message.Attachments, file => Assert.Equal("Cat"u8, fixture.Context.Kept[file.Source]));
    }

    [Theory]
    [InlineData("multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\n--b--", "encrypted.asc")]
    [InlineData("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIAG", "smime.p7m")]
    public async Task Encrypted_mail_says_so_and_comes_as_a_file(string mail, string file)
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync("From: bob@example.test\nSubject: ...\nMessage-ID: <1@x>\nContent-Type: " + mail);

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Contains("is encrypted", Assert.Single(message.Remarks).In("en"), StringComparison.Ordinal);
        Assert.Equal([file], message.Attachments.Select(attached => attached.Name));
    }

    [Theory]
    [InlineData(long.MaxValue, "The original is kept.")]
    [InlineData(0, "too large to be kept")]
    public async Task What_is_said_of_the_original_is_so(long largest, string words)
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Context.LargestKept = largest;

        await fixture.ReceiveAsync("no mail at all");

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Contains(message.Remarks, remark => remark.In("en").Contains(words, StringComparison.Ordinal));
        Assert.Equal(largest > 0, message.Whole is not null);
    }

    [Fact]
    public async Task A_mail_for_two_users_gives_both_the_same_files()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(Mixed("Hello", Part("application/pdf", "attachment; filename=a.pdf", "%PDF-1.4"u8.ToArray())), "alice@bridge.test carol@bridge.test");

        var messages = fixture.Context.Events.Cast<Message>().ToArray();
        Assert.Equal(2, messages.Length);
        Assert.Equal(messages[0].Attachments, messages[1].Attachments);
        Assert.Single(fixture.Context.Kept);
    }

    [Theory]
    [InlineData("invoice.pdf.exe", "pretends", "gibt sich")]
    [InlineData("setup.exe", "is a program", "Programm")]
    [InlineData("run.js", "is a program", "Programm")]
    [InlineData("console.msc", "is a program", "Programm")]
    [InlineData("results.search-ms", "is a program", "Programm")]
    [InlineData("tools.cab", "is a program", "Programm")]
    [InlineData("table.xlsm", "macros", "Makros")]
    [InlineData("addin.xla", "macros", "Makros")]
    [InlineData("login.xhtm", "web page", "Webseite")]
    [InlineData("login.html", "web page", "Webseite")]
    [InlineData("picture.svg", "web page", "Webseite")]
    [InlineData("gpj.\u202Etxt.exe", "pretends", "gibt sich")]
    [InlineData("notes.txt", null, null)]
    public async Task Dangerous_files_are_passed_on_with_a_warning(string name, string? english, string? german)
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(Mixed("Hello", Part("application/octet-stream", $"attachment; filename=\"{name}\"", "some bytes"u8.ToArray())));

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.DoesNotContain('\u202E', Assert.Single(message.Attachments).Name);
        Assert.Equal(english is null ? 0 : 1, message.Remarks.Count);
        Assert.All(message.Remarks, remark => Assert.Contains(english!, remark.English, StringComparison.Ordinal));
        Assert.All(message.Remarks, remark => Assert.Contains(german!, remark.German, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Three_pictures_of_the_text_are_bubbles_and_the_others_stand_on_the_page()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var html = string.Concat(Enumerable.Range(1, 5).Select(number => $"<p>Photo {number} <img src=\"cid:p{number}@x\"></p>"));
        string[] parts = [Text("text/html", html), .. Enumerable.Range(1, 5).Select(number => Part("image/png", "inline", Picture((byte)number), $"p{number}@x"))];

        await fixture.ReceiveAsync(Mail("related", parts));

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal(3, message.Attachments.Count);
        var page = Encoding.UTF8.GetString(fixture.Context.Kept[message.Whole!.Source]);
        Assert.Equal("text/html", message.Whole.MediaType);
        for (byte number = 1; number <= 5; number++)
            Assert.Contains($"src=\"data:image/png;base64,{Convert.ToBase64String(Picture(number))}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logos_of_a_signature_and_icons_are_no_bubbles()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var html = "<p>Hello <img src='cid:icon@x'> and <img src='cid:photo@x'></p><p>-- <br>Bob Smith<br><img src='cid:logo@x'></p>";

        await fixture.ReceiveAsync(Mail(
            "related",
            Text("text/html", html),
            Part("image/png", "inline", Picture(1, 40, 40), "icon@x"),
            Part("image/png", "inline", Picture(2), "photo@x"),
            Part("image/png", "inline", Picture(3), "logo@x"),
            Part("image/png", "inline", Picture(4, 1, 1), "pixel@x")));

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal(Picture(2), fixture.Context.Kept[Assert.Single(message.Attachments).Source]);
        Assert.NotNull(message.Whole);
    }

    [Fact]
    public async Task A_table_is_offered_as_a_page_and_a_plain_letter_is_not()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <1@x>\nContent-Type: text/html\n\n<p>Prices:</p><table><tr><td>a<td>1</table><script>alert(1)</script>");
        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <2@x>\nContent-Type: text/html\n\n<p>Just <b>words</b></p>");
        await fixture.ReceiveAsync("From: bob@example.test\nMessage-ID: <3@x>\n\nYes.\n\nOn 1 May 2025 at 10:00 Alice <a@b.test> wrote:\n> Coffee?");

        var messages = fixture.Context.Events.Cast<Message>().ToArray();
        Assert.DoesNotContain("<script", Encoding.UTF8.GetString(fixture.Context.Kept[messages[0].Whole!.Source]), StringComparison.OrdinalIgnoreCase);
        Assert.Null(messages[1].Whole);
        Assert.Contains("Coffee?", Encoding.UTF8.GetString(fixture.Context.Kept[messages[2].Whole!.Source]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_says_what_when_and_where_and_is_one_file()
    {
        await using var fixture = await EmailFixture.StartAsync();
        var calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Tea\\, with Bob\r\nDTSTART;TZID=Europe/Berlin:20261201T150000\r\n"
            + "DTEND;TZID=Europe/Berlin:20261201T160000\r\nLOCATION:The long\r\n  garden\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

        await fixture.ReceiveAsync(Mail(
            "mixed",
            Part("text/calendar; method=REQUEST", "inline", Encoding.UTF8.GetBytes(calendar)),
            Part("text/calendar; name=invite.ics", "attachment; filename=invite.ics", Encoding.UTF8.GetBytes(calendar))));

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Single(message.Attachments);
        Assert.Equal(
            ["📅 Invitation: Tea, with Bob", "When: 2026-12-01 15:00–16:00 (Europe/Berlin)", "Where: The long garden"], message.Remarks.Select(remark => remark.English));
        Assert.StartsWith("📅 Einladung", message.Remarks[0].German, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_in_a_mail_is_a_file_that_is_that_mail()
    {
        await using var fixture = await EmailFixture.StartAsync();
        const string Inner = "Subject: Inner\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\none\r\n--i\r\n\r\ntwo\r\n--i--\r\n";

        await fixture.ReceiveAsync(Mail("mixed", Text("text/plain", "See below"), "Content-Type: message/rfc822\n\n" + Inner));

        var file = Assert.Single(Assert.IsType<Message>(Assert.Single(fixture.Context.Events)).Attachments);
        Assert.Equal(("Inner.eml", "message/rfc822"), (file.Name, file.MediaType));
        Assert.Equal(Inner.TrimEnd(), Encoding.UTF8.GetString(fixture.Context.Kept[file.Source]).TrimEnd());
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_told_and_the_mail_comes()
    {
        await using var fixture = await EmailFixture.StartAsync();
        fixture.Context.LargestKept = 100;

        await fixture.ReceiveAsync(Mixed("Hello", Part("image/png", "attachment; filename=big.png", Picture(1))));

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Empty(message.Attachments);
        Assert.Contains("[big.png, 3 kB: too large", Assert.Single(message.Remarks).English, StringComparison.Ordinal);
        Assert.Equal("Hello", message.Body.Plain);
    }

    [Fact]
    public async Task What_cannot_be_read_comes_as_the_original()
    {
        await using var fixture = await EmailFixture.StartAsync();

        Assert.Equal(["250 2.0.0 Stored"], await fixture.ReceiveAsync("\n"));

        var message = Assert.IsType<Message>(Assert.Single(fixture.Context.Events));
        Assert.Equal(("message/rfc822", "mail.eml"), (message.Whole!.MediaType, message.Whole.Name));
        Assert.Contains(message.Remarks, remark => remark.German.Contains("nicht lesbar", StringComparison.Ordinal));
    }

    private static string Mixed(string text, params string[] parts) => Mail("mixed", [Text("text/plain", text), .. parts]);

    private static string Mail(string subtype, params string[] parts) =>
        $"From: bob@example.test\nMessage-ID: <1@x>\nSubject: Files\nContent-Type: multipart/{subtype}; boundary=m\n\n" + string.Concat(parts.Select(part => "--m\n" + part + "\n")) + "--m--\n";

    private static string Text(string type, string text) => $"Content-Type: {type}; charset=utf-8\n\n{text}";

    private static string Part(string type, string disposition, byte[] content, string? id = null) =>
        $"Content-Type: {type}\nContent-Disposition: {disposition}\n{(id is null ? "" : $"Content-ID: <{id}>\n")}Content-Transfer-Encoding: base64\n\n"
        + Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks);
}
