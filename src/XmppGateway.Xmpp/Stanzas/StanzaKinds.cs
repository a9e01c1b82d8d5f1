namespace XmppGateway.Xmpp.Stanzas;

/// <summary>The element names of the three stanzas.</summary>
internal static class StanzaKinds
{
    public static string Name(StanzaKind kind) => kind switch
    {
        StanzaKind.Message => "message",
        StanzaKind.Presence => "presence",
        _ => "iq",
    };

    public static StanzaKind? Parse(string name) => name switch
    {
        "message" => StanzaKind.Message,
        "presence" => StanzaKind.Presence,
        "iq" => StanzaKind.Iq,
        _ => null,
    };
}
