using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Outbox;

public sealed class RefusedFilesTests
{
    private static readonly AttachedFile Face = new("https://example.org/face.png", "face.png", "image/png");
    private static readonly AttachedFile Song = new("https://example.org/song.ogg", "song.ogg", "audio/ogg");
    private static readonly LocalText Reason = new("It is too large.", "Sie ist zu groß.");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_file_becomes_a_link_and_its_sender_hears_why(bool throws)
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (delivery, _) => !((Message)delivery.Event).Attachments.Contains(Face)
            ? ValueTask.FromResult<DeliveryResult>(new DeliveryResult.Delivered(new RemoteMessageId("f1")))
            : throws ? throw new HttpRequestException("copying", new MediaLimitException(Face, Reason))
            : ValueTask.FromResult<DeliveryResult>(new DeliveryResult.FileRefused(Face, Reason));
        await queues.WriteAsync("look", "m1", files: [Face, Song]);

        var first = await queues.NextDeliveryAsync();
        var second = await queues.NextDeliveryAsync();
        Stanza[] answers = [await queues.NextStanzaAsync(), await queues.NextStanzaAsync()];

        Assert.Equal((first.Id, first.Attempt), (second.Id, second.Attempt));
        Assert.Equal("look\nhttps://example.org/face.png", QueuesUnderTest.BodyOf(second));
        Assert.Equal([Song], ((Message)second.Event).Attachments);
        var notice = Assert.Single(answers, stanza => stanza.Body is not null);
        Assert.Equal(QueuesUnderTest.Alice, notice.To);
        Assert.Equal("The file face.png was not passed on; the message goes with a link to it. It is too large.", notice.Body);
        Assert.Single(answers, stanza => stanza.Payload(Namespaces.Receipts + "received") is not null);
    }

    [Fact]
    public async Task A_file_that_says_itself_that_it_is_too_large_becomes_a_link_before_it_is_tried()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.Capabilities = new() { Attachments = Support.Native, LargestAttachment = 1_000_000 };
        await queues.WriteAsync("look", "m1", files: [Face with { Size = 1_000_001 }, Song with { Size = 1_000_000 }]);

        var delivery = await queues.NextDeliveryAsync();
        Stanza[] answers = [await queues.NextStanzaAsync(), await queues.NextStanzaAsync()];

        Assert.Equal(("look\nhttps://example.org/face.png", 1), (QueuesUnderTest.BodyOf(delivery), delivery.Attempt));
        Assert.Equal("song.ogg", Assert.Single(((Message)delivery.Event).Attachments).Name);
        Assert.Equal(
            "The file face.png was not passed on; the message goes with a link to it. It is larger than 1 MB.",
            Assert.Single(answers, stanza => stanza.Body is not null).Body);
        Assert.Single(answers, stanza => stanza.Payload(Namespaces.Receipts + "received") is not null);
    }

    [Fact]
    public async Task An_adapter_that_names_a_file_which_is_not_there_comes_to_an_end_too()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.FileRefused(Song, Reason));
        await queues.WriteAsync("look", "m1", files: [Face]);

        Stanza[] answers = [await queues.NextStanzaAsync(), await queues.NextStanzaAsync()];

        Assert.Single(answers, stanza => stanza.IsError);
    }

    [Fact]
    public async Task A_message_that_is_given_back_for_a_file_says_so_in_the_language_of_its_sender()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Settings.Chosen = UserSettings.Default with { Language = "de" };
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.FileRefused(Song, Reason));
        await queues.WriteAsync("look", "m1");

        var error = StanzaError.Find(await queues.NextStanzaAsync())!;

        Assert.Equal((StanzaConditions.PolicyViolation, Reason.German), (error.Condition, error.Text));
    }

    [Fact]
    public void A_file_that_is_away_is_waited_for_a_few_attempts()
    {
        var message = new Message { User = QueuesUnderTest.Alice, Contact = QueuesUnderTest.Bob, Timestamp = default, Body = new RichText("x"), Attachments = [Face] };
        var away = new MediaResult.Unavailable("503");

        Assert.IsType<DeliveryResult.Retry>(DeliveryResult.ForFile(new Delivery("d", message, 1), Face, away));
        Assert.IsType<DeliveryResult.Retry>(DeliveryResult.ForFile(new Delivery("d", message, 3), Face, away));
        Assert.IsType<DeliveryResult.FileRefused>(DeliveryResult.ForFile(new Delivery("d", message, 4), Face, away));
        Assert.Equal(
            new DeliveryResult.FileRefused(Face, Reason), DeliveryResult.ForFile(new Delivery("d", message, 1), Face, new MediaResult.Refused(Reason)));
    }
}
