using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using XmppGateway.Tests.Commands;
using XmppGateway.Tests.Handlers;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;
using Xunit;
using static XmppGateway.Tests.Handlers.GatewayUnderTest;

namespace XmppGateway.Tests.Fuzzing;

/// <summary>Hostile forms in runs that have begun: every request is answered once, with something that has an XML form, and nothing is a bug.</summary>
public sealed class CommandFuzzTests
{
    private const int Seed = 20_261_123;
    private const int Requests = 4_000;

    private static readonly string[] Nodes = ["register", "add-contact", "search", "settings", "unregister", "contacts", "status"];
    private static readonly string?[] Actions = [null, "execute", "next", "prev", "complete", "cancel", "", "dance"];

    private static readonly string[] Names =
    [
        "username", "password", "code", "address", "text", "confirm", "read_markers", "presence", "merge_window", "language", "FORM_TYPE", "",
    ];

    private static readonly string[] Values =
    [
        "", " ", "0", "1", "true", "-1", "99999999999999999999", "bill", "Calliope", "banned", "42", "bob@example.com", "@", "de", "AlwaysOnline", "\uD83D\uDE00\u202E",
        "<&'\">", "\n\t\r", new('x', 6_000), "\uFFFD\uE000",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_request_is_answered_once_and_nothing_is_a_bug(bool login)
    {
        var random = new Random(Seed);
        using var gateway = new GatewayUnderTest(login ? new LoginAdapter { AsksForCode = true } : null);
        var sessions = new List<(string Node, string Id)>();
        for (var i = 0; i < Requests; i++)
        {
            gateway.Time.Advance(TimeSpan.FromSeconds(random.Next(20)));
            var request = Next(random, sessions);

            var answers = (await gateway.ReceiveAsync(request)).Where(s => s.Kind == StanzaKind.Iq).ToList();

            var answer = Assert.Single(answers);
            Assert.Equal((request.Id, request.From), (answer.Id, answer.To));
            XElement.Parse(answer.Render().Replace("<iq", "<iq xmlns='jabber:component:accept'", StringComparison.Ordinal));
            if (answer.Type == "result" && AdHocCommand.Find(answer) is { SessionId: { } id, Status: "executing" } run)
            {
                sessions.Insert(0, (run.Node, id));
            }
        }

        Assert.True(sessions.Count > 100);
        Assert.DoesNotContain(gateway.Logger.Lines, l => l.Level >= LogLevel.Error);
    }

    private static Stanza Next(Random random, List<(string Node, string Id)> sessions) => random.Next(10) switch
    {
        0 => Get(new Registration { IsRemoval = random.Next(4) == 0, Fields = [(Pick(random, ["username", "password"]), Pick(random, Values))], Form = FormOf(random) }.ToElement(), type: "set"),
        1 => Get(new PeopleSearchQuery { Fields = [("nick", Pick(random, Values))], Form = random.Next(2) == 0 ? FormOf(random) : null }.ToElement(), type: "set"),
        2 or 3 => Get(new AdHocCommand(Pick(random, Nodes), null).ToElement(), type: "set"),
        _ when sessions.Count > 0 => Continue(random, sessions[random.Next(Math.Min(3, sessions.Count))]),
        _ => Get(new AdHocCommand("", Pick(random, Values)).ToElement(), type: "set"),
    };

    private static Stanza Continue(Random random, (string Node, string Id) session) => Get(
        (new AdHocCommand(random.Next(20) == 0 ? Pick(random, Nodes) : session.Node, session.Id) with
        {
            Action = random.Next(3) == 0 ? Pick(random, Actions) : null,
            Form = FormOf(random),
        }).ToElement(),
        type: "set");

    private static DataForm? FormOf(Random random) => random.Next(12) == 0 ? null : new DataForm(random.Next(12) == 0 ? Pick(random, Values) : "submit")
    {
        Fields = [.. Enumerable.Range(0, random.Next(6)).Select(_ => new DataField(Pick(random, Names), Pick(random, Values))
        {
            Values = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Pick(random, Values))],
        })],
    };

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
