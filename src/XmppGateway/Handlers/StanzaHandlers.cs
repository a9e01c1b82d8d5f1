using Microsoft.Extensions.Logging;

namespace XmppGateway.Handlers;

/// <summary>All handlers, in the order in which the router asks them.</summary>
internal static class StanzaHandlers
{
    public static IReadOnlyList<IStanzaHandler> InOrder(EngineParts engine) =>
    [
        engine.Probe,
        new MessageHandler(
            engine.Networks, engine.AddressBook, engine.Map, engine.Outbox, engine.Time, engine.Loggers.CreateLogger<MessageHandler>()),
        new HelpHandler(engine.Networks),
        new PresenceHandler(engine.Networks, engine.AddressBook, engine.Contacts),
        new PingHandler(),
        new DiscoHandler(engine.Networks, engine.AddressBook),
        new GatewayPromptHandler(engine.Networks, engine.AddressBook),
        new VersionHandler(),
        new IqFallback(),
    ];
}
