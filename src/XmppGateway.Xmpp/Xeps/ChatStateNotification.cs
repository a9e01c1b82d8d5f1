using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Xmpp.Xeps;

/// <summary>XEP-0085: whether somebody writes just now.</summary>
public static class ChatStateNotification
{
    private static readonly (ChatStateKind Kind, string Name)[] Names =
    [
        (ChatStateKind.Active, "active"),
        (ChatStateKind.Composing, "composing"),
        (ChatStateKind.Paused, "paused"),
        (ChatStateKind.Inactive, "inactive"),
        (ChatStateKind.Gone, "gone"),
    ];

    /// <summary>The element of a message.</summary>
    public static XElement Create(ChatStateKind kind) => new(Namespaces.ChatStates + Names.First(n => n.Kind == kind).Name);

    /// <summary>The state in a message, or null.</summary>
    public static ChatStateKind? Find(Stanza message)
    {
        foreach (var payload in message.Payloads)
        {
            if (payload.Name.Namespace == Namespaces.ChatStates)
            {
                foreach (var (kind, name) in Names)
                {
                    if (payload.Name.LocalName == name)
                    {
                        return kind;
                    }
                }
            }
        }

        return null;
    }
}
