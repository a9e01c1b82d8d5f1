using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Commands;

/// <summary>Looking for people, as XEP-0055 does for clients that have it.</summary>
internal sealed class SearchCommand(PeopleSearch people) : ICommand
{
    /// <summary>The one field: a name, a part of it, or an address.</summary>
    public const string Text = "text";

    public string Node => "search";

    public LocalText Title { get; } = new("Search for people", "Personen suchen");

    public LocalText Words { get; } = new("search", "suchen");

    public Audience Audience => Audience.Users;

    public ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Step>(new Step.Ask(FormOf(caller), async (answers, token) => await SearchAsync(caller, answers.Text(Text), token)) { IsLast = true });

    /// <summary>What to search for.</summary>
    public Form FormOf(Caller caller)
    {
        var description = caller.Network.Adapter.Description;
        var byName = caller.Network.Adapter is ISearchesPeople;
        return new Form(
            Title,
            null,
            [
                new FormField(Text, FieldKind.Text, byName ? new("Name or address", "Name oder Adresse") : description.AddressPrompt)
                {
                    Required = true,
                    Description = description.AddressDescription,
                },
            ]);
    }

    /// <summary>The people as a table; its end says how many.</summary>
    public async ValueTask<Step.Done> SearchAsync(Caller caller, string text, CancellationToken cancellationToken)
    {
        var found = await people.FindAsync(caller.Network, caller.User, text, cancellationToken);
        return found.Count == 0 ? new Step.Done(PeopleTexts.Nobody) : new Step.Done(
            found.Count == PeopleSearch.MaximumFound ? PeopleTexts.FoundFirst(PeopleSearch.MaximumFound) : PeopleTexts.Found(found.Count))
        {
            Table = new Table(
                [new("jid", PeopleTexts.Jid, IsJid: true), new("nick", PeopleTexts.Name), new("address", PeopleTexts.Address)],
                [.. found.Select(f => (string[])[f.Jid.ToString(), BodyText.CleanLine(f.Who.DisplayName ?? ""), BodyText.CleanLine(f.Who.Address)])]),
        };
    }
}
