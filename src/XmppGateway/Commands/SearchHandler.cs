using XmppGateway.Abstractions;
using XmppGateway.Component;
using XmppGateway.Handlers;
using XmppGateway.Routing;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Stanzas;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Commands;

/// <summary>XEP-0055, with a data form and with the fields of old clients.</summary>
internal sealed class SearchHandler(Networks networks, Callers callers, SearchCommand command, PeopleSearch people) : IStanzaHandler
{
    private const string Nick = "nick";
    private const string Email = "email";

    /// <inheritdoc/>
    public bool TakesLong => true;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.To?.Local is null && PeopleSearchQuery.IsRequest(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var caller = await callers.FindAsync(networks[link.Network], stanza, cancellationToken);
        AdHocErrors.CheckAudience(command, caller);
        var request = PeopleSearchQuery.Find(stanza)!;
        var answer = stanza.Type == "get" ? Question(caller) : await SearchAsync(caller, request, cancellationToken);
        var reply = stanza.Reply().With(answer.ToElement());
        reply.Lang = caller.Language;
        await link.SendAsync(reply, cancellationToken);
    }

    private PeopleSearchQuery Question(Caller caller)
    {
        var form = command.FormOf(caller);
        return new PeopleSearchQuery
        {
            Instructions = form.Fields[0].Description!.In(caller.Language),
            Fields = [(Nick, ""), (Email, "")],
            Form = FormCodec.Render(form, caller.Language, PeopleSearchQuery.Feature),
        };
    }

    private async Task<PeopleSearchQuery> SearchAsync(Caller caller, PeopleSearchQuery request, CancellationToken cancellationToken)
    {
        try
        {
            if (request.Form is { } submitted)
            {
                var form = command.FormOf(caller);
                var (answers, errors) = FormCheck.Check(form, FormCodec.Read(form, submitted));
                return errors.Length > 0
                    ? throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable, errors[0].Error))
                    : await WithFormAsync(caller, answers.Text(SearchCommand.Text), cancellationToken);
            }

            var text = string.Join(' ', request.Fields.Select(f => BodyText.CleanLine(f.Value)).Where(v => v.Length > 0));
            return text.Length == 0
                ? throw new StanzaErrorException(StanzaError.Of(StanzaConditions.NotAcceptable, FormTexts.Required))
                : await WithItemsAsync(caller, text, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.RemoteServerTimeout, DialogueTexts.TookTooLong));
        }
    }

    private async Task<PeopleSearchQuery> WithFormAsync(Caller caller, string text, CancellationToken cancellationToken) =>
        (await command.SearchAsync(caller, text, cancellationToken)).Table is { } table
            ? new PeopleSearchQuery { Form = FormCodec.Render(table, command.Title, caller.Language, PeopleSearchQuery.Feature) }

            // XEP-0055 §2.1: an empty query where nobody was found.
            : new PeopleSearchQuery();

    private async Task<PeopleSearchQuery> WithItemsAsync(Caller caller, string text, CancellationToken cancellationToken)
    {
        var found = await people.FindAsync(caller.Network, caller.User, text, cancellationToken);
        return new PeopleSearchQuery
        {
            Items = [.. found.Select(f => (f.Jid, FieldsOf(f.Who)))],
        };
    }

    private static IReadOnlyList<(string Name, string Value)> FieldsOf(RemoteContact who) =>
        [(Nick, BodyText.CleanLine(who.DisplayName ?? who.Address)), .. who.Address.Contains('@', StringComparison.Ordinal) ? [(Email, BodyText.CleanLine(who.Address))] : Array.Empty<(string, string)>()];
}
