using XmppGateway.Abstractions;
using Xunit;

namespace XmppGateway.Tests.Adapters.Email.Reactions;

/// <summary>Pictures of contacts, as Delta Chat tells them.</summary>
public sealed class ContactPictureTests
{
    private static readonly byte[] Face = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Enumerable.Range(0, 2000).Select(i => (byte)(i * 5))];

    [Fact]
    public async Task A_picture_in_the_first_part_is_that_of_the_contact_until_it_is_taken_away()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(Mail("1", Folded(Face)));
        var first = await PictureAsync(fixture);
        Assert.Equal(("image/png", Convert.ToHexString(Face)), (first?.MediaType, Convert.ToHexString(first!.Content.Span)));
        await fixture.ReceiveAsync(Mail("2", Folded(Face)));
        await fixture.ReceiveAsync(Mail("3", null));
        Assert.NotNull(await PictureAsync(fixture));
        Assert.Single(fixture.Context.Signals.OfType<ContactSignal.ProfileChanged>());

        await fixture.ReceiveAsync(Mail("4", "0"));
        Assert.Null(await PictureAsync(fixture));
        Assert.Equal(2, fixture.Context.Signals.OfType<ContactSignal.ProfileChanged>().Count());
        Assert.Equal(4, fixture.Context.Events.OfType<Message>().Count(message => message.Body.Plain == "hi" && message.Attachments.Count == 0));
    }

    [Fact]
    public async Task A_picture_that_is_told_no_more_ends()
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(Mail("1", Folded(Face)));
        ((XmppGateway.Testing.ManualTimeProvider)fixture.Context.Time).Advance(TimeSpan.FromDays(30));
        await fixture.ReceiveAsync(Mail("2", Folded(Face)));

        var note = Assert.Single(fixture.Context.Notes.Expiries, note => note.Key.StartsWith("picture of ", StringComparison.Ordinal));
        Assert.Equal(TimeSpan.FromDays(400), note.Value - fixture.Context.Time.GetUtcNow());
    }

    [Theory]
    [InlineData("base64:")]
    [InlineData("base64:AAAA")]
    [InlineData("base64:###")]
    [InlineData("avatar.jpg")]
    public async Task What_is_no_picture_changes_nothing(string told)
    {
        await using var fixture = await EmailFixture.StartAsync();
        await fixture.ReceiveAsync(Mail("1", Folded(Face)));

        await fixture.ReceiveAsync(Mail("2", told));
        await fixture.ReceiveAsync(Mail("3", Folded([.. Face, .. new byte[45 * 1024]])));

        Assert.Equal(Face.Length, (await PictureAsync(fixture))?.Content.Length);
    }

    [Theory]
    [InlineData("dmarc=fail header.from=example.test", false)]
    [InlineData("spf=fail smtp.mailfrom=example.test", false)]
    [InlineData("dmarc=pass header.from=example.test", true)]
    public async Task Nobody_gets_a_picture_from_somebody_else(string result, bool isTaken)
    {
        await using var fixture = await EmailFixture.StartAsync(("TrustedAuthServers:0", "mx.test"));

        await fixture.ReceiveAsync($"Authentication-Results: mx.test; {result}\n" + Mail("1", Folded(Face)));

        Assert.Equal(isTaken, await PictureAsync(fixture) is not null);
    }

    [Fact]
    public async Task A_picture_of_who_has_no_chat_program_is_none()
    {
        await using var fixture = await EmailFixture.StartAsync();

        await fixture.ReceiveAsync(Mail("1", Folded(Face)).Replace("Chat-Version: 1.0\n", "", StringComparison.Ordinal));

        Assert.Null(await PictureAsync(fixture));
    }

    private static string Mail(string id, string? told) =>
        $"From: bob@example.test\nChat-Version: 1.0\nMessage-ID: <{id}@x>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        + (told is null ? "" : $"Chat-User-Avatar: {told}\n") + "Content-Type: text/plain\n\nhi\n--b--\n";

    private static string Folded(byte[] content) =>
        "base64:" + Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks).Replace("\r\n", "\n ", StringComparison.Ordinal);

    private static async Task<Picture?> PictureAsync(EmailFixture fixture)
    {
        var profile = await fixture.Adapter.GetProfileAsync(fixture.Say("x").Contact, EmailFixture.Cancelled);
        return profile?.Avatar is { } avatar ? await avatar.Open(EmailFixture.Cancelled) : null;
    }
}
