using Microsoft.Extensions.Logging;
using XmppGateway.Commands;

namespace XmppGateway.Handlers;

/// <summary>All handlers, in the order in which the router asks them.</summary>
internal static class StanzaHandlers
{
    /// <param name="engine">What the handlers of this folder need.</param>
    /// <param name="others">Handlers of other folders, for stanzas that those here would take for something more general.</param>
    public static IReadOnlyList<IStanzaHandler> InOrder(EngineParts engine, params IReadOnlyList<IStanzaHandler> others) =>
    [
        engine.Probe,
        .. others,
        new MessageHandler(
            engine.Networks, engine.AddressBook, engine.Map, engine.Outbox, engine.Time, engine.Loggers.CreateLogger<MessageHandler>()),
        .. CommandFronts.InOrder(engine.Commands),
        new HelpHandler(engine.Networks),
        new PresenceHandler(engine.Networks, engine.AddressBook, engine.Contacts),
        new PingHandler(),
        new DiscoHandler(engine.Networks, engine.AddressBook),
        new GatewayPromptHandler(engine.Networks, engine.AddressBook),
        new VersionHandler(),
        new IqFallback(),
    ];
}
