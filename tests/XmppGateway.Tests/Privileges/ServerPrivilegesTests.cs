using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Testing;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;

namespace XmppGateway.Tests.Privileges;

public sealed class ServerPrivilegesTests : IDisposable
{
    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly Jid Server = Jid.Parse("localhost");
    private static readonly Jid Gateway = Jid.Parse("mail.example.org");
    private static readonly XNamespace Client = "jabber:client";

    private readonly ListLogger _log = new();
    private readonly ManualTimeProvider _time = new();
    private readonly FakeLink _link = new();
    private readonly Network _network;
    private readonly ServerPrivileges _privileges;

    public ServerPrivilegesTests()
    {
        _network = new Network("mail", new FakeAdapter(), _link);
        _privileges = new ServerPrivileges(["localhost"], _time, _log.CreateLogger<ServerPrivileges>());
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_message_goes_in_the_users_name_as_the_specification_shows()
    {
        await AnnounceAsync("urn:xmpp:privilege:2", """<perm access="message" type="outgoing"/>""");
        var own = Stanza.Message(Alice, Jid.Parse("bob@mail.example.org"), id: "m1");
        own.Body = "written elsewhere";

        Assert.True(await _privileges.SendAsAsync(_network, own, CancellationToken.None));

        var sent = Assert.Single(_link.TakeSent());
        Assert.Equal(Gateway, sent.From);
        Assert.Equal(Server, sent.To);
        Assert.Equal(
            "<message from='mail.example.org' to='localhost' id='m1'><privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'>"
            + "<message xmlns='jabber:client' from='alice@localhost' to='bob@mail.example.org' id='m1' type='chat'><body>written elsewhere</body>"
            + "</message></forwarded></privilege></message>",
            sent.Render());
    }

    [Fact]
    public async Task The_first_generation_is_answered_in_its_own_namespace()
    {
        await AnnounceAsync("urn:xmpp:privilege:1", """<perm access="message" type="outgoing"/><perm access="roster" type="both"/>""");

        await _privileges.SendAsAsync(_network, Stanza.Message(Alice, Gateway, id: "m1"), CancellationToken.None);

        Assert.Equal("urn:xmpp:privilege:1", Assert.Single(Assert.Single(_link.TakeSent()).Payloads).Name.NamespaceName);
        Assert.Null(await AskAsync("get", new XElement("{vcard-temp}vCard")));
    }

    [Fact]
    public async Task Without_the_privilege_nothing_is_sent()
    {
        await AnnounceAsync("urn:xmpp:privilege:2", """<perm access="message" type="none"/><perm access="roster" type="none"/>""");

        Assert.False(_privileges.MaySendAs(_network, Alice));
        Assert.False(await _privileges.SendAsAsync(_network, Stanza.Message(Alice, Gateway), CancellationToken.None));
        Assert.Null(await AskAsync("set", RosterItem.Query()));
        Assert.Equal(0, _link.Asked);
        Assert.Empty(_link.TakeSent());
    }

    [Fact]
    public async Task Only_a_bare_account_of_that_server_can_be_spoken_for()
    {
        await AnnounceAsync("urn:xmpp:privilege:2", """<perm access="message" type="outgoing"/>""");

        Assert.False(await SendAsAsync("alice@localhost/phone"));
        Assert.False(await SendAsAsync("localhost"));
        Assert.False(await SendAsAsync("alice@elsewhere.example"));
        Assert.Empty(_link.TakeSent());
    }

    [Fact]
    public async Task An_IQ_in_the_users_name_is_wrapped_and_its_answer_unwrapped()
    {
        await AnnounceAsync("urn:xmpp:privilege:2", """<perm access="iq"><namespace ns="urn:xmpp:blocking" type="get"/></perm>""");
        Stanza? asked = null;
        _link.OnAsk = request =>
        {
            asked = request;
            return Result(request, XElement.Parse(
                "<privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client' type='result' "
                + "from='alice@localhost' to='alice@localhost' id='x'><blocklist xmlns='urn:xmpp:blocking'><item jid='bob@mail.example.org'/>"
                + "</blocklist></iq></forwarded></privilege>"));
        };

        var answer = await AskAsync("get", new XElement("{urn:xmpp:blocking}blocklist"));

        Assert.Equal(Alice, asked!.To);
        Assert.Equal("get", asked.Type);
        var inner = Assert.Single(asked.Payloads, p => p.Name == "{urn:xmpp:privilege:2}privileged_iq").Element(Client + "iq");
        Assert.Equal("get", (string?)inner!.Attribute("type"));
        Assert.Equal("alice@localhost", (string?)inner.Attribute("to"));
        Assert.NotNull(inner.Element("{urn:xmpp:blocking}blocklist"));
        Assert.Equal("bob@mail.example.org", answer!.Payload("{urn:xmpp:blocking}blocklist")!.Elements().Single().Attribute("jid")!.Value);
    }

    /// <summary>As ejabberd 24.12 does it: a request to the bytes of the user's own address comes back as itself, and another spelling is served.</summary>
    [Fact]
    public async Task A_server_that_reflects_requests_is_asked_in_another_spelling_from_then_on()
    {
        await AnnounceAsync("urn:xmpp:privilege:2", """<perm access="iq"><namespace ns="vcard-temp" type="get"/></perm>""");
        List<string?> asked = [];
        _link.OnAsk = request =>
        {
            var inner = request.Payloads.Single().Element(Client + "iq")!;
            asked.Add((string?)inner.Attribute("to"));
            var reflects = asked[^1] == "alice@localhost";
            var answer = Result(request, XElement.Parse(
                "<privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client' id='x' type='"
                + (reflects ? "get'><vCard xmlns='vcard-temp'/>" : "result'><vCard xmlns='vcard-temp'><FN>Alice</FN></vCard>")
                + "</iq></forwarded></privilege>"));
            answer.Type = reflects ? "get" : "result";
            return answer;
        };

        for (var i = 0; i < 2; i++)
        {
            var answer = await AskAsync("get", new XElement("{vcard-temp}vCard"));
            Assert.Equal("Alice", answer!.Payload("{vcard-temp}vCard")!.Value);
        }

        Assert.Equal(["alice@localhost", "alice@LOCALHOST", "alice@LOCALHOST"], asked);
    }

    /// <summary>ejabberd 24.12 gives the answer around it the type of what is in it.</summary>
    [Theory]
    [InlineData("result")]
    [InlineData("error")]
    public async Task An_inner_error_is_an_error_of_the_stream(string around)
    {
        await AnnounceAsync("urn:xmpp:privilege:2", """<perm access="iq"><namespace ns="vcard-temp" type="both"/></perm>""");
        _link.OnAsk = request =>
        {
            var answer = Result(request, XElement.Parse(
                "<privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client' type='error' id='x'>"
                + "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq></forwarded></privilege>"));
            answer.Type = around;
            return answer;
        };

        var answer = await AskAsync("get", new XElement("{vcard-temp}vCard"));

        Assert.True(answer!.IsError);
        Assert.Equal(StanzaConditions.ItemNotFound, StanzaError.Find(answer)!.Condition);
    }

    [Theory]
    [InlineData("get", true)]
    [InlineData("set", false)]
    public async Task Access_is_for_reading_or_writing(string type, bool allowed)
    {
        await AnnounceAsync("urn:xmpp:privilege:2", """<perm access="roster" type="get"/><perm access="iq"><namespace ns="vcard-temp" type="get"/></perm>""");
        _link.OnAsk = request => Result(request, null);

        Assert.Equal(allowed, await AskAsync(type, RosterItem.Query()) is not null);
        Assert.Equal(allowed, await AskAsync(type, new XElement("{vcard-temp}vCard")) is not null);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("mallory@localhost")]
    [InlineData("localhost/resource")]
    public async Task Only_the_operators_own_servers_are_believed(string from)
    {
        await AnnounceAsync("urn:xmpp:privilege:2", """<perm access="message" type="outgoing"/>""", from);

        Assert.False(_privileges.MaySendAs(_network, Alice));
        Assert.False(_privileges.MaySendAs(_network, Jid.Parse("alice@evil.example")));
    }

    [Fact]
    public async Task What_was_granted_ends_with_the_attachment()
    {
        await AnnounceAsync("urn:xmpp:privilege:2", """<perm access="message" type="outgoing"/>""");

        _privileges.LinkChanged(_network, attached: false);

        Assert.False(_privileges.MaySendAs(_network, Alice));
    }

    [Fact]
    public async Task Each_missing_privilege_is_a_line_in_the_log()
    {
        await AnnounceAsync("urn:xmpp:privilege:2", """<perm access="message" type="outgoing"/>""");

        var lines = _log.Lines.Select(l => l.Text).ToList();
        Assert.Contains("mail: localhost lets the gateway act for its users: messages", lines);
        Assert.Contains(lines, l => l.Contains("changing rosters", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("reading block lists", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("written elsewhere", StringComparison.Ordinal));
        Assert.Equal(lines.Distinct(), lines);
    }

    [Fact]
    public async Task A_server_that_announces_nothing_is_one_line()
    {
        var watch = _privileges.WatchAsync(_network, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(6));
        await watch;

        Assert.Contains("gives no privileges", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_has_announced_is_not_said_to_have_not()
    {
        var watch = _privileges.WatchAsync(_network, CancellationToken.None);
        await AnnounceAsync("urn:xmpp:privilege:2", """<perm access="message" type="outgoing"/>""");
        _time.Advance(TimeSpan.FromSeconds(6));
        await watch;

        Assert.DoesNotContain(_log.Lines, l => l.Text.Contains("gives no privileges", StringComparison.Ordinal));
    }

    /// <summary>XEP-0356 §5.3: a privilege that was taken away meanwhile shows as an error, and the message would be nowhere.</summary>
    [Fact]
    public async Task A_message_that_the_server_refuses_is_said_otherwise_and_the_next_is_not_tried()
    {
        var privileges = new ServerPrivileges(["localhost"], _time, _log.CreateLogger<ServerPrivileges>())
        {
            SayOtherwise = (_, said, _) => ValueTask.FromResult<Stanza?>(Stanza.Message(said.To!, said.From!, id: "otherwise-" + said.Id)),
        };
        await privileges.HandleAsync(Announcement("urn:xmpp:privilege:2", """<perm access="message" type="outgoing"/>""", "localhost"), _link, CancellationToken.None);
        Assert.True(await privileges.SendAsAsync(_network, Stanza.Message(Alice, Gateway, id: "m1"), CancellationToken.None));

        Assert.False(privileges.Handles(Refused("m2", "localhost")));
        Assert.True(privileges.Handles(Refused("m1", "evil.example")));
        _link.TakeSent();
        await privileges.HandleAsync(Refused("m1", "evil.example"), _link, CancellationToken.None);
        Assert.True(privileges.MaySendAs(_network, Alice));
        Assert.Empty(_link.TakeSent());

        await privileges.HandleAsync(Refused("m1", "localhost"), _link, CancellationToken.None);

        Assert.Equal("otherwise-m1", Assert.Single(_link.TakeSent()).Id);
        Assert.False(privileges.MaySendAs(_network, Alice));
        Assert.Contains(_log.Lines, line => line.Text.Contains("localhost refused a message in the name of its user (forbidden)", StringComparison.Ordinal));
        Assert.False(privileges.Handles(Refused("m1", "localhost")));

        static Stanza Refused(string id, string from) => new Stanza(StanzaKind.Message) { From = Jid.Parse(from), To = Gateway, Id = id, Type = "error" }
            .With(StanzaError.Of(StanzaConditions.Forbidden, "No.").ToElement());
    }

    private static Stanza Announcement(string generation, string perms, string from) =>
        Stanza.Message(Jid.Parse(from), Gateway, type: null, id: "p1").With(XElement.Parse($"<privilege xmlns='{generation}'>{perms}</privilege>"));

    private static Stanza Result(Stanza request, XElement? payload)
    {
        var result = new Stanza(StanzaKind.Iq) { From = request.To, To = request.From, Type = "result", Id = request.Id };
        return payload is null ? result : result.With(payload);
    }

    private async Task<bool> SendAsAsync(string from) =>
        await _privileges.SendAsAsync(_network, Stanza.Message(Jid.Parse(from), Gateway), CancellationToken.None);

    private async Task<Stanza?> AskAsync(string type, XElement payload) =>
        await _privileges.AskAsAsync(_network, Alice, type, payload, CancellationToken.None);

    private async Task AnnounceAsync(string generation, string perms, string from = "localhost")
    {
        var message = Announcement(generation, perms, from);
        if (_privileges.Handles(message))
        {
            await _privileges.HandleAsync(message, _link, CancellationToken.None);
        }
    }
}
