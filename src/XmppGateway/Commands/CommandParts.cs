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
    IAccountStore Store,
    IContactStore Contacts,
    IAddressBook AddressBook,
    TimeProvider Time,
    ILoggerFactory Loggers);
