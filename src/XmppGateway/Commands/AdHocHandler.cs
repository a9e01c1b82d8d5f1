using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Commands;

/// <summary>XEP-0050: commands as dialogues of forms.</summary>
internal sealed class AdHocHandler(
    Networks networks, CommandRegistry commands, Callers callers, AdHocSessions sessions, TimeProvider time, ILogger<AdHocHandler> logger)
    : IStanzaHandler
{
    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public bool AsksNetwork(Stanza stanza) => false;

    /// <inheritdoc/>
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.To?.Local is null && AdHocCommand.IsRequest(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var network = networks[link.Network];
        var request = AdHocCommand.Find(stanza)!;
        var action = AdHocErrors.ActionOf(request);
        AdHocErrors.CheckLocale(request.Lang ?? stanza.Lang);
        var (session, work) = request.SessionId is { Length: > 0 } id
            ? Continue(network, stanza, request, id, action, cancellationToken)
            : await BeginAsync(network, stanza, request, action, cancellationToken);

        // Answered within the turn, so that the answers have the order of the actions.
        await (session.Turns.TryRun(async () =>
        {
            var reply = stanza.Reply().With(await work());
            reply.Lang = session.Dialogue.Caller.Language;
            return await link.SendAsync(reply, cancellationToken);
        }) ?? throw AdHocErrors.Busy);
    }

    private async ValueTask<(AdHocSession Session, Func<Task<XElement>> Work)> BeginAsync(
        Network network, Stanza stanza, AdHocCommand request, string action, CancellationToken cancellationToken)
    {
        var caller = await callers.FindAsync(network, stanza, cancellationToken);
        var command = commands.Find(request.Node, caller) ?? throw AdHocErrors.Unknown;
        AdHocErrors.CheckAudience(command, caller);
        if (action != "execute")
        {
            // There is nothing to go on with, back to, or out of.
            throw AdHocErrors.Of("bad-action");
        }

        var session = sessions.TryOpen(new Dialogue(command, caller, time, logger)) ?? throw AdHocErrors.Busy;
        return (session, async () => AdHocAnswers.Of(session, await session.Dialogue.BeginAsync(cancellationToken)));
    }

    private (AdHocSession Session, Func<Task<XElement>> Work) Continue(
        Network network, Stanza stanza, AdHocCommand request, string id, string action, CancellationToken cancellationToken)
    {
        var session = sessions.Find(network.Name, stanza.From!, id);
        if (session is null || session.Dialogue.Command.Node != request.Node)
        {
            throw AdHocErrors.Of("bad-sessionid");
        }

        return (session, async () => await ActAsync(session, network, stanza, request, action, cancellationToken));
    }

    private async Task<XElement> ActAsync(
        AdHocSession session, Network network, Stanza stanza, AdHocCommand request, string action, CancellationToken cancellationToken)
    {
        // Looked at when its turn comes: the action before may have ended the run.
        if (session.IsOver || session.Dialogue.Open is not { } open)
        {
            throw AdHocErrors.SessionExpired;
        }

        switch (action)
        {
            case "cancel":
                session.Dialogue.Cancel();
                return AdHocAnswers.Cancelled(session);
            case "prev":
                return session.Dialogue.CanGoBack ? AdHocAnswers.Of(session, session.Dialogue.Back()) : throw AdHocErrors.Of("bad-action");
            default:
                // They may have left, or been banned, since it began.
                AdHocErrors.CheckAudience(session.Dialogue.Command, await callers.FindAsync(network, stanza, cancellationToken));

                // XEP-0050 §4.3.1: a form of type cancel is taken for one that was submitted.
                return request.Form is { Type: DataForm.Submit or DataForm.Cancel } form
                    ? AdHocAnswers.Of(session, await session.Dialogue.AnswerAsync(FormCodec.Read(open.Form, form), cancellationToken))
                    : throw AdHocErrors.Of("bad-payload");
        }
    }
}
