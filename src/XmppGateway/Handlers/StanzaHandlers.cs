using Microsoft.Extensions.Logging;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Handlers;

/// <summary>All handlers, in the order in which the router asks them.</summary>
internal static class StanzaHandlers
{
    public static IReadOnlyList<IStanzaHandler> InOrder(
        Networks networks,
        IAddressBook addressBook,
        IMessageMap map,
        IContactStore contacts,
        IOutbox outbox,
        TimeProvider time,
        AccountProbe probe,
        ILoggerFactory loggers) =>
    [
        probe,
        new MessageHandler(networks, addressBook, map, outbox, time, loggers.CreateLogger<MessageHandler>()),
        new HelpHandler(networks),
        new PresenceHandler(networks, addressBook, contacts),
        new PingHandler(),
        new DiscoHandler(networks, addressBook),
        new GatewayPromptHandler(networks, addressBook),
        new VersionHandler(),
        new IqFallback(),
    ];
}
