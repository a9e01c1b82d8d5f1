using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Tests.Handlers;
using XmppGateway.Translation;
using Xunit;

namespace XmppGateway.Tests.Outbox;

public sealed class LetterTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Network Network = new("mail", new FakeAdapter(), new FakeLink());

    [Fact]
    public void The_next_line_belongs_to_it_until_the_window_is_over()
    {
        var letter = Letter.Gather(Line(1, 0), [Line(2, 15), Line(3, 31)], Window);

        Assert.Equal("1\n\n2", letter.What.Body.Plain);
        Assert.True(letter.IsClosed);
        Assert.Equal(2, letter.Last.Entry.Sequence);
    }

    [Fact]
    public void Somebody_who_never_stops_is_read_after_four_windows()
    {
        var letter = Letter.Gather(Line(0, 0), Enumerable.Range(1, 30).Select(i => Line(i, i * 5)), Window);

        Assert.Equal(13, letter.Lines.Count);
        Assert.Equal(Start + (4 * Window), letter.ClosesAt);
    }

    [Fact]
    public void Structure_stays_and_plain_lines_become_paragraphs()
    {
        var styled = RichText.Of(new RichBlock.Quote([new RichBlock.Paragraph([new RichInline.Text("q")])]));
        var second = Line(2, 1) with { Event = (Message)Line(2, 1).Event with { Body = styled } };

        var body = Letter.Gather(Line(1, 0), [second], Window).What.Body;

        Assert.Equal(2, body.Blocks.Count);
        Assert.IsType<RichBlock.Paragraph>(body.Blocks[0]);
        Assert.IsType<RichBlock.Quote>(body.Blocks[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_is_written_every_line_ends_once_and_as_it_was_last(int seed)
    {
#pragma warning disable CA5394 // A test that can be repeated.
        var random = new Random(seed);
        for (var run = 0; run < 200; run++)
        {
            var written = new List<Outgoing>();
            var seconds = 0;
            for (var i = 1; i <= random.Next(1, 30); i++)
            {
                seconds += random.Next(0, 20);
                var target = written.Count == 0 ? null : written[random.Next(written.Count)];
                var entry = target?.Event is not Message || random.Next(3) == 0 ? Line(i, seconds)
                    : random.Next(2) == 0 ? With(Line(i, seconds), new Edit { User = User, Contact = Bob, Timestamp = Start, Target = Late(target), Body = new("edit" + i) })
                    : With(Line(i, seconds), new Retraction { User = User, Contact = Bob, Timestamp = Start, Target = Late(target) });
                written.Add(entry);
            }

            var ended = new List<long>();
            for (var rest = written; rest.Count > 0;)
            {
                if (rest[0].Event is not Message)
                {
                    // Of a message that has gone, or that was taken back: on its own.
                    ended.Add(rest[0].Entry.Sequence);
                    rest = rest[1..];
                    continue;
                }

                var letter = Letter.Gather(rest[0], rest[1..], Window);
                Outgoing[] parts = [.. letter.Lines, .. letter.TakenBack, .. letter.Corrections.Select(c => c.Change), .. letter.Retractions];
                ended.AddRange(parts.Select(part => part.Entry.Sequence));
                foreach (var line in letter.Lines)
                {
                    var edit = letter.Corrections.Select(c => c.Change.Event).OfType<Edit>().LastOrDefault(e => e.Target == Late(line));
                    Assert.Equal(edit?.Body.Plain ?? $"{line.Entry.Sequence}", ((Message)line.Event).Body.Plain);
                }

                Assert.Equal(parts.Max(part => part.Entry.Sequence), letter.Last.Entry.Sequence);
                rest = [.. rest.Where(entry => entry.Entry.Sequence > letter.Last.Entry.Sequence)];
            }

            Assert.Equal(written.Select(entry => entry.Entry.Sequence), ended.Order());
        }
#pragma warning restore CA5394
    }

    private static Jid User => QueuesUnderTest.Alice;

    private static RemoteContact Bob => QueuesUnderTest.Bob;

    private static RemoteMessageId Late(Outgoing target) => LateReference.To(target.Entry.StanzaId);

    private static Outgoing With(Outgoing entry, GatewayEvent what) => entry with { Event = what };

    private static Outgoing Line(int number, int seconds)
    {
        var what = new Message { User = User, Contact = Bob, Timestamp = Start, Body = new($"{number}") };
        var entry = Outgoing.NewEntry(Network, what, QueuesUnderTest.Phone, "s" + number, Start.AddSeconds(seconds), TimeSpan.FromDays(2));
        return new Outgoing(Network, entry with { Sequence = number }, what);
    }
}
