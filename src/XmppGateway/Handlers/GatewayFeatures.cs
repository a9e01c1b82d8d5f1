using System.Xml.Linq;
using XmppGateway.Abstractions;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Handlers;

/// <summary>What the gateway says about itself in service discovery (XEP-0030). Pure: the same for everybody, so that it can be hashed.</summary>
internal static class GatewayFeatures
{
    /// <summary>The features.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Namespaces.DiscoInfo.NamespaceName,
        Namespaces.DiscoItems.NamespaceName,
        GatewayPrompt.Feature,
        AdHocCommand.Feature,
        DataForm.Feature,
        Registration.Feature,
        PeopleSearchQuery.Feature,
        SoftwareVersion.Feature,
        Ping.Feature,
        BlockingCommand.Feature,
        BlockingCommand.ReportFeature,
        LastActivity.Feature,
        EntityCapabilities.Feature,
        VCardTemp.Feature,
        @"jid\20escaping", // XEP-0106 §5
    ];

    /// <summary>Those of a network with rooms, besides.</summary>
    public static IReadOnlyList<string> OfRooms { get; } =
        [Namespaces.Rooms.NamespaceName, Namespaces.ResultSet.NamespaceName, ChannelSearch.Feature];

    /// <summary>The identity, the features, and whom to write to.</summary>
    public static DiscoInfo InfoOf(Network network)
    {
        var description = network.Adapter.Description;
        var gateway = new DiscoIdentity("gateway", description.DiscoType, description.Name);

        // XEP-0045 §6.2: clients find a service with rooms by this. It stays a gateway, so that nobody takes it for where own rooms are made.
        return network.Adapter is IHostsRooms
            ? new([gateway, new DiscoIdentity("conference", "text", description.Name)], [.. All, .. OfRooms], Form: AddressesOf(network))
            : new([gateway], All, Form: AddressesOf(network));
    }

    /// <summary>XEP-0157: the operators, for questions and for reports of abuse; null where none is configured.</summary>
    private static XElement? AddressesOf(Network network)
    {
        if (network.Operators.Count == 0)
        {
            return null;
        }

        string[] addresses = [.. network.Operators.Select(UriOf)];
        return new DataForm(DataForm.Result)
        {
            Fields =
            [
                new DataField(DataForm.FormType, DataField.Hidden) { Values = ["http://jabber.org/network/serverinfo"] },
                new DataField("abuse-addresses", "list-multi") { Values = addresses },
                new DataField("admin-addresses", "list-multi") { Values = addresses },
            ],
        }.ToElement();
    }

    /// <summary>RFC 5122 §2.2.</summary>
    private static string UriOf(Jid jid) => "xmpp:" + (jid.Local is null ? "" : Uri.EscapeDataString(jid.Local) + "@") + jid.Domain;
}
