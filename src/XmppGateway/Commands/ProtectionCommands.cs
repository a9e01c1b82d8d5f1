using XmppGateway.Mapping;
using XmppGateway.Protection;

namespace XmppGateway.Commands;

/// <summary>What users can do about people they want to hear nothing of, in the order of menus.</summary>
internal static class ProtectionCommands
{
    public static IReadOnlyList<ICommand> InOrder(ProtectionParts protection, IAddressBook addresses)
    {
        var question = new ContactQuestion(addresses);
        return
        [
            new StrangersCommand(addresses, protection.Strangers, protection.Replies),
            new BlockCommand(question, protection.Blocking),
            new UnblockCommand(addresses, protection.Blocks, protection.Blocking),
            new ReportCommand(question, protection.Blocking),
        ];
    }
}
