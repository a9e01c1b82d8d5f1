using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Accounts;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Routing;

public sealed class StanzaRouterTests : IDisposable
{
    private readonly FakeLink _link = new();
    private readonly ListLogger _logger = new();
    private readonly List<string> _handled = [];
    private readonly ScriptedHandler _handler;
    private readonly StanzaRouter _router;

    public StanzaRouterTests()
    {
        _handler = new ScriptedHandler();
        _router = new StanzaRouter(
            [_handler], new AccessRules([], [], ["localhost"]), Refusal.Of(null), new Languages(new DefaultSettings()), new Logger<StanzaRouter>(_logger));
    }

    public void Dispose()
    {
        _router.Dispose();
        _logger.Dispose();
    }

    [Fact]
    public async Task A_refusal_is_answered_on_the_original_id()
    {
        _handler.Act = _ => throw new StanzaErrorException(new StanzaError("gone", StanzaErrorType.Cancel, "Moved away"));

        var answer = Assert.Single(await RouteAsync(Message("m9")));

        Assert.Equal(("error", "m9"), (answer.Type, answer.Id));
        Assert.Equal(("bob@mail.example.org", "alice@localhost/x"), (answer.From?.ToString(), answer.To?.ToString()));
        Assert.Equal(
            "<error type=\"cancel\" xmlns=\"jabber:component:accept\"><gone xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\" />" +
            "<text xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\">Moved away</text></error>",
            Assert.Single(answer.Payloads).ToString(System.Xml.Linq.SaveOptions.DisableFormatting));
    }

    [Theory]
    [InlineData(StanzaKind.Iq, "first")]
    [InlineData(StanzaKind.Presence, "second")]
    public async Task A_handler_of_one_kind_is_not_asked_about_others(StanzaKind kind, string expected)
    {
        var first = new ScriptedHandler { Only = StanzaKind.Iq, Act = _ => Note("first") };
        var second = new ScriptedHandler { Act = _ => Note("second") };
        using var router = new StanzaRouter(
            [first, second], new AccessRules([], [], ["localhost"]), Refusal.Of(null), new Languages(new DefaultSettings()), new Logger<StanzaRouter>(_logger));
        var stanza = Of(kind, kind == StanzaKind.Iq ? "get" : null, "k1");
        stanza.Payloads.Add(new System.Xml.Linq.XElement("{urn:xmpp:ping}ping"));

        await router.RouteAsync(stanza, _link, TestContext.Current.CancellationToken);
        await router.DrainAsync();

        Assert.Equal([expected], _handled);

        Task Note(string name)
        {
            _handled.Add(name);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_bug_is_logged_and_answered()
    {
        _handler.Act = _ => throw new InvalidOperationException("boom");

        Assert.Equal("internal-server-error", ConditionOf(Assert.Single(await RouteAsync(Message("m1")))));
        Assert.Contains(_logger.Lines, l => l.Level == LogLevel.Error && l.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task A_store_that_is_away_means_try_again()
    {
        _handler.Act = _ => throw new StoreUnavailableException("disk full");

        var answer = Assert.Single(await RouteAsync(Message("m1")));

        Assert.Equal("resource-constraint", ConditionOf(answer));
        Assert.Equal("wait", (string?)answer.Payloads[0].Attribute("type"));
    }

    [Theory]
    [InlineData(StanzaKind.Message, "error", false)]
    [InlineData(StanzaKind.Message, "headline", false)]
    [InlineData(StanzaKind.Message, null, true)]
    [InlineData(StanzaKind.Message, "groupchat", true)]
    [InlineData(StanzaKind.Iq, "result", false)]
    [InlineData(StanzaKind.Iq, "error", false)]
    [InlineData(StanzaKind.Iq, "get", true)]
    [InlineData(StanzaKind.Iq, "set", true)]
    [InlineData(StanzaKind.Presence, null, false)]
    [InlineData(StanzaKind.Presence, "error", false)]
    [InlineData(StanzaKind.Presence, "probe", false)]
    [InlineData(StanzaKind.Presence, "unsubscribe", false)]
    [InlineData(StanzaKind.Presence, "subscribe", true)]
    public async Task Errors_go_only_where_they_may(StanzaKind kind, string? type, bool isAnswered)
    {
        _handler.Act = _ => throw new StanzaErrorException(new StanzaError("gone", StanzaErrorType.Cancel));

        Assert.Equal(isAnswered, (await RouteAsync(Of(kind, type, "i1"))).Count == 1);
    }

    [Fact]
    public async Task Without_usable_addresses_nothing_is_handled()
    {
        await RouteAsync(new Stanza(StanzaKind.Message) { To = Jid.Parse("bob@mail.example.org") });
        await RouteAsync(new Stanza(StanzaKind.Message) { From = Jid.Parse("a@localhost") });
        await RouteAsync(new Stanza(StanzaKind.Message) { From = Jid.Parse("a@localhost"), To = Jid.Parse("bob@other.example.org") });

        Assert.Equal(3, _router.Dropped);
        Assert.Empty(_handled);
        Assert.Empty(_link.TakeSent());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task An_IQ_without_an_id_is_dropped_and_no_mistake_of_ours(string? id)
    {
        var request = Message("x");
        var iq = new Stanza(StanzaKind.Iq) { From = request.From, To = request.To, Id = id, Type = "get" };

        Assert.Empty(await RouteAsync(iq));

        Assert.Equal(1, _router.Dropped);
        Assert.DoesNotContain(_logger.Lines, line => line.Level == LogLevel.Error);
    }

    [Fact]
    public async Task A_conversation_keeps_its_order_and_delays_no_other()
    {
        var first = new TaskCompletionSource();
        _handler.Act = async stanza =>
        {
            if (stanza.Id == "a1")
            {
                await first.Task;
            }

            lock (_handled)
            {
                _handled.Add(stanza.Id!);
            }
        };

        await _router.RouteAsync(Message("a1"), _link, CancellationToken.None);
        await _router.RouteAsync(Message("a2"), _link, CancellationToken.None);
        await _router.RouteAsync(Message("b1", "carol@mail.example.org"), _link, CancellationToken.None);
        Assert.Equal(["b1"], _handled);

        first.SetResult();
        await _router.DrainAsync();
        Assert.Equal(["b1", "a1", "a2"], _handled);
    }

    [Fact]
    public async Task The_reader_waits_while_too_much_is_in_work()
    {
        var open = new TaskCompletionSource();
        _handler.Act = _ => open.Task;
        for (var i = 0; i < 512; i++)
        {
            await _router.RouteAsync(Message("m", $"u{i}@mail.example.org"), _link, CancellationToken.None);
        }

        var waiting = _router.RouteAsync(Message("m", "last@mail.example.org"), _link, CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);

        open.SetResult();
        await waiting;
        await _router.DrainAsync();
    }

    [Fact]
    public async Task A_network_that_hangs_holds_up_no_other()
    {
        var open = new TaskCompletionSource();
        var healthy = new FakeLink("matrix", "matrix.example.org");
        _handler.Act = stanza => stanza.To!.Domain == _link.Domain ? open.Task : Note(stanza);
        for (var i = 0; i < 512; i++)
        {
            await _router.RouteAsync(Message("m", $"u{i}@mail.example.org"), _link, CancellationToken.None);
        }

        var hanging = _router.RouteAsync(Message("m", "last@mail.example.org"), _link, CancellationToken.None).AsTask();
        Assert.False(hanging.IsCompleted);
        for (var i = 0; i < 600; i++)
        {
            var routed = _router.RouteAsync(Message("h" + i, "bob@matrix.example.org"), healthy, CancellationToken.None);
            Assert.True(routed.IsCompletedSuccessfully);
            await routed;
        }

        Assert.Equal(600, _handled.Count);
        open.SetResult();
        await hanging;
        await _router.DrainAsync();

        Task Note(Stanza stanza)
        {
            _handled.Add(stanza.Id!);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task The_end_waits_for_every_network()
    {
        var open = new TaskCompletionSource();
        var other = new FakeLink("matrix", "matrix.example.org");
        _handler.Act = stanza => stanza.To!.Domain == other.Domain ? open.Task : Task.CompletedTask;
        await _router.RouteAsync(Message("a"), _link, CancellationToken.None);
        await _router.RouteAsync(Message("b", "bob@matrix.example.org"), other, CancellationToken.None);

        var drained = _router.DrainAsync();
        Assert.False(drained.IsCompleted);

        open.SetResult();
        await drained;
    }

    [Fact]
    public async Task What_takes_long_holds_up_nobody_and_one_sender_cannot_have_much_of_it()
    {
        var open = new TaskCompletionSource();
        _handler.TakesLong = true;
        var begun = 0;
        _handler.Act = stanza =>
        {
            if (stanza.From!.Local != "alice")
            {
                return Task.CompletedTask;
            }

            Interlocked.Increment(ref begun);
            return open.Task;
        };
        for (var i = 0; i < 256; i++)
        {
            var routed = _router.RouteAsync(Message("m" + i), _link, CancellationToken.None);
            Assert.True(routed.IsCompletedSuccessfully);
            await routed;
        }

        Assert.Empty(_link.TakeSent());
        Assert.Equal(16, begun);
        await _router.RouteAsync(Message("one more"), _link, CancellationToken.None);
        var refused = Assert.Single(_link.TakeSent());
        Assert.Equal(("one more", "resource-constraint"), (refused.Id, ConditionOf(refused)));
        var other = Message("ben's");
        other.From = Jid.Parse("ben@localhost/x");
        await _router.RouteAsync(other, _link, CancellationToken.None);
        Assert.Empty(_link.TakeSent());

        var drained = _router.DrainAsync();
        Assert.False(drained.IsCompleted);
        open.SetResult();
        await drained;
        Assert.Equal(256, begun);
        await _router.RouteAsync(Message("again"), _link, CancellationToken.None);
        Assert.Empty(_link.TakeSent());
    }

    [Fact]
    public async Task A_refusal_has_the_language_of_the_sender()
    {
        _handler.Act = _ => throw new StanzaErrorException(StanzaError.Of("gone", new LocalText("Moved away", "Verzogen")));
        var message = Message("m1");
        message.Lang = "de-AT";

        var answer = Assert.Single(await RouteAsync(message));

        Assert.Equal(("de", "Verzogen"), (answer.Lang, StanzaError.Find(answer)!.Text));
        Assert.Equal("Moved away", StanzaError.Find(Assert.Single(await RouteAsync(Message("m2"))))!.Text);
    }

    private async Task<IReadOnlyList<Stanza>> RouteAsync(Stanza stanza)
    {
        await _router.RouteAsync(stanza, _link, CancellationToken.None);
        await _router.DrainAsync();
        return _link.TakeSent();
    }

    private static string ConditionOf(Stanza answer) => XmppGateway.Translation.ErrorReader.Read(answer).Condition;

    private static Stanza Message(string id, string to = "bob@mail.example.org")
    {
        var stanza = Of(StanzaKind.Message, "chat", id);
        stanza.To = Jid.Parse(to);
        stanza.Body = "x";
        return stanza;
    }

    private static Stanza Of(StanzaKind kind, string? type, string id) => new(kind)
    {
        From = Jid.Parse("alice@localhost/x"),
        To = Jid.Parse("bob@mail.example.org"),
        Type = type,
        Id = id,
    };

    private sealed class ScriptedHandler : IStanzaHandler
    {
        public Func<Stanza, Task> Act { get; set; } = _ => Task.CompletedTask;

        public StanzaKind? Only { get; init; }

        public bool TakesLong { get; set; }

        public bool Handles(Stanza stanza) => true;

        public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken) => await Act(stanza);
    }
}
