using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;
using XmppGateway.Component;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Handlers;
using XmppGateway.Tests.Outbox;
using XmppGateway.Xmpp.Stanzas;
using Xunit;

namespace XmppGateway.Tests.Accounts;

/// <summary>Leaving, with a crash before any of its steps: the roster of the user ends empty, and so does the store.</summary>
public sealed class LeavingTests : IDisposable
{
    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly Jid Gateway = Jid.Parse("mail.example.org");

    private readonly ListLogger _log = new();
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryStore _store = new();
    private readonly HashSet<Jid> _roster = [];
    private readonly List<string> _secrets = [];
    private int _stepsToLive = int.MaxValue;
    private bool _hasPrivilege;
    private Func<Task> _whenRemoved = () => Task.CompletedTask;

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whenever_the_program_dies_nothing_is_left_after_the_next_start(bool hasPrivilege)
    {
        _hasPrivilege = hasPrivilege;
        await RegisterAsync();
        Assert.True(await LeaveAsync(Life()));
        var steps = int.MaxValue - _stepsToLive;
        Assert.True(steps > 40, $"Only {steps} steps were seen.");

        for (var step = 0; step < steps; step++)
        {
            await RegisterAsync();
            _stepsToLive = step;
            await Assert.ThrowsAsync<DeathException>(() => LeaveAsync(Life()));

            _stepsToLive = int.MaxValue;
            var next = Life();
            await next.Farewells.FinishAsync(next.Network, CancellationToken.None);
            if (_store.Accounts.Count > 0)
            {
                // Nothing was answered: the user asks again.
                Assert.NotEmpty(_roster);
                Assert.True(await LeaveAsync(next));
            }

            Assert.True(_roster.Count == 0, $"Killed at step {step}: {string.Join(", ", _roster)} is still there.");
            Assert.Empty(_secrets);
            Assert.Empty(_store.Accounts);
            Assert.Empty(_store.Contacts);
            Assert.Empty(_store.Farewells);
        }
    }

    [Fact]
    public async Task A_link_that_goes_leaves_the_rest_to_the_next_attachment()
    {
        await RegisterAsync();
        var life = Life();
        Assert.True(await life.Membership.LeaveAsync(life.Network, Alice, CancellationToken.None));
        life.Link.IsAttached = false;

        await life.Membership.SayGoodbyeAsync(life.Network, Alice, CancellationToken.None);
        Assert.Equal(41, _roster.Count);
        Assert.Equal(41, _store.Farewells.Count);

        life.Link.IsAttached = true;
        await life.Farewells.FinishAsync(life.Network, CancellationToken.None);
        Assert.Empty(_roster);
        Assert.Empty(_store.Farewells);
    }

    [Fact]
    public async Task Who_leaves_during_an_attachment_is_said_goodbye_for_in_the_background()
    {
        await RegisterAsync();
        var life = Life();
        using var attached = new CancellationTokenSource();
        var serving = life.Farewells.ServeAsync(life.Network, attached.Token);

        Assert.True(await life.Membership.LeaveAsync(life.Network, Alice, CancellationToken.None));
        Assert.Equal(41, _roster.Count);
        life.Membership.BeginGoodbye(life.Network);
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(_store.Farewells.Count == 0));

        Assert.Empty(_roster);
        await attached.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    [Fact]
    public async Task Who_leaves_while_the_link_is_away_is_said_goodbye_for_on_the_next_attachment()
    {
        await RegisterAsync();
        var life = Life();
        life.Link.IsAttached = false;
        Assert.True(await life.Membership.LeaveAsync(life.Network, Alice, CancellationToken.None));
        life.Membership.BeginGoodbye(life.Network);
        life.Link.IsAttached = true;

        using var attached = new CancellationTokenSource();
        var serving = life.Farewells.ServeAsync(life.Network, attached.Token);
        await QueuesUnderTest.UntilAsync(() => Task.FromResult(_store.Farewells.Count == 0));

        Assert.Empty(_roster);
        await attached.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    [Fact]
    public async Task Who_has_registered_again_meanwhile_keeps_the_gateway_and_what_was_added_again()
    {
        await RegisterAsync();
        var life = Life();
        Assert.True(await life.Membership.LeaveAsync(life.Network, Alice, CancellationToken.None));
        await _store.RegisterAccountAsync("mail", "alice@localhost", _time.GetUtcNow(), CancellationToken.None);
        await _store.PutContactAsync(ContactNumber(7), CancellationToken.None);

        await life.Farewells.FinishAsync(life.Network, CancellationToken.None);

        Assert.Equal([Gateway, Jid.Parse("p7@mail.example.org")], _roster.OrderBy(jid => jid.Local, StringComparer.Ordinal));
        Assert.Empty(_store.Farewells);
    }

    [Fact]
    public async Task A_contact_that_is_taken_again_while_goodbye_is_said_stays()
    {
        _hasPrivilege = true;
        await RegisterAsync();
        var life = Life();
        Assert.True(await life.Membership.LeaveAsync(life.Network, Alice, CancellationToken.None));
        _whenRemoved = () => _store.PutContactAsync(ContactNumber(7), CancellationToken.None);

        await life.Farewells.FinishAsync(life.Network, CancellationToken.None);

        Assert.Equal([Jid.Parse("p7@mail.example.org")], _roster);
        Assert.Empty(_store.Farewells);
    }

    [Fact]
    public async Task A_store_that_is_away_is_waited_for()
    {
        await RegisterAsync();
        var life = Life();
        Assert.True(await life.Membership.LeaveAsync(life.Network, Alice, CancellationToken.None));
        _store.IsAway = true;

        var saying = life.Membership.SayGoodbyeAsync(life.Network, Alice, CancellationToken.None);
        Assert.False(saying.IsCompleted);
        _store.IsAway = false;
        await _time.AdvanceUntilAsync(new ValueTask<bool>(saying.ContinueWith(done => done.IsCompletedSuccessfully, TaskScheduler.Default)));

        Assert.Empty(_roster);
    }

    private static ContactRow ContactNumber(int number) => new(
        0, "mail", "alice@localhost", $"p{number}@example.com", $"p{number}", true, (ContactSubscription)(number % 4));

    private async Task RegisterAsync()
    {
        await _store.RegisterAccountAsync("mail", "alice@localhost", _time.GetUtcNow(), CancellationToken.None);
        await _store.PutContactAsync(new ContactRow(0, "mail", "alice@localhost", "", "", true, ContactSubscription.Granted), CancellationToken.None);
        _roster.Add(Gateway);
        for (var i = 0; i < 40; i++)
        {
            await _store.PutContactAsync(ContactNumber(i), CancellationToken.None);
            _roster.Add(Jid.Parse($"p{i}@mail.example.org"));
        }

        _secrets.Add("login");
    }

    private static async Task<bool> LeaveAsync(OneLife life)
    {
        var left = await life.Membership.LeaveAsync(life.Network, Alice, CancellationToken.None);
        await life.Membership.SayGoodbyeAsync(life.Network, Alice, CancellationToken.None);
        return left;
    }

    private OneLife Life()
    {
        var link = new ServerLink(this);
        var roster = new ServerRoster(this);
        var store = MortalStore.Around(_store, Step);
        var farewells = new Farewells(store, roster, _time, _log.CreateLogger<Farewells>());
        return new OneLife(
            new Network("mail", new FakeAdapter(), link),
            link,
            farewells,
            new Membership(
                new AccountSettings(store, _time), store, roster, farewells, [new SecretKeeper(this)], _log.CreateLogger<Membership>()));
    }

    private void Step()
    {
        if (_stepsToLive-- <= 0)
        {
            throw new DeathException();
        }
    }

    private sealed record OneLife(Network Network, ServerLink Link, Farewells Farewells, Membership Membership);

    private sealed class DeathException : Exception;

    private sealed class SecretKeeper(LeavingTests test) : IAccountWatcher
    {
        public ValueTask LeavingAsync(Network network, Jid user, CancellationToken cancellationToken)
        {
            test.Step();
            test._secrets.Clear();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class ServerRoster(LeavingTests test) : IRoster
    {
        public ValueTask<RosterAddition> AddAsync(Network network, Jid user, RemoteContact? who, CancellationToken cancellationToken) =>
            ValueTask.FromResult(RosterAddition.KnownAlready);

        public async ValueTask<bool> RemoveAsync(Network network, Jid user, Jid contact, CancellationToken cancellationToken)
        {
            test.Step();
            await test._whenRemoved();
            if (test._hasPrivilege && network.Link.IsAttached)
            {
                test._roster.Remove(contact);
            }

            return test._hasPrivilege;
        }
    }

    /// <summary>A server that takes what is sent when a fence proves it, and then ends subscriptions.</summary>
    private sealed class ServerLink(LeavingTests test) : IComponentLink
    {
        private readonly List<Stanza> _sent = [];

        public string Network => "mail";

        public string Domain => "mail.example.org";

        public bool IsAttached { get; set; } = true;

        public ValueTask<bool> SendAsync(Stanza stanza, CancellationToken cancellationToken)
        {
            test.Step();
            _sent.Add(stanza);
            return ValueTask.FromResult(IsAttached);
        }

        public Task<Stanza?> AskAsync(Stanza request, CancellationToken cancellationToken) => Task.FromResult<Stanza?>(null);

        public Task<bool> PassFenceAsync(CancellationToken cancellationToken)
        {
            test.Step();
            if (IsAttached)
            {
                foreach (var stanza in _sent.Where(s => s.Type == "unsubscribed"))
                {
                    test._roster.Remove(stanza.From!);
                }
            }

            _sent.Clear();
            return Task.FromResult(IsAttached);
        }
    }
}
