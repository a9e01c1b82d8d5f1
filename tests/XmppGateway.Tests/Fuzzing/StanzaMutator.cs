using System.Xml.Linq;

namespace XmppGateway.Tests.Fuzzing;

/// <summary>
/// Turns valid stanzas into others that a server would still deliver: well-formed, with addresses that it has checked. Everything else
/// about them may be wrong.
/// </summary>
internal sealed class StanzaMutator(Random random)
{
    // Above the limit of the gateway, below what it may end the stream for.
    private const int LargestStanza = 2 << 20;

    private static readonly XNamespace Component = "jabber:component:accept";

    private static readonly string[] Values =
    [
        "", " ", "a", "error", "get", "set", "result", "chat", "groupchat", "headline", "subscribe", "subscribed", "unsubscribe", "unsubscribed",
        "probe", "unavailable", "-1", "0", "2147483648", "99999999999999999999", "\uD83D\uDE00\u202E", "<&'\">", "\n\t\r", "urn:xmpp:ping",
        "mail.localhost", "bob\\40example.test@mail.localhost", "\\20\\40@", "2026-11-22T00:00:00Z", "not a date", "jabber:x:oob",
        "?OTRv3?", "-----BEGIN PGP MESSAGE-----", "line\r\n.\r\nRSET", "\uFFFD\uE000", new('x', 5_000), new('\u00E4', 1_100),
    ];

    private static readonly string[] Names = ["body", "subject", "thread", "error", "query", "message", "iq", "presence", "delay", "x", "reply", "fallback", "handshake"];

    private static readonly string[] Spaces =
    [
        "", "jabber:component:accept", "jabber:client", "http://etherx.jabber.org/streams", "urn:xmpp:receipts", "urn:xmpp:reply:0", "urn:xmpp:fallback:0",
        "jabber:iq:gateway", "jabber:iq:version", "http://jabber.org/protocol/disco#info", "http://jabber.org/protocol/disco#items",
        "urn:ietf:params:xml:ns:xmpp-stanzas", "eu.siacs.conversations.axolotl", "http://www.w3.org/2000/xmlns#", "urn:x",
    ];

    private static readonly string[] Senders =
    [
        "alice@localhost/phone", "alice@localhost", "bob@localhost/\uD83D\uDE00", "localhost", "eve@elsewhere.test/x", "mail.localhost", "alice@localhost/a'b<&>",
    ];

    private static readonly string[] Recipients =
    [
        "bob\\40example.test@mail.localhost", "Bob\\40Example.TEST@mail.localhost", "mail.localhost", "mail.localhost/x", "nobody@mail.localhost", "m-abcdef@mail.localhost",
        "a\\20b\\40c@mail.localhost", "\\40@mail.localhost", "\u00E4\\40\u00F6.example@mail.localhost", "account-probe@mail.localhost", "bob\\40example.test@mail.localhost/r",
        "x\\40y\\40z@mail.localhost", "\\22a\\22\\40b.test@mail.localhost", "a\\40\\5b127.0.0.1\\5d@mail.localhost", "alice@localhost",
        "refused\\40example.test@mail.localhost",
    ];

    /// <summary>One stanza as it stands on the stream.</summary>
    public string Next()
    {
        var stanza = XElement.Parse(Seeds[random.Next(Seeds.Count)]);

        // The writer declares what is needed; a name that changes its namespace must not meet the old declaration.
        stanza.DescendantsAndSelf().Attributes().Where(a => a.IsNamespaceDeclaration).Remove();
        for (var change = random.Next(6); change > 0; change--)
        {
            Change(stanza);
        }

        stanza.SetAttributeValue("from", random.Next(8) == 0 ? Pick(Senders) : (string?)stanza.Attribute("from") ?? "alice@localhost/phone");
        if (random.Next(4) == 0)
        {
            stanza.SetAttributeValue("to", Pick(Recipients));
        }

        var text = stanza.ToString(SaveOptions.DisableFormatting);
        return text.Length <= LargestStanza ? text : Next();
    }

    private void Change(XElement stanza)
    {
        var elements = stanza.DescendantsAndSelf().ToList();
        var one = elements[random.Next(elements.Count)];
        switch (random.Next(12))
        {
            case 0:
                one.SetAttributeValue(Pick(["id", "type", "node", "ver", "stamp", "by", "start", "end", "xml"]), Pick(Values));
                break;
            case 1:
                one.SetAttributeValue(XNamespace.Xml + "lang", Pick(Values));
                break;
            case 2 when one.Attributes().FirstOrDefault(a => !a.IsNamespaceDeclaration && a.Name.LocalName is not ("from" or "to")) is { } attribute:
                attribute.Remove();
                break;
            case 3 when one != stanza:
                one.Name = XNamespace.Get(Pick(Spaces)) + one.Name.LocalName;
                break;
            case 4 when one != stanza:
                one.Name = one.Name.Namespace + Pick(Names);
                break;
            case 5 when one != stanza:
                one.Remove();
                break;
            case 6 when one != stanza:
                one.Parent!.Add(Enumerable.Range(0, random.Next(1, 40)).Select(_ => new XElement(one)));
                break;
            case 7:
                one.Add(Pick(Values));
                break;
            case 8:
                one.Add(new XElement(XNamespace.Get(Pick(Spaces)) + Pick(Names), Pick(Values)));
                break;
            case 9:
                one.Add(Nested(random.Next(1, 200)));
                break;
            case 10 when random.Next(10) == 0:
                one.Add(new string(random.Next(2) == 0 ? 'x' : '&', random.Next(1, 300_000)));
                break;
            case 11 when random.Next(4) == 0:
                one.Add(Enumerable.Range(0, random.Next(200)).Select(i => new XAttribute("a" + i, i)).Where(a => one.Attribute(a.Name) is null));
                break;
            default:
                one.SetValue(Pick(Values));
                break;
        }
    }

    private static XElement Nested(int depth)
    {
        var inner = new XElement(Component + "body", "deep");
        for (var level = 0; level < depth; level++)
        {
            inner = new XElement(inner.Name.Namespace + (level % 2 == 0 ? "x" : "body"), inner);
        }

        return inner;
    }

    private string Pick(string[] from) => from[random.Next(from.Length)];

    private static IReadOnlyList<string> Seeds { get; } =
    [
        .. from text in new[]
        {
            "<message from='alice@localhost/phone' to='bob\\40example.test@mail.localhost' id='m1' type='chat'><body>hello</body><request xmlns='urn:xmpp:receipts'/><origin-id xmlns='urn:xmpp:sid:0' id='m1'/></message>",
            "<message from='alice@localhost/phone' to='carol\\40example.test@mail.localhost' id='m2' type='normal'><subject>On it</subject><thread>t1</thread><body>hello\nyou</body></message>",
            "<message from='alice@localhost/phone' to='bob\\40example.test@mail.localhost' id='m3' type='chat'><body>&gt; old\nnew</body><reply xmlns='urn:xmpp:reply:0' to='bob\\40example.test@mail.localhost' id='m1'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='6'/></fallback></message>",
            "<message from='alice@localhost/phone' to='bob\\40example.test@mail.localhost' id='m1' type='error'><body>x</body><error type='cancel' code='503'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>no</text></error></message>",
            "<message from='alice@localhost/phone' to='bob\\40example.test@mail.localhost' id='m5' type='chat'><encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/></encrypted><body>I sent you an OMEMO message</body></message>",
            "<presence from='alice@localhost' to='bob\\40example.test@mail.localhost' type='subscribe'/>",
            "<presence from='alice@localhost/phone' to='mail.localhost'><show>away</show><priority>5</priority></presence>",
            "<presence from='alice@localhost/phone' to='bob\\40example.test@mail.localhost' type='unsubscribe'/>",
            "<presence from='alice@localhost' to='mail.localhost' type='probe'/>",
            "<iq from='alice@localhost/phone' to='mail.localhost' id='q1' type='get'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
            "<iq from='alice@localhost/phone' to='mail.localhost' id='q2' type='get'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>",
            "<iq from='alice@localhost/phone' to='mail.localhost' id='q3' type='set'><query xmlns='jabber:iq:gateway'><prompt>bob@example.test</prompt></query></iq>",
            "<iq from='alice@localhost/phone' to='mail.localhost' id='q4' type='get'><query xmlns='jabber:iq:gateway'/></iq>",
            "<iq from='alice@localhost/phone' to='bob\\40example.test@mail.localhost' id='q5' type='get'><vCard xmlns='vcard-temp'/></iq>",
            "<iq from='localhost' to='mail.localhost' id='q6' type='result'/>",
            "<iq from='localhost' to='mail.localhost' id='q7' type='error'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
            "<iq from='alice@localhost/phone' to='mail.localhost' id='q8' type='get'><query xmlns='jabber:iq:version'/></iq>",
            "<iq from='alice@localhost/phone' to='mail.localhost' id='q9' type='set' xml:lang='de'><command xmlns='http://jabber.org/protocol/commands' node='settings' action='execute'/></iq>",
            "<iq from='alice@localhost/phone' to='mail.localhost' id='q10' type='set'><command xmlns='http://jabber.org/protocol/commands' node='add-contact' sessionid='x' action='next'><x xmlns='jabber:x:data' type='submit'><field var='address'><value>bob@example.test</value></field></x></command></iq>",
            "<iq from='alice@localhost/phone' to='mail.localhost' id='q11' type='get'><query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/></iq>",
            "<iq from='alice@localhost/phone' to='mail.localhost' id='q12' type='get'><query xmlns='jabber:iq:register'/></iq>",
            "<iq from='alice@localhost/phone' to='mail.localhost' id='q13' type='set'><query xmlns='jabber:iq:register'><username>bob</username><x xmlns='jabber:x:data' type='submit'/></query></iq>",
            "<iq from='alice@localhost/phone' to='mail.localhost' id='q14' type='set'><query xmlns='jabber:iq:register'><remove/></query></iq>",
            "<iq from='alice@localhost/phone' to='mail.localhost' id='q15' type='set'><query xmlns='jabber:iq:search'><nick>bob@example.test</nick></query></iq>",
            "<message from='alice@localhost/phone' to='mail.localhost' id='m6' type='chat' xml:lang='de'><body>einstellungen</body></message>",
            "<message from='alice@localhost/phone' to='mail.localhost' id='m7' type='chat'><body>ja</body></message>",
        }
        select text.Insert(text.IndexOf(' ', StringComparison.Ordinal), " xmlns='jabber:component:accept'"),
    ];
}
