using XmppGateway.Abstractions;
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
        @"jid\20escaping", // XEP-0106 §5
    ];

    /// <summary>The identity and the features.</summary>
    public static DiscoInfo InfoOf(NetworkDescription description) =>
        new([new DiscoIdentity("gateway", description.DiscoType, description.Name)], All);
}
