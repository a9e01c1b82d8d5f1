using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Tests.Commands;

internal static class StanzaBodies
{
    /// <summary>The message with this text.</summary>
    public static Stanza WithBody(this Stanza message, string body)
    {
        message.Body = body;
        return message;
    }
}
