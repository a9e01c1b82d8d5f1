namespace XmppGateway.Commands;

/// <summary>All commands, in the order of menus.</summary>
internal static class GatewayCommands
{
    public static IReadOnlyList<ICommand> InOrder(CommandParts parts) =>
    [
        parts.Guard(new RegisterCommand(parts.Membership)),
        new AddContactCommand(parts.Roster),
        parts.Guard(new SearchCommand(parts.People)),
        new ContactsCommand(parts.Store, parts.AddressBook),
        new StatusCommand(parts.Store, parts.AddressBook, parts.Time),
        new SettingsCommand(parts.Membership),
        new UnregisterCommand(parts.Membership),
        .. parts.Others,
    ];
}
