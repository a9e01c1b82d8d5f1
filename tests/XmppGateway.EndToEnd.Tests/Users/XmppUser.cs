using System.Text.Json.Nodes;
using System.Xml.Linq;
using XmppGateway.EndToEnd.Tests.Servers;

namespace XmppGateway.EndToEnd.Tests.Users;

/// <summary>A person with an XMPP client (slixmpp): sends stanzas as written, and keeps every one that comes.</summary>
public sealed class XmppUser : IAsyncDisposable
{
    public static readonly XNamespace Client = "jabber:client";
    public static readonly XNamespace Receipts = "urn:xmpp:receipts";
    private static int _lastId;
    private readonly LineProcess _process;
    private readonly Journal<string> _sessions = new();

    private XmppUser(XmppServer server, string name, string resource, IReadOnlyList<string> features)
    {
        BareJid = name + "@localhost";
        _process = new LineProcess(
            "xmpp_client.py", [$"{BareJid}/{resource}", "secret", $"{server.ClientPort}", server.Script.Certificate, .. features], OnLine);
    }

    public string BareJid { get; }

    public Journal<XElement> Received { get; } = new();

    /// <summary>How often they have logged in.</summary>
    public int Sessions => _sessions.Snapshot().Count(event_ => event_ == "online");

    /// <summary>Waits for a login after this many events of earlier sessions.</summary>
    public Task<string> OnlineAgainAsync(int from) => _sessions.FirstAsync(event_ => event_ == "online", "another login", TimeSpan.FromSeconds(60), from);

    /// <summary>How many events of sessions there were.</summary>
    public int SessionEvents => _sessions.Count;

    /// <param name="features">What the client announces.</param>
    public static async Task<XmppUser> LoginAsync(XmppServer server, string name, string resource = "phone", IReadOnlyList<string>? features = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        var user = new XmppUser(server, name, resource, features ?? []);
        await user._sessions.FirstAsync(event_ => event_ == "online", $"{name} online at {server} {user._process.Errors}");
        return user;
    }

    public static string NewId() => $"e2e-{Environment.ProcessId}-{Interlocked.Increment(ref _lastId)}";

    public Task SendAsync(XElement stanza)
    {
        ArgumentNullException.ThrowIfNull(stanza);
        return _process.WriteAsync(new JsonObject { ["xml"] = stanza.ToString(SaveOptions.DisableFormatting) });
    }

    /// <summary>Sends a chat message that asks for a receipt; returns its id.</summary>
    public async Task<string> SayAsync(string to, string text, string? id = null)
    {
        id ??= NewId();
        await SendAsync(new XElement(
            Client + "message",
            new XAttribute("to", to),
            new XAttribute("type", "chat"),
            new XAttribute("id", id),
            new XElement(Client + "body", text),
            new XElement(Receipts + "request")));
        return id;
    }

    /// <summary>Sends an IQ request and waits for its result or error.</summary>
    public async Task<XElement> AskAsync(string to, string type, XElement payload, string? language = null)
    {
        var id = NewId();
        await SendAsync(new XElement(
            Client + "iq",
            new XAttribute("to", to),
            new XAttribute("type", type),
            new XAttribute("id", id),
            language is null ? null : new XAttribute(XNamespace.Xml + "lang", language),
            payload));
        return await Received.FirstAsync(s => s.Is("iq") && s.Id() == id, $"answer of {to} to {payload?.Name}");
    }

    /// <summary>Chooses for how long the mail gateway collects quick lines, as a client's settings form does.</summary>
    public async Task MergeLinesAsync(int seconds)
    {
        XNamespace commands = "http://jabber.org/protocol/commands", forms = "jabber:x:data";
        var command = new XElement(commands + "command", new XAttribute("node", "settings"));
        var asked = (await AskAsync("mail.localhost", "set", command)).Element(commands + "command")
            ?? throw new InvalidOperationException("no settings");
        command.Add(asked.Attribute("sessionid"));
        command.Add(new XElement(
            forms + "x",
            new XAttribute("type", "submit"),
            asked.Descendants(forms + "field").Where(field => field.Attribute("type")?.Value != "fixed").Select(field => new XElement(
                forms + "field",
                field.Attribute("var"),
                new XElement(
                    forms + "value",
                    field.Attribute("var")?.Value == "merge_window" ? $"{seconds}" : field.Element(forms + "value")?.Value ?? "")))));
        var answer = await AskAsync("mail.localhost", "set", command);
        Assert.Equal("completed", answer.Element(commands + "command")?.Attribute("status")?.Value);
    }

    public Task SendPresenceAsync(string to, string type) =>
        SendAsync(new XElement(Client + "presence", new XAttribute("to", to), new XAttribute("type", type), new XAttribute("id", NewId())));

    public Task<XElement> ReceiptAsync(string id, TimeSpan? patience = null) => Received.FirstAsync(
        s => s.Is("message") && s.Element(Receipts + "received")?.Attribute("id")?.Value == id, $"receipt for {id}", patience);

    public Task<XElement> ErrorAsync(string id) => Received.FirstAsync(s => s.IsError() && s.Id() == id, $"error for {id}");

    public Task<XElement> MessageAsync(string text, TimeSpan? within = null) =>
        Received.FirstAsync(s => s.Is("message") && !s.IsError() && (s.Text()?.Contains(text, StringComparison.Ordinal) ?? false), $"message '{text}'", within);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private void OnLine(JsonNode line)
    {
        if (line["xml"] is { } xml)
            Received.Add(XElement.Parse((string)xml!));
        else
            _sessions.Add(line["online"] is null ? "offline" : "online");
    }
}
