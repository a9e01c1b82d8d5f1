using Microsoft.Extensions.Logging;
using XmppGateway.Handlers;

namespace XmppGateway.Commands;

/// <summary>The ways in which commands appear: each is a handler of stanzas.</summary>
internal static class CommandFronts
{
    public static IReadOnlyList<IStanzaHandler> InOrder(CommandParts parts)
    {
        var commands = new CommandRegistry(GatewayCommands.InOrder(parts));
        var register = new RegisterCommand(parts.Membership);
        var chat = new ChatHandler(parts.Networks, commands, parts.Callers, parts.Time, parts.Loggers.CreateLogger<ChatHandler>());
        return
        [
            chat,
            new AdHocHandler(
                parts.Networks, commands, parts.Callers, parts.Sessions, parts.Time, parts.Loggers.CreateLogger<AdHocHandler>()),
            new CommandDiscoHandler(parts.Networks, commands, parts.Callers),
            new RegistrationHandler(
                parts.Networks, parts.Callers, register, parts.Guard(register), parts.Membership, chat, parts.Time, parts.Loggers.CreateLogger<RegistrationHandler>()),
            new SearchHandler(parts.Networks, parts.Callers, new SearchCommand(parts.People), parts.People),
        ];
    }
}
