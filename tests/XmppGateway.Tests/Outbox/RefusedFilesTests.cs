using XmppGateway.Abstractions;
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
    public async Task An_adapter_that_names_a_file_which_is_not_there_comes_to_an_end_too()
    {
        await using var queues = await QueuesUnderTest.StartAsync();
        queues.Adapter.OnSend = (_, _) => ValueTask.FromResult<DeliveryResult>(new DeliveryResult.FileRefused(Song, Reason));
        await queues.WriteAsync("look", "m1", files: [Face]);

        Stanza[] answers = [await queues.NextStanzaAsync(), await queues.NextStanzaAsync()];

        Assert.Single(answers, stanza => stanza.IsError);
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
