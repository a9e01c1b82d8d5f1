using XmppGateway.Protection;

namespace XmppGateway.Commands.Admin;

/// <summary>All commands of admins, in the order of menus.</summary>
internal static class AdminCommands
{
    public static IReadOnlyList<ICommand> InOrder(AdminParts parts) =>
    [
        new UsersCommand(parts),
        new SessionsCommand(parts),
        new QueuesCommand(parts),
        new ListOutboxCommand(parts),
        new RetryCommand(parts),
        new DropCommand(parts),
        RuleCommand.Ban(parts),
        RuleCommand.Allow(parts),
        new RulesCommand(parts),
        new StoppableCommand(new BridgeRoomsCommand(parts), parts.Protection.Stops),
        new PortalsCommand(parts),
        new UnbridgeCommand(parts),
        new AnnounceCommand(parts),
        new LogLevelCommand(parts),
        new StopCommand(parts),
        new ResumeCommand(parts),
        new AuditCommand(parts),
    ];
}
