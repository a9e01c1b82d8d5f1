using System.Text;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Sending;

/// <summary>The picture of a user, who lets their profile be shared, on its way to chat programs over mail.</summary>
public sealed class UserPictureTests
{
    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly byte[] Face = [0xFF, 0xD8, 0xFF, .. Enumerable.Range(0, 3000).Select(i => (byte)(i * 7))];

    [Fact]
    public async Task A_chat_program_is_told_it_once_and_when_it_changes_and_when_it_goes()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\nChat-Version: 1.0\nMessage-ID: <1@x>\n\nhi");

        Assert.Null(await SaidAsync(fixture, "nothing to tell"));
        await TakeAsync(fixture, "one", Face);
        Assert.Equal(Face, Picture(await SaidAsync(fixture, "with a picture")));
        Assert.Null(await SaidAsync(fixture, "and without"));
        await TakeAsync(fixture, "two", [.. Face, 1]);
        Assert.Equal([.. Face, 1], Picture(await SaidAsync(fixture, "with another")));
        await fixture.Adapter.TakeSignalAsync(new UserSignal.ProfileChanged(Alice, new Profile()), EmailFixture.Cancelled);
        Assert.Equal("0", await SaidAsync(fixture, "with none"));
        Assert.Null(await SaidAsync(fixture, "still none"));
    }

    [Fact]
    public async Task Readers_of_letters_and_other_contacts_get_none()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await TakeAsync(fixture, "one", Face);

        Assert.Null(await SaidAsync(fixture, "a letter"));
        Assert.DoesNotContain("multipart/", fixture.Smtp.Messages.Last(), StringComparison.Ordinal);

        await fixture.ReceiveAsync("From: bob@example.test\nChat-Version: 1.0\nMessage-ID: <1@x>\n\nhi");
        Assert.NotNull(await SaidAsync(fixture, "a chat"));
        Assert.Null(await SaidAsync(fixture, "a chat of somebody else", "carl@localhost"));
    }

    [Theory]
    [InlineData(45 * 1024, true)]
    [InlineData((45 * 1024) + 1, false)]
    public async Task No_field_is_too_long_for_a_mail_server(int size, bool isTold)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync("From: bob@example.test\nChat-Version: 1.0\nMessage-ID: <1@x>\n\nhi");
        await TakeAsync(fixture, new string('f', 40), new byte[size]);

        var said = await SaidAsync(fixture, "hello");

        Assert.Equal(isTold, said is not null);
        Assert.InRange(said?.Length ?? 0, 0, 64 * 1024);
        Assert.All(fixture.Smtp.Messages.Last().Split("\r\n"), line => Assert.InRange(line.Length, 0, 100));
    }

    private static ValueTask TakeAsync(EmailFixture fixture, string id, byte[] content) => fixture.Adapter.TakeSignalAsync(
        new UserSignal.ProfileChanged(Alice, new Profile { Avatar = new Avatar(id, _ => ValueTask.FromResult<Picture?>(new Picture(content, "image/jpeg"))) }),
        EmailFixture.Cancelled);

    /// <summary>What the field says in the mail with a text, without white space; null without the field.</summary>
    private static async Task<string?> SaidAsync(EmailFixture fixture, string text, string from = "alice@localhost")
    {
        Assert.IsType<DeliveryResult.Delivered>(await fixture.SendAsync(fixture.Say(text, from: from)));
        var mail = MessageView.Read(Encoding.UTF8.GetBytes(fixture.Smtp.Messages.Last()));
        var part = mail.Root.Walk().First(part => part.ContentType.IsText);
        Assert.StartsWith(text, part.Text, StringComparison.Ordinal);

        // COMPAT(Delta Chat): in the first part of a multipart/mixed, and nowhere else.
        Assert.Null(mail.Root.Children.Count == 0 ? null : mail.Root.Header("Chat-User-Avatar"));
        Assert.Equal(part.Find("Chat-User-Avatar") is not null, mail.Root.ContentType.Is("multipart", "mixed"));
        return part.Find("Chat-User-Avatar") is { } field ? string.Concat(field.Unfolded.Where(c => !char.IsWhiteSpace(c))) : null;
    }

    private static byte[] Picture(string? value)
    {
        Assert.StartsWith("base64:", value, StringComparison.Ordinal);
        return Convert.FromBase64String(value!["base64:".Length..]);
    }
}
