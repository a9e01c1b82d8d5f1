using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Rooms.RoomsUnderTest;

namespace XmppGateway.Tests.Rooms;

/// <summary>XEP-0461 in rooms: what is answered stands before the answer, as a fallback.</summary>
public sealed class AnsweringTests
{
    [Fact]
    public async Task An_answer_begins_with_what_is_answered_for_clients_that_know_no_answers()
    {
        await using var rooms = await InsideAsync();
        await rooms.HappensAsync(rooms.Said("$1", "Shall we meet 🙂\n\nat nine?"));

        var answer = Assert.Single(await rooms.HappensAsync(rooms.Said("$2", "At ten.", Ben) with { ReplyTo = new RemoteMessageId("$1") }));

        Assert.Equal("> Shall we meet 🙂\n> at nine?\nAt ten.", answer.Body);
        Assert.Equal(new Reply("$1", Garden.WithResource("Mia")), Reply.Find(answer));

        // XEP-0426 counts the smile as one.
        var part = Fallback.Find(answer, Namespaces.Reply)?.Elements().Single();
        Assert.Equal(("0", "29"), ((string?)part?.Attribute("start"), (string?)part?.Attribute("end")));
        Assert.Equal("At ten.", ReplyFallback.Remove(answer, answer.Body!));
    }

    [Fact]
    public async Task What_is_quoted_is_short()
    {
        await using var rooms = await InsideAsync();
        await rooms.HappensAsync(rooms.Said("$1", string.Join('\n', Enumerable.Repeat("line", 1000))));
        await rooms.HappensAsync(rooms.Said("$2", new string('x', 100_000)));

        var lines = Assert.Single(await rooms.HappensAsync(rooms.Said("$3", "yes") with { ReplyTo = new RemoteMessageId("$1") }));
        var line = Assert.Single(await rooms.HappensAsync(rooms.Said("$4", "yes") with { ReplyTo = new RemoteMessageId("$2") }));

        Assert.Equal("> line\n> line\n> line\n> line\n> line\n> …\nyes", lines.Body);
        Assert.Equal($"> {new string('x', 199)}…\nyes", line.Body);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("hidden")]
    [InlineData("retracted")]
    [InlineData("spoiler")]
    public async Task What_is_not_to_be_seen_is_not_quoted(string why)
    {
        await using var rooms = await InsideAsync();
        var secret = rooms.Said("$1", "secret");
        await rooms.HappensAsync(why switch
        {
            "unknown" => rooms.Said("$0", "something else"),
            "hidden" => secret with { Audience = RoomAudience.Present, Timestamp = rooms.Time.GetUtcNow().AddDays(-1) },
            "spoiler" => secret with { Body = RichText.Of(new RichBlock.Spoiler([new RichBlock.Paragraph([new RichInline.Text("secret")])], null)) },
            _ => secret,
        });
        if (why == "retracted")
        {
            await rooms.HappensAsync(new RoomRetraction
            {
                Room = secret.Room,
                By = secret.By,
                Timestamp = secret.Timestamp,
                Target = secret.Id,
            });
        }

        var answer = Assert.Single(await rooms.HappensAsync(rooms.Said("$2", "yes", Ben) with { ReplyTo = new RemoteMessageId("$1") }));

        Assert.Equal("yes", answer.Body);
        Assert.Equal("$1", Reply.Find(answer)?.Id);
        Assert.Null(Fallback.Find(answer, Namespaces.Reply));
    }
}
