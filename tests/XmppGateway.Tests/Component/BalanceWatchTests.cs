using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Testing;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Component;

/// <summary>A server that brings back some of what is sent to the own domain divides its traffic.</summary>
public sealed class BalanceWatchTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly ListLogger _log = new();
    private readonly CancellationTokenSource _stream = new();
    private readonly BalanceWatch _watch;
    private readonly EchoingLink _link;

    public BalanceWatchTests()
    {
        _watch = new BalanceWatch("mail", EchoingLink.Address, _time, new Logger<BalanceWatch>(_log));
        _link = new EchoingLink(_watch);
    }

    private string? State => _watch.Trouble is null ? null : "misconfigured";

    public void Dispose()
    {
        _log.Dispose();
        _stream.Dispose();
    }

    [Theory]
    [InlineData(12, null)]
    [InlineData(6, "misconfigured")]
    [InlineData(11, "misconfigured")]
    [InlineData(0, null)]
    public async Task What_comes_back_in_part_is_divided(int back, string? expected)
    {
        _link.Back = back;
        var running = _watch.RunAsync(_link, _stream.Token);
        await PassAsync(running);

        Assert.Equal(expected, State);
        Assert.Equal(expected is null ? 0 : 1, _log.Lines.Count);
    }

    [Fact]
    public async Task It_is_told_once_and_when_it_is_mended()
    {
        _link.Back = 5;
        var running = _watch.RunAsync(_link, _stream.Token);
        await PassAsync(running);
        await PassAsync(running);
        Assert.Equal("misconfigured", State);
        Assert.Contains("Remove domain_balancing from ejabberd.yml", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);

        _link.Back = Echoes.Count;
        await PassAsync(running);

        Assert.Null(State);
        Assert.Equal(LogLevel.Information, _log.Lines.Last().Level);
    }

    [Fact]
    public async Task A_server_that_was_slow_once_is_not_accused()
    {
        _link.Back = 5;
        _link.AfterRound = () => _link.Back = Echoes.Count;
        var running = _watch.RunAsync(_link, _stream.Token);
        await PassAsync(running);

        Assert.Null(State);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Nobody_else_can_answer() => Assert.False(_watch.TryReturn(
        new Stanza(StanzaKind.Message) { Id = "echo-1-1", From = Jid.Parse("mallory@localhost"), To = Jid.Parse("echo-probe-1@" + EchoingLink.Address) }));

    /// <summary>What does not depend on which address the server hashes: each stanza has its own in both places.</summary>
    [Fact]
    public async Task Each_has_addresses_of_its_own()
    {
        _ = _watch.RunAsync(_link, _stream.Token);
        await PassAsync(Task.CompletedTask);

        Assert.Equal(Echoes.Count, _link.Sent.Select(stanza => stanza.To!.Bare).Distinct().Count());
        Assert.Equal(Echoes.Count, _link.Sent.Select(stanza => stanza.From!.Bare).Distinct().Count());
    }

    /// <summary>Some time with its rounds.</summary>
    private async Task PassAsync(Task running)
    {
        for (var i = 0; i < 40; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            for (var turn = 0; turn < 20; turn++)
            {
                await Task.Yield();
            }
        }

        Assert.False(running.IsFaulted);
    }

    /// <summary>A link whose server brings back only the first so many.</summary>
    private sealed class EchoingLink(BalanceWatch watch) : IComponentLink
    {
        public const string Address = "mail.localhost";
        private int _inRound;

        public int Back { get; set; } = Echoes.Count;

        public Action? AfterRound { get; set; }

        public List<Stanza> Sent { get; } = [];

        public string Network => "mail";

        public string Domain => Address;

        public bool IsAttached => true;

        public ValueTask<bool> SendAsync(Stanza stanza, CancellationToken cancellationToken)
        {
            Sent.Add(stanza);
            if (_inRound++ < Back)
            {
                Assert.True(watch.TryReturn(stanza));
            }

            if (_inRound == Echoes.Count)
            {
                _inRound = 0;
                AfterRound?.Invoke();
            }

            return ValueTask.FromResult(true);
        }

        public Task<Stanza?> AskAsync(Stanza request, CancellationToken cancellationToken) => Task.FromResult<Stanza?>(null);

        public Task<bool> PassFenceAsync(CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
