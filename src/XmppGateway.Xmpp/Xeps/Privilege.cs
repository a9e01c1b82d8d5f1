using System.Xml.Linq;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>What a server lets a component do to one kind of thing.</summary>
[Flags]
public enum PrivilegeAccess
{
    None = 0,
    Get = 1,
    Set = 2,
    Both = Get | Set,
}

/// <summary>
/// XEP-0356: what a server lets a component do in the name of its users, as the server announces it after each attachment. Two generations
/// are in use: <c>urn:xmpp:privilege:2</c>, and <c>:1</c> without IQs (ejabberd before 24.10).
/// </summary>
/// <param name="Generation">The namespace of the announcement, which answers and requests use too.</param>
public sealed record Privilege(XNamespace Generation)
{
    public static readonly XNamespace First = "urn:xmpp:privilege:1";
    public static readonly XNamespace Second = "urn:xmpp:privilege:2";

    /// <summary>§4: the users' rosters.</summary>
    public PrivilegeAccess Roster { get; init; }

    /// <summary>§4.4: the server tells about changes of rosters.</summary>
    public bool RosterPush { get; init; }

    /// <summary>§5: messages in the name of users.</summary>
    public bool Messages { get; init; }

    /// <summary>§6: IQs in the name of users, by namespace.</summary>
    public IReadOnlyDictionary<string, PrivilegeAccess> Iq { get; init; } = new Dictionary<string, PrivilegeAccess>();

    /// <summary>§7: the presence of users.</summary>
    public bool Presence { get; init; }

    public bool IsNothing => this is { Roster: PrivilegeAccess.None, Messages: false, Presence: false, Iq.Count: 0 };

    /// <summary>The announcement in a message, or null. COMPAT(ejabberd): it also announces the type <c>none</c>.</summary>
    public static Privilege? Find(Stanza message)
    {
        foreach (var payload in message.Payloads)
        {
            if (payload.Name.LocalName == "privilege" && (payload.Name.Namespace == First || payload.Name.Namespace == Second) &&
                payload.Elements(payload.Name.Namespace + "perm").Any())
            {
                return Read(payload);
            }
        }

        return null;
    }

    /// <summary>
    /// §6.3: a request in the name of a user, as the payload of one to their bare JID. It has a <c>to</c> of its own: COMPAT(ejabberd 24.12)
    /// fails inside on one without, and never answers.
    /// </summary>
    /// <param name="account">Who answers: the user's account, as it is to be written on the wire.</param>
    /// <param name="type"><c>get</c> or <c>set</c>.</param>
    /// <param name="id">The id of the inner request; the outer one has its own.</param>
    /// <param name="payload">What is asked.</param>
    public XElement WrapRequest(string account, string type, string id, XElement payload)
    {
        XNamespace client = "jabber:client";
        return new XElement(
            Generation + "privileged_iq",
            new XElement(client + "iq", new XAttribute("type", type), new XAttribute("to", account), new XAttribute("id", id), payload));
    }

    /// <summary>§5.3: a message in the name of a user, as the payload of one to their server.</summary>
    public XElement WrapMessage(Stanza message) => new(Generation + "privilege", Forwarding.Wrap(message));

    private static Privilege Read(XElement payload)
    {
        var space = payload.Name.Namespace;
        var found = new Privilege(space);
        var namespaces = new Dictionary<string, PrivilegeAccess>(StringComparer.Ordinal);
        foreach (var perm in payload.Elements(space + "perm"))
        {
            var type = (string?)perm.Attribute("type");
            switch ((string?)perm.Attribute("access"))
            {
                case "roster":
                    // §4.1: pushes come by default to whom the roster may be read by.
                    var access = AccessOf(type);
                    found = found with
                    {
                        Roster = access,
                        RosterPush = access.HasFlag(PrivilegeAccess.Get) && (string?)perm.Attribute("push") is not ("false" or "0"),
                    };
                    break;
                case "message":
                    found = found with { Messages = type == "outgoing" };
                    break;
                case "presence":
                    found = found with { Presence = type is "managed_entity" or "roster" };
                    break;
                case "iq":
                    Collect(perm, namespaces);
                    break;
                default:
                    // A privilege of a later version.
                    break;
            }
        }

        return found with { Iq = namespaces };
    }

    private static void Collect(XElement perm, Dictionary<string, PrivilegeAccess> namespaces)
    {
        foreach (var entry in perm.Elements(perm.Name.Namespace + "namespace"))
        {
            if ((string?)entry.Attribute("ns") is { Length: > 0 } name && AccessOf((string?)entry.Attribute("type")) is var access and not PrivilegeAccess.None)
            {
                namespaces[name] = access;
            }
        }
    }

    private static PrivilegeAccess AccessOf(string? type) => type switch
    {
        "get" => PrivilegeAccess.Get,
        "set" => PrivilegeAccess.Set,
        "both" => PrivilegeAccess.Both,
        _ => PrivilegeAccess.None,
    };
}
