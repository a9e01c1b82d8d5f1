using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Composition;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Outbox;
using Xunit;

namespace XmppGateway.Tests.Composition;

/// <summary>The order of a stop, and that nothing which hangs changes it. Time passes only where a test says so.</summary>
public sealed class StopTests : IAsyncLifetime
{
    private static readonly StopLimits Limits = StopLimits.Ordered;

    private TenureUnderTest _tenure = null!;
    private IActiveGateway _active = null!;
    private FakeComponentConnection _server = null!;

    private readonly CancellationTokenSource _patience = Patience.Begin();

    private CancellationToken Token => _patience.Token;

    public async ValueTask InitializeAsync()
    {
        _tenure = await TenureUnderTest.CreateAsync();
        await _tenure.Database.PutContactAsync(
            new ContactRow(0, TenureUnderTest.Network, "alice@localhost", "", "", UserSees: true, ContactSubscription.Granted), Token);
        (_active, _server) = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _active.DisposeAsync();
        await _tenure.DisposeAsync();
        _patience.Dispose();
    }

    [Fact]
    public async Task What_was_sent_is_confirmed_by_a_last_fence_and_does_not_come_again()
    {
        _tenure.Server.Routes = false;
        await ArriveAsync("k1", "one");
        Assert.Equal("one", BodyOf(await _server.ReceiveAsync(Token)));
        var fence = await _server.ReceiveAsync(Token);

        var stopping = _active.StopAsync(Limits);
        await LimitAsync(Limits.LastFence);
        Assert.Null(_server.TryReceive());
        await _server.SendAsync(fence.ToString(SaveOptions.DisableFormatting), Token);

        await stopping.InTimeAsync();
        Assert.Equal("unavailable", (string?)(await _server.ReceiveAsync(Token)).Attribute("type"));
        await _server.Ended.InTimeAsync();
        Assert.True(_server.EndedCleanly);

        _tenure.Server.Routes = true;
        await _active.DisposeAsync();
        (_active, var next) = await StartAsync();
        await ArriveAsync("k2", "two");
        Assert.Equal("two", BodyOf(await next.ReceiveAsync(Token)));
        await _active.StopAsync(Limits);
    }

    [Fact]
    public async Task A_server_that_does_not_return_the_fence_is_waited_for_two_seconds_and_told_goodbye()
    {
        _tenure.Server.Routes = false;
        await ArriveAsync("k1", "one");
        Assert.Equal("one", BodyOf(await _server.ReceiveAsync(Token)));
        await _server.ReceiveAsync(Token);

        var stopping = _active.StopAsync(Limits);
        await LimitAsync(Limits.LastFence);
        Assert.Null(_server.TryReceive());
        _tenure.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("unavailable", (string?)(await _server.ReceiveAsync(Token)).Attribute("type"));
        await stopping.InTimeAsync();
        await _server.Ended.InTimeAsync();
        Assert.True(_server.EndedCleanly);
        Assert.Equal(1, await _tenure.Database.CountIncomingAsync(TenureUnderTest.Network, Token));
        Assert.Contains(_tenure.Logger.Lines, line => line.Text.Contains("tape: confirming what was sent took more than 2.0 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_delivery_under_way_ends_and_is_receipted_before_links_and_adapters_go()
    {
        var (begun, end) = HoldDelivery();
        await _server.SendAsync(
            "<message from='alice@localhost/x' to='bob@tape.localhost' id='m1' type='chat'><body>hi</body><request xmlns='urn:xmpp:receipts'/></message>",
            Token);
        await begun;

        var stopping = _active.StopAsync(Limits);
        await LimitAsync(Limits.Attempts);
        Assert.DoesNotContain("stop", _tenure.Adapter.Calls);
        end.SetResult(new DeliveryResult.Delivered(null));
        await stopping.InTimeAsync();

        Assert.NotNull((await _server.ReceiveAsync(Token)).Element(XNamespace.Get("urn:xmpp:receipts") + "received"));
        Assert.Equal("unavailable", (string?)(await _server.ReceiveAsync(Token)).Attribute("type"));
        await _server.Ended.InTimeAsync();
        Assert.True(_server.EndedCleanly);
        Assert.Contains("stop", _tenure.Adapter.Calls);
    }

    [Fact]
    public async Task A_store_that_hangs_delays_each_step_by_its_limit_and_keeps_no_link_open()
    {
        var (begun, end) = HoldDelivery();
        await _server.SendAsync("<message from='alice@localhost/x' to='bob@tape.localhost' id='m1' type='chat'><body>hi</body></message>", Token);
        await begun;
        _tenure.Adapter.OnStop = token => _tenure.Adapter.Context.State.SetAsync("place", "end", token).AsTask();
        _tenure.Store.Hangs = _ => true;
        end.SetResult(new DeliveryResult.Delivered(null));
        await HangingAsync("CompleteOutgoingAsync");
        _ = _tenure.Adapter.Context.PublishAsync([Arrival("k", "hello")], Token).AsTask();
        await HangingAsync("AddIncomingAsync");
        var began = _tenure.Time.GetUtcNow();

        // The adapter's limit is the longer one: when it has begun, that of the links has.
        var limits = Limits with { Adapters = TimeSpan.FromSeconds(3) };
        var stopping = _active.StopAsync(limits);
        await PassAsync(limits.Attempts);
        await HangingAsync("ReadRegisteredAsync");
        await PassAsync(limits.Goodbyes);
        await _server.Ended.InTimeAsync();
        Assert.True(_server.EndedCleanly);
        Assert.False(stopping.IsCompleted);
        await HangingAsync("SetStateAsync");
        await PassAsync(limits.Adapters);

        await stopping.InTimeAsync();
        Assert.Equal(limits.Total, _tenure.Time.GetUtcNow() - began);
        Assert.Equal("stop", _tenure.Adapter.Calls.Last());
    }

    [Fact]
    public async Task An_adapter_that_hangs_holds_no_link_open()
    {
        _tenure.Adapter.OnStop = _ => new TaskCompletionSource().Task;

        var stopping = _active.StopAsync(Limits with { Adapters = TimeSpan.FromSeconds(3) });

        Assert.Equal("unavailable", (string?)(await _server.ReceiveAsync(Token)).Attribute("type"));
        await _server.Ended.InTimeAsync();
        Assert.True(_server.EndedCleanly);
        await PassAsync(TimeSpan.FromSeconds(3));
        await stopping.InTimeAsync();
    }

    [Fact]
    public async Task A_step_that_fails_is_told_and_the_others_have_their_turn()
    {
        _tenure.Store.Fails = member => member == "ReadSubscribedAsync" ? new StoreUnavailableException("the disk is full") : null;
        _tenure.Adapter.OnStop = _ => throw new InvalidOperationException("a mistake");

        await _active.StopAsync(Limits);

        await _server.Ended.InTimeAsync();
        Assert.True(_server.EndedCleanly);
        Assert.Single(_tenure.Logger.Lines, line => line.Exception is StoreUnavailableException);
        Assert.Single(_tenure.Logger.Lines, line => line.Exception is InvalidOperationException);
    }

    /// <summary>A tenure whose first words are said: the announcement, and the question which clients of the user are there.</summary>
    private async Task<(IActiveGateway Active, FakeComponentConnection Server)> StartAsync()
    {
        var active = await _tenure.StartAsync();
        var server = await _tenure.Server.AttachedAsync(Token);
        string?[] said = [(string?)(await server.ReceiveAsync(Token)).Attribute("type"), (string?)(await server.ReceiveAsync(Token)).Attribute("type")];
        Assert.Equal([null, "probe"], said.Order());
        return (active, server);
    }

    private (Task Begun, TaskCompletionSource<DeliveryResult> End) HoldDelivery()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource<DeliveryResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _tenure.Adapter.OnSend = (_, _) =>
        {
            begun.TrySetResult();
            return new ValueTask<DeliveryResult>(end.Task);
        };
        return (begun.Task, end);
    }

    private async Task ArriveAsync(string key, string body) =>
        Assert.Equal(Acceptance.Taken, await _tenure.Adapter.Context.PublishAsync([Arrival(key, body)], Token));

    private Arrival.Ready Arrival(string key, string body) => new(key, new Message
    {
        User = Jid.Parse("alice@localhost"),
        Contact = new RemoteContact(new RemoteUserId("bob"), "bob"),
        Timestamp = _tenure.Time.GetUtcNow(),
        Body = new RichText(body),
        Id = new RemoteMessageId(key),
    });

    private Task HangingAsync(string member) => QueuesUnderTest.UntilAsync(() => Task.FromResult(_tenure.Store.Hanging.Contains(member)));

    /// <summary>Waits until a step with this limit has begun.</summary>
    private Task LimitAsync(TimeSpan limit) =>
        QueuesUnderTest.UntilAsync(() => Task.FromResult(_tenure.Time.HasTimer(limit + BoundedSteps.Grace)));

    /// <summary>A step uses up all of its time.</summary>
    private async Task PassAsync(TimeSpan limit)
    {
        await LimitAsync(limit);
        _tenure.Time.Advance(limit + BoundedSteps.Grace);
    }

    private static string BodyOf(XElement stanza) =>
        stanza.Elements().FirstOrDefault(e => e.Name.LocalName == "body")?.Value ?? stanza.ToString(SaveOptions.DisableFormatting);
}
