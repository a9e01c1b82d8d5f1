using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Routing;

/// <summary>The servers' answers are those that Prosody 13.0 and ejabberd 24.12 gave to a component.</summary>
public sealed class UserDirectoryTests : IDisposable
{
    private readonly GatewayUnderTest _gateway = new();
    private readonly List<Stanza> _probes = [];

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("alice@localhost", UserStanding.Reachable)]
    [InlineData("ghost@localhost", UserStanding.Unknown)]
    [InlineData("mallory@localhost", UserStanding.NotAllowed)]
    [InlineData("alice@elsewhere.example", UserStanding.NotAllowed)]
    [InlineData("localhost", UserStanding.NotAllowed)]
    public async Task Prosody_answers_the_probe_for_an_account(string user, UserStanding standing)
    {
        Serve("Prosody", probed => probed is { Kind: StanzaKind.Presence } && IsAlice(probed)
            ? new Stanza(StanzaKind.Presence) { From = probed.To, To = probed.From, Type = "unsubscribed" }
            : probed is { Kind: StanzaKind.Message } && !IsAlice(probed) ? Unavailable(probed, null) : null);

        Assert.Equal(standing, await FindAsync(user));
    }

    [Theory]
    [InlineData("alice@localhost", UserStanding.Reachable)]
    [InlineData("ghost@localhost", UserStanding.Unknown)]
    public async Task Ejabberd_gives_a_text_for_an_account_that_is_away(string user, UserStanding standing)
    {
        Serve("ejabberd", probed => probed is { Kind: StanzaKind.Message }
            ? Unavailable(probed, IsAlice(probed) ? "User session not found" : null)
            : null);

        Assert.Equal(standing, await FindAsync(user));
    }

    [Fact]
    public async Task A_server_that_is_not_known_well_is_not_asked()
    {
        Serve("Somebody's own", probed => Unavailable(probed, null));

        Assert.Equal(UserStanding.Reachable, await FindAsync("ghost@localhost"));
        Assert.Empty(_probes);
    }

    [Fact]
    public async Task Prosody_without_offline_storage_is_not_asked()
    {
        Serve("Prosody", probed => Unavailable(probed, null), keepsMessages: false);

        Assert.Equal(UserStanding.Reachable, await FindAsync("alice@localhost"));
        Assert.Empty(_probes);
    }

    [Fact]
    public async Task An_account_without_contacts_is_not_taken_for_missing()
    {
        // Prosody 13.0: no answer to the probe, and the empty message is dropped.
        Serve("Prosody", _ => null);

        Assert.Equal(UserStanding.Reachable, await FindAsync("alice@localhost"));
    }

    [Fact]
    public async Task A_link_that_is_away_is_in_favour_of_the_user()
    {
        _gateway.Link.IsAttached = false;

        Assert.Equal(UserStanding.Reachable, await FindAsync("ghost@localhost"));
    }

    [Fact]
    public async Task A_server_that_drops_the_ping_cannot_tell()
    {
        Serve("ejabberd", probed => Unavailable(probed, null));
        var asked = _gateway.Link.OnAsk;
        _gateway.Link.OnAsk = request => request.Payload(Namespaces.Ping + "ping") is null ? asked(request) : null;

        Assert.Equal(UserStanding.Reachable, await FindAsync("ghost@localhost"));
    }

    [Fact]
    public async Task A_server_that_drops_requests_to_bare_addresses_is_asked_at_a_resource()
    {
        // ejabberd issue 4472.
        Serve("ejabberd", probed => probed is { Kind: StanzaKind.Message } ? Unavailable(probed, null) : null);
        var asked = _gateway.Link.OnAsk;
        _gateway.Link.OnAsk = request => request.To!.IsBare ? null : asked(request);

        Assert.Equal(UserStanding.Unknown, await FindAsync("ghost@localhost"));
    }

    [Fact]
    public async Task An_answer_is_remembered_for_a_while()
    {
        Serve("ejabberd", probed => probed is { Kind: StanzaKind.Message } ? Unavailable(probed, null) : null);
        await FindAsync("ghost@localhost");
        var asked = _probes.Count;

        Assert.Equal(UserStanding.Unknown, await FindAsync("ghost@localhost/phone"));
        Assert.Equal(asked, _probes.Count);

        _gateway.Time.Advance(TimeSpan.FromMinutes(2));
        await FindAsync("ghost@localhost");
        Assert.Equal(2 * asked, _probes.Count);
    }

    [Fact]
    public async Task A_question_that_failed_is_asked_again()
    {
        Serve("ejabberd", probed => probed is { Kind: StanzaKind.Message } ? Unavailable(probed, null) : null);
        var asked = _gateway.Link.OnAsk;
        var broken = true;
        _gateway.Link.OnAsk = request => broken && request.Payload(Namespaces.Ping + "ping") is not null
            ? throw new InvalidOperationException("a mistake")
            : asked(request);
        await Assert.ThrowsAsync<InvalidOperationException>(() => FindAsync("ghost@localhost").AsTask());
        broken = false;

        Assert.Equal(UserStanding.Unknown, await FindAsync("ghost@localhost"));
    }

    private static bool IsAlice(Stanza stanza) => stanza.To == Alice;

    private static Stanza Unavailable(Stanza probed, string? text) => StanzaAnswers.Error(
        probed, StanzaError.Of("service-unavailable", text))!;

    private ValueTask<UserStanding> FindAsync(string user) =>
        _gateway.Directory.FindAsync(_gateway.Network, Jid.Parse(user), CancellationToken.None);

    /// <summary>A server: what it sends before it answers the ping that follows each probe.</summary>
    private void Serve(string software, Func<Stanza, Stanza?> reaction, bool keepsMessages = true) => _gateway.Link.OnAsk = request =>
    {
        if (request.Payload(Namespaces.DiscoInfo + "query") is not null)
        {
            return Result(request, new XElement(
                Namespaces.DiscoInfo + "query",
                new XElement(
                    Namespaces.DiscoInfo + "identity",
                    new XAttribute("category", "server"), new XAttribute("type", "im"), new XAttribute("name", software)),
                keepsMessages ? new XElement(Namespaces.DiscoInfo + "feature", new XAttribute("var", "msgoffline")) : null));
        }

        foreach (var probed in _gateway.Link.TakeSent())
        {
            _probes.Add(probed);
            if (reaction(probed) is { } answer)
            {
                var routed = _gateway.RouteAsync(answer);
                Assert.True(routed.IsCompletedSuccessfully);
            }
        }

        return Result(request);
    };

    private static Stanza Result(Stanza request, params XElement[] payloads)
    {
        var result = new Stanza(StanzaKind.Iq) { From = request.To, To = request.From, Type = "result" };
        foreach (var payload in payloads)
        {
            result.Payloads.Add(payload);
        }

        return result;
    }
}
