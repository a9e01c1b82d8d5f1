using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Routing;

public sealed class LongWorkTests
{
    private static readonly Jid Phone = Jid.Parse("alice@localhost/phone");

    [Fact]
    public async Task A_thousand_rooms_are_entered_at_once_and_none_is_refused()
    {
        var work = new LongWork();
        var done = 0;
        var opened = new TaskCompletionSource();

        for (var room = 0; room < 1000; room++)
        {
            Assert.True(work.TryStart(Stanza.Presence(Phone, Jid.Parse($"room{room}@rooms.test/alice")), WorkAsync));
        }

        // What else they ask for meanwhile is not in their way either.
        Assert.True(work.TryStart(Question(), WorkAsync));
        opened.SetResult();
        await Task.WhenAll(work.Running());
        Assert.Equal(1001, done);

        async Task WorkAsync()
        {
            await opened.Task;
            Interlocked.Increment(ref done);
        }
    }

    [Fact]
    public async Task Questions_without_end_are_refused_and_presence_is_not()
    {
        var work = new LongWork();
        var opened = new TaskCompletionSource();

        var taken = Enumerable.Range(0, 300).Count(_ => work.TryStart(Question(), () => opened.Task));

        Assert.Equal(256, taken);
        Assert.True(work.TryStart(Stanza.Presence(Phone, Jid.Parse("room@rooms.test/alice")), () => opened.Task));
        opened.SetResult();
        await Task.WhenAll(work.Running());
        Assert.True(work.TryStart(Question(), () => Task.CompletedTask));
    }

    [Fact]
    public async Task A_few_who_ask_without_end_leave_places_to_everybody_else()
    {
        var work = new LongWork();
        var opened = new TaskCompletionSource();
        for (var i = 0; i < 8 * 256; i++)
        {
            work.TryStart(Question($"mallory{i % 8}@localhost/x"), () => opened.Task);
        }

        Assert.Equal(16, Enumerable.Range(0, 20).Count(_ => work.TryStart(Question("carol@localhost/x"), () => opened.Task)));
        opened.SetResult();
        await Task.WhenAll(work.Running());
    }

    [Fact]
    public async Task A_question_does_not_wait_for_the_rooms_that_are_being_entered()
    {
        var work = new LongWork();
        var opened = new TaskCompletionSource();
        for (var room = 0; room < 20; room++)
        {
            work.TryStart(Stanza.Presence(Phone, Jid.Parse($"room{room}@rooms.test/alice")), () => opened.Task);
        }

        var isAsked = false;
        work.TryStart(Question(), () =>
        {
            isAsked = true;
            return Task.CompletedTask;
        });

        Assert.True(isAsked);
        opened.SetResult();
        await Task.WhenAll(work.Running());
    }

    [Fact]
    public async Task Who_goes_is_heard_however_much_is_under_way()
    {
        var work = new LongWork();
        var opened = new TaskCompletionSource();
        var room = Jid.Parse("room@rooms.test/alice");
        var taken = Enumerable.Range(0, 3000).Count(_ => work.TryStart(Stanza.Presence(Phone, room), () => opened.Task));

        Assert.Equal(2048, taken);
        Assert.True(work.TryStart(Stanza.Presence(Phone, room, "unavailable"), () => opened.Task));
        Assert.True(work.TryStart(Stanza.Presence(Phone, room, "error"), () => opened.Task));
        opened.SetResult();
        await Task.WhenAll(work.Running());
    }

    private static Stanza Question(string? from = null) => Stanza.Iq(from is null ? Phone : Jid.Parse(from), Jid.Parse("room@rooms.test"), "get", "q", new("{urn:test}query"));
}
