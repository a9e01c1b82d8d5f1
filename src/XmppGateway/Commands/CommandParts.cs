using Microsoft.Extensions.Logging;
using XmppGateway.Accounts;
using XmppGateway.Mapping;
using XmppGateway.Routing;
using XmppGateway.Storage;

namespace XmppGateway.Commands;

/// <summary>What commands and their fronts are made of.</summary>
internal sealed record CommandParts(
    Networks Networks,
    AccountSettings Accounts,
    Callers Callers,
    IRoster Roster,
    Farewells Farewells,
    IReadOnlyList<IAccountWatcher> Watchers,
    IAccountStore Store,
    IAddressBook AddressBook,
    TimeProvider Time,
    ILoggerFactory Loggers)
{
    public Membership Membership { get; } = new(Accounts, Store, Roster, Farewells, Watchers, Loggers.CreateLogger<Membership>());

    /// <summary>Commands of other folders, behind those for everybody.</summary>
    public IReadOnlyList<ICommand> Others { get; init; } = [];

    /// <summary>What stands before a command that asks the network.</summary>
    public Func<ICommand, ICommand> Guard { get; init; } = static command => command;

    /// <summary>The runs over XEP-0050.</summary>
    public AdHocSessions Sessions { get; init; } = new(Time);

    public PeopleSearch People { get; } = new(AddressBook, Time);
}
