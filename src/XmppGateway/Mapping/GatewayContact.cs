using XmppGateway.Abstractions;

namespace XmppGateway.Mapping;

/// <summary>The gateway itself as a contact: an empty id, as in the contact table. Its JID is the network's domain.</summary>
internal static class GatewayContact
{
    public static readonly RemoteContact Instance = new(new RemoteUserId(""), "");

    public static bool Is(RemoteContact contact) => contact.Id.Value.Length == 0;
}
