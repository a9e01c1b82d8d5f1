using System.Xml.Linq;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Commands;

/// <summary>XEP-0050 §2.2: the list of the commands that the asker can use, and what each of them is.</summary>
internal sealed class CommandDiscoHandler(Networks networks, CommandRegistry commands, Callers callers) : IStanzaHandler
{
    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) =>
        stanza.To?.Local is null && (DiscoInfo.IsRequest(stanza) || DiscoItems.IsRequest(stanza)) && NodeOf(stanza) is { Length: > 0 };

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var caller = await callers.FindAsync(networks[link.Network], stanza, cancellationToken);
        var node = NodeOf(stanza)!;
        var reply = stanza.Reply();
        reply.Lang = caller.Language;
        reply.Payloads.Add(node == AdHocCommand.Feature ? List(stanza, caller) : Describe(stanza, caller, node));
        await link.SendAsync(reply, cancellationToken);
    }

    private XElement List(Stanza stanza, Caller caller) => DiscoItems.IsRequest(stanza)
        ? new DiscoItems(
            [.. commands.OfferedTo(caller).Select(c => new DiscoItem(stanza.To!, NameOf(c, caller), c.Node))], AdHocCommand.Feature).ToElement()
        : new DiscoInfo(
            [new DiscoIdentity("automation", "command-list", CommandTexts.Commands.In(caller.Language))],
            [AdHocCommand.Feature], AdHocCommand.Feature).ToElement();

    private XElement Describe(Stanza stanza, Caller caller, string node)
    {
        var command = commands.Find(node, caller)
            ?? throw (MayBeCommand(node) ? AdHocErrors.Unknown : new StanzaErrorException(StanzaError.Of(StanzaConditions.ItemNotFound, DiscoTexts.NoNodeOfGateway)));
        AdHocErrors.CheckAudience(command, caller);
        return DiscoItems.IsRequest(stanza)
            ? new DiscoItems([], node).ToElement()
            : new DiscoInfo(
                [new DiscoIdentity("automation", "command-node", NameOf(command, caller))], [AdHocCommand.Feature, DataForm.Feature], node).ToElement();
    }

    /// <summary>Named as commands are: one of another version, or one that is not for this person.</summary>
    private static bool MayBeCommand(string node) => node.All(c => char.IsAsciiLetterLower(c) || c == '-');

    private static string NameOf(ICommand command, Caller caller)
    {
        var title = command.Title.In(caller.Language);
        return command.Category is { } category ? $"{category.In(caller.Language)}: {title}" : title;
    }

    private static string? NodeOf(Stanza stanza) => DiscoInfo.RequestedNode(stanza) ?? DiscoItems.RequestedNode(stanza);
}
