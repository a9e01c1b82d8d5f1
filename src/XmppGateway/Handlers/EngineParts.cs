using Microsoft.Extensions.Logging;
using XmppGateway.Accounts;
using XmppGateway.Commands;
using XmppGateway.Mapping;
using XmppGateway.Outbox;
using XmppGateway.Presence;
using XmppGateway.Privileges;
using XmppGateway.Routing;
using XmppGateway.Storage;
using XmppGateway.Translation;

namespace XmppGateway.Handlers;

/// <summary>What handlers are made of.</summary>
internal sealed record EngineParts(
    Networks Networks,
    IAddressBook AddressBook,
    IMessageMap Map,
    IContactStore Contacts,
    IOutbox Outbox,
    AccountProbe Probe,
    IUserSettings Settings,
    CommandParts Commands,
    IPrivileges Privileges,
    IFileTranslation Files,
    Presences Presences,
    TimeProvider Time,
    ILoggerFactory Loggers);
