using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Outbox;
using XmppGateway.Privileges;
using XmppGateway.Storage;
using XmppGateway.Testing;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Outbox;

/// <summary>What the user has read on the other network is told to their clients (XEP-0490).</summary>
public sealed class ReadStatesTests : IDisposable
{
    private static readonly RemoteContact BobContact = new(new RemoteUserId("bob@example.com"), "bob@example.com", "Bob");

    private readonly GatewayUnderTest _gateway = new();
    private readonly ListLogger _log = new();
    private readonly List<XElement> _asked = [];
    private readonly ReadStates _states;
    private string? _last;
    private int? _count = 1;

    public ReadStatesTests()
    {
        _states = new ReadStates(_gateway.Network, _gateway.Store, _gateway.Privileges, _log.CreateLogger("reads"));
        _gateway.Privileges.OnAsk = Answer;
    }

    public void Dispose()
    {
        _gateway.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Names_the_message_as_the_users_archive_does()
    {
        await ReceiveAsync("s1", "f1", "archived-1");

        await ReadAsync("f1");

        Assert.Equal([(Bob.ToString(), "alice@localhost", "archived-1")], Published());
        var verified = Assert.Single(_asked, payload => payload.Name == Namespaces.Archive + "query");
        Assert.Equal(["urn:xmpp:mam:2", Bob.ToString(), "archived-1"], verified.Descendants(Namespaces.DataForms + "value").Select(value => value.Value));
    }

    [Fact]
    public async Task An_archive_that_does_not_count_is_believed()
    {
        await ReceiveAsync("s1", "f1", "archived-1");
        _count = null;

        await ReadAsync("f1");

        Assert.Single(Published());
    }

    [Theory]
    [InlineData(PrivilegeAccess.Get, false)]
    [InlineData(PrivilegeAccess.Set, false)]
    [InlineData(PrivilegeAccess.Both, true)]
    public async Task Is_told_only_where_the_archive_may_be_asked_for_its_end_and_for_what_is_in_it(PrivilegeAccess archive, bool isTold)
    {
        // XEP-0313 §5 and §4.1: one is a get, the other a set.
        _gateway.Privileges.MayAsk = (type, payload) =>
            payload.Name.Namespace != Namespaces.Archive || archive.HasFlag(type == "set" ? PrivilegeAccess.Set : PrivilegeAccess.Get);
        await ReceiveAsync("s1", "f1", "archived-1");

        await ReadAsync("f1");

        Assert.Equal(isTold, Published().Count == 1);
        Assert.Equal(isTold, !PrivilegeReport.Missing(Granted(archive)).Any(line => line.StartsWith("archives", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_not_in_the_conversation_is_not_told()
    {
        await ReceiveAsync("s1", "f1", "of-somebody-else");
        _count = 0;

        await ReadAsync("f1");

        Assert.Empty(Published());
    }

    [Fact]
    public async Task Only_moves_forward()
    {
        await ReceiveAsync("s1", "f1", "archived-1");
        _gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await ReceiveAsync("s2", "f2", "archived-2");

        await ReadAsync("f2");
        await ReadAsync("f1");
        await ReadAsync("f2");

        Assert.Equal("archived-2", Assert.Single(Published()).Id);
    }

    [Fact]
    public async Task Without_privileges_nothing_is_told()
    {
        _gateway.Privileges.OnAsk = (_, _) => null;
        await ReceiveAsync("s1", "f1", "archived-1");
        await ReadAsync("f1");

        _gateway.Privileges.OnAsk = Answer;
        await ReadAsync("f1");

        Assert.Empty(Published());
    }

    [Fact]
    public async Task A_mistake_on_the_way_is_no_failure_of_the_event()
    {
        await ReceiveAsync("s1", "f1", "archived-1");
        _gateway.Privileges.OnAsk = (_, _) => throw new InvalidOperationException("a bug");

        await ReadAsync("f1");
        await _states.LearnAsync(MessageOf("f2"), "s2", Bob);

        Assert.Equal(2, _log.Lines.Count);
    }

    private static Privilege Granted(PrivilegeAccess archive)
    {
        var word = archive.ToString().ToLowerInvariant();
        var announced = new Stanza(StanzaKind.Message)
        {
            Payloads = { XElement.Parse(
            $"<privilege xmlns='urn:xmpp:privilege:2'><perm access='iq'><namespace ns='urn:xmpp:mam:2' type='{word}'/></perm></privilege>") }
        };
        return Privilege.Find(announced)!;
    }

    private Stanza? Answer(Jid user, XElement payload)
    {
        _asked.Add(payload);
        var answer = new Stanza(StanzaKind.Iq) { From = user, Type = "result" };
        return payload.Name.LocalName switch
        {
            "metadata" => answer.With(XElement.Parse($"<metadata xmlns='urn:xmpp:mam:2'><end id='{_last}'/></metadata>")),
            "query" => answer.With(XElement.Parse($"<fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><count>{_count}</count></set></fin>")),
            _ => answer,
        };
    }

    private IReadOnlyList<(string? Chat, string? By, string? Id)> Published() =>
    [
        .. _asked.Descendants(Namespaces.StanzaIds + "stanza-id").Select(id =>
            (id.Parent!.Parent!.Attribute("id")?.Value, id.Attribute("by")?.Value, id.Attribute("id")?.Value)),
    ];

    private async Task ReceiveAsync(string stanzaId, string foreignId, string archived)
    {
        _gateway.Store.Map.Add(new MappedMessage(
            "mail", "alice@localhost", "bob@example.com", stanzaId, foreignId, Outgoing: false, From: null, _gateway.Time.GetUtcNow()));
        _last = archived;
        await _states.LearnAsync(MessageOf(foreignId), stanzaId, Bob);
    }

    private Task ReadAsync(string foreignId) => _states.TellAsync(
        new Displayed { User = Alice, Contact = BobContact, Timestamp = _gateway.Time.GetUtcNow(), ByUser = true, UpTo = new RemoteMessageId(foreignId) },
        TestContext.Current.CancellationToken);

    private Message MessageOf(string foreignId) => new()
    {
        User = Alice,
        Contact = BobContact,
        Timestamp = _gateway.Time.GetUtcNow(),
        Id = new RemoteMessageId(foreignId),
        Body = new RichText("hi"),
    };
}
