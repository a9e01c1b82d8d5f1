namespace XmppGateway.Commands;

/// <summary>All commands, in the order of menus.</summary>
internal static class GatewayCommands
{
    public static IReadOnlyList<ICommand> InOrder(CommandParts parts) =>
    [
        new SettingsCommand(parts.Accounts),
    ];
}
