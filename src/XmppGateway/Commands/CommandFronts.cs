using Microsoft.Extensions.Logging;
using XmppGateway.Handlers;

namespace XmppGateway.Commands;

/// <summary>The ways in which commands appear: each is a handler of stanzas.</summary>
internal static class CommandFronts
{
    public static IReadOnlyList<IStanzaHandler> InOrder(CommandParts parts)
    {
        var commands = new CommandRegistry(GatewayCommands.InOrder(parts));
        return
        [
            new AdHocHandler(
                parts.Networks, commands, parts.Callers, new AdHocSessions(parts.Time), parts.Time, parts.Loggers.CreateLogger<AdHocHandler>()),
            new CommandDiscoHandler(parts.Networks, commands, parts.Callers),
        ];
    }
}
