using Microsoft.Extensions.Logging;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Presence;
using XmppGateway.Translation;

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
        new CapabilitiesHandler(engine.Networks, engine.AddressBook, engine.Presences.Stanzas),
        new LastActivityHandler(engine.Networks, engine.AddressBook, engine.Presences, engine.Time),
        Registered(engine, Messages(engine, new MessageReferences(engine.Map))),
        .. CommandFronts.InOrder(engine.Commands),
        Registered(engine, new PresenceHandler(engine.Networks, engine.AddressBook, engine.Contacts, engine.Presences, engine.Settings)),
        new PingHandler(),
        new DiscoHandler(engine.Networks, engine.AddressBook),
        new GatewayPromptHandler(engine.Networks, engine.AddressBook, new Languages(engine.Settings)),
        new VersionHandler(),
        new IqFallback(),
    ];

    private static RegisteredOnly Registered(EngineParts engine, IStanzaHandler inner) => new(inner, engine.Networks, engine.Commands.Accounts);

    private static MessageHandler Messages(EngineParts engine, MessageReferences references) => new(
        engine.Networks,
        engine.AddressBook,
        references,
        new MessageIntake(references, engine.Settings, engine.Files, engine.Time),
        new TypingNotices(engine.Presences, engine.Settings),
        engine.Presences,
        engine.Outbox,
        engine.Time,
        engine.Loggers.CreateLogger<MessageHandler>());
}
