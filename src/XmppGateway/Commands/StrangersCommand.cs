using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Mapping;
using XmppGateway.Protection;
using XmppGateway.Translation;

namespace XmppGateway.Commands;

/// <summary>Who has written and waits for the user's word, and the user's word. The same as to answer the question about each of them.</summary>
internal sealed class StrangersCommand(IAddressBook addresses, Strangers strangers, StrangerReplies replies) : ICommand
{
    private const string Who = "who";
    private const string Everybody = "all";
    private const string Word = "answer";
    private const int MaximumShown = 50;
    private const int Beginning = 300;

    public string Node => "strangers";

    public LocalText Title { get; } = new("Messages of people you do not know", "Nachrichten von Unbekannten");

    public LocalText Words { get; } = new("strangers", "unbekannte");

    public Audience Audience => Audience.Users;

    public bool IsOffered(Caller caller) => strangers.AreLookedAt;

    public async ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var waiting = await strangers.ReadWaitingAsync(caller.Network, caller.User, MaximumShown + 1, cancellationToken);
        if (waiting.Count == 0)
        {
            return new Step.Done(BlockTexts.NobodyWaits);
        }

        var contacts = new List<RemoteContact>();
        var choices = new List<FieldChoice>();
        foreach (var stranger in waiting.Take(MaximumShown))
        {
            var id = new RemoteUserId(stranger.Contact);
            var contact = await addresses.FindContactAsync(caller.Network, id, cancellationToken) ?? new RemoteContact(id, stranger.Contact);
            choices.Add(new FieldChoice(contacts.Count.ToString(CultureInfo.InvariantCulture), BlockTexts.Waits(contact, stranger.Held, stranger.Since)));
            contacts.Add(contact);
        }

        if (waiting.Count > 1)
        {
            choices.Add(new FieldChoice(Everybody, BlockTexts.DeclineAll));
        }

        var form = new Form(
            Title, waiting.Count > MaximumShown ? BlockTexts.FirstOf(MaximumShown) : null, [new FormField(Who, FieldKind.Choice, BlockTexts.AboutWhom) { Required = true, Values = ["0"], Choices = choices }]);
        return new Step.Ask(form, (answers, token) => answers.Text(Who) == Everybody
            ? DeclineAllAsync(caller, token)
            : AskAboutAsync(caller, contacts[int.Parse(answers.Text(Who), CultureInfo.InvariantCulture)], token));
    }

    private async ValueTask<Step> DeclineAllAsync(Caller caller, CancellationToken cancellationToken) =>
        new Step.Done(BlockTexts.DeclinedAll(await strangers.DeclineAllAsync(caller.Network, caller.User, cancellationToken)));

    private async ValueTask<Step> AskAboutAsync(Caller caller, RemoteContact contact, CancellationToken cancellationToken)
    {
        var first = await strangers.Held.ReadFirstAsync(caller.Network, caller.User, contact, cancellationToken) as Message;
        var beginning = first is null ? "" : BodyText.Truncate(BodyText.Clean(first.Body.Plain).Trim(), Beginning);
        var form = new Form(
            Title,
            BlockTexts.Begins(contact, beginning),
            [
                new FormField(Word, FieldKind.Choice, BlockTexts.YourAnswer)
                {
                    Required = true,
                    Choices =
                    [
                        new("accept", new("Accept: what they wrote follows", "Annehmen: was geschrieben wurde, folgt")),
                        new("decline", new("Decline: they are told that you do not want it", "Ablehnen: es wird mitgeteilt, dass Sie es nicht möchten")),
                        new("block", new("Block: decline, and hear nothing more of them", "Blockieren: ablehnen, und nichts mehr davon hören")),
                        new("report", new("Report: block, and tell the admins", "Melden: blockieren, und der Verwaltung mitteilen")),
                    ],
                },
            ]);
        return new Step.Ask(form, (answers, token) => AnswerAsync(caller, contact, answers.Text(Word), token)) { IsLast = true };
    }

    private async ValueTask<Step> AnswerAsync(Caller caller, RemoteContact contact, string word, CancellationToken cancellationToken)
    {
        if (!await strangers.IsAskedAsync(caller.Network, caller.User, contact, cancellationToken))
        {
            // Answered in the conversation meanwhile, or given up.
            return new Step.Failed(BlockTexts.WaitsNoMore, FailureCondition.NotAllowed);
        }

        var answer = StrangerWords.Read(word) ?? throw new InvalidOperationException("The form has no such choice.");
        return new Step.Done(await replies.AnswerAsync(caller.Network, caller.User, contact, answer, cancellationToken));
    }
}
