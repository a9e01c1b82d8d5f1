using XmppGateway.Commands;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;

namespace XmppGateway.Handlers;

/// <summary>What is answered where a JID of ours is nobody's.</summary>
internal static class Addresses
{
    /// <summary>The localpart maps to no valid address of the network.</summary>
    public static StanzaErrorException Malformed(Network network) => new(StanzaError.Of(
        StanzaConditions.JidMalformed, PeopleTexts.NotAnAddress(network)));
}
