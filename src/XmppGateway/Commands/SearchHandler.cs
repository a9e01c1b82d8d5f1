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
    public StanzaKind? Only => StanzaKind.Iq;

    /// <inheritdoc/>
    public bool Handles(Stanza stanza) => stanza.To?.Local is null && PeopleSearchQuery.IsRequest(stanza);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(Stanza stanza, IComponentLink link, CancellationToken cancellationToken)
    {
        var caller = await callers.FindAsync(networks[link.Network], stanza, cancellationToken);
        if (!CommandRegistry.IsFor(command, caller))
        {
            throw new StanzaErrorException(StanzaError.Of(StanzaConditions.RegistrationRequired, DialogueTexts.RegisterFirst));
        }

        var request = PeopleSearchQuery.Find(stanza)!;
        var form = command.FormOf(caller);
        if (stanza.Type == "set" && WhatIsWrong(form, request) is { } wrong)
        {
            await RefuseAsync(stanza, form, wrong, caller, cancellationToken);
            return;
        }

        var answer = stanza.Type == "get" ? Question(form, caller) : await SearchAsync(caller, form, request, cancellationToken);
        var reply = stanza.Reply().With(answer.ToElement());
        reply.Lang = caller.Language;
        await link.SendAsync(reply, cancellationToken);
    }

    /// <summary>The first field that cannot be taken, by the name that people read, and why; null when all is well.</summary>
    private static LocalText? WhatIsWrong(Form form, PeopleSearchQuery request)
    {
        if (request.Form is not { } submitted)
        {
            return TextOf(request).Length == 0 ? Named(new LocalText($"{Nick}, {Email}", $"{Nick}, {Email}"), FormTexts.Required) : null;
        }

        var (_, errors) = FormCheck.Check(form, FormCodec.Read(form, submitted));
        return errors is [var (name, error), ..] ? Named(form.Fields.First(field => field.Name == name).Label, error) : null;
    }

    private static LocalText Named(LocalText field, LocalText error) => new($"{field.English}: {error.English}", $"{field.German}: {error.German}");

    /// <summary>
    /// XEP-0055 says nothing about it, so it is as XEP-0077 §3.1 has it for its form: not acceptable; the form again, and which field, say what.
    /// </summary>
    private static async ValueTask RefuseAsync(Stanza stanza, Form form, LocalText why, Caller caller, CancellationToken cancellationToken)
    {
        var error = StanzaAnswers.Error(stanza, StanzaError.Of(StanzaConditions.NotAcceptable, why).In(caller.Language))!;
        error.Payloads.Insert(0, Question(form, caller).ToElement());
        error.Lang = caller.Language;
        await caller.Network.Link.SendAsync(error, cancellationToken);
    }

    private static PeopleSearchQuery Question(Form form, Caller caller) => new()
    {
        Instructions = form.Fields[0].Description!.In(caller.Language),
        Fields = [(Nick, ""), (Email, "")],
        Form = FormCodec.Render(form, caller.Language, PeopleSearchQuery.Feature),
    };

    private static string TextOf(PeopleSearchQuery request) =>
        string.Join(' ', request.Fields.Select(f => BodyText.CleanLine(f.Value)).Where(v => v.Length > 0));

    private async Task<PeopleSearchQuery> SearchAsync(Caller caller, Form form, PeopleSearchQuery request, CancellationToken cancellationToken)
    {
        try
        {
            return request.Form is { } submitted
                ? await WithFormAsync(caller, FormCheck.Check(form, FormCodec.Read(form, submitted)).Answers.Text(SearchCommand.Text), cancellationToken)
                : await WithItemsAsync(caller, TextOf(request), cancellationToken);
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
