using Microsoft.Extensions.Logging;
using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Commands;

/// <summary>What the gateway says to one thing that a person says, given what they talk about.</summary>
internal sealed class ChatTalk(Conversation conversation, CommandRegistry commands, TimeProvider time, ILogger logger)
{
    /// <summary>Longer ones are no answers.</summary>
    private const int MaximumTyped = 20_000;

    /// <param name="saysLanguage">The client says its user's language.</param>
    /// <param name="typed">Without white space around it.</param>
    public async Task<(string Text, string Language)> AnswerAsync(
        Caller caller, bool saysLanguage, string typed, CancellationToken cancellationToken)
    {
        if (caller.Refusal is not null && conversation.Dialogue is { Command.Node: not Leaving.Node })
        {
            // Begun when they were still allowed.
            conversation.Close();
        }

        if (conversation.Dialogue is { Command: var begun } && !CommandRegistry.IsFor(begun, caller))
        {
            // They have left since.
            conversation.Close();
            return Localised(caller.Language, NotFor(begun).In);
        }

        if (typed.Length > MaximumTyped)
        {
            return Localised(conversation.Dialogue is null ? caller.Language : conversation.Language, ChatTexts.TooLong.In);
        }

        if (conversation.Dialogue is not null)
        {
            return (await GoOnAsync(typed, cancellationToken), conversation.Language);
        }

        // Who writes German is answered in German, unless somebody has said otherwise.
        string LanguageOf(string? ofWord) =>
            saysLanguage || caller.Account.Settings.Language is not null ? caller.Language : ofWord ?? caller.Language;

        if (commands.FindWords(typed, caller) is var (command, ofWord))
        {
            var language = LanguageOf(ofWord);
            return (await BeginAsync(command, caller with { Language = language }, cancellationToken), language);
        }

        return typed switch
        {
            _ when typed.Is(ChatTexts.Help) || typed == "?" => Localised(LanguageOf(typed == "?" ? null : OfWord(ChatTexts.Help, typed)), l => Help(caller, l)),
            _ when typed.Is(ChatTexts.Cancel) => Localised(LanguageOf(OfWord(ChatTexts.Cancel, typed)), ChatTexts.NothingOpen.In),
            _ when caller.Refusal is { } refusal => Localised(caller.Language, l => refusal.In(l).Text + "\n" + ChatTexts.MayLeave.In(l)),
            _ => Localised(caller.Language, l => ChatTexts.About(caller.Network.Adapter.Description).In(l) + "\n" + ChatTexts.Unknown.In(l)),
        };
    }

    private static (string Text, string Language) Localised(string language, Func<string, string> text) => (text(language), language);

    private static string OfWord(LocalText word, string typed) =>
        LocalText.Languages.First(l => typed.Equals(word.In(l), StringComparison.OrdinalIgnoreCase));

    private string Help(Caller caller, string language)
    {
        var lines = commands.OfferedTo(caller).Select(c =>
            $"• {c.Words.In(language)} – {(c.Category is { } category ? category.In(language) + ": " : "")}{c.Title.In(language)}");
        return string.Join(
            '\n', [ChatTexts.About(caller.Network.Adapter.Description).In(language), ChatTexts.Commands.In(language), .. lines]);
    }

    private async Task<string> BeginAsync(ICommand command, Caller caller, CancellationToken cancellationToken)
    {
        if (!CommandRegistry.IsFor(command, caller))
        {
            return NotFor(command).In(caller.Language);
        }

        var dialogue = new Dialogue(command, caller, time, logger);
        return Tell(dialogue, await dialogue.BeginAsync(cancellationToken), caller.Language);
    }

    private static LocalText NotFor(ICommand command) => command.Audience == Audience.Users ? DialogueTexts.RegisterFirst : DialogueTexts.NotForYou;

    private async Task<string> GoOnAsync(string typed, CancellationToken cancellationToken)
    {
        var (dialogue, form, language) = (conversation.Dialogue!, conversation.Form!, conversation.Language);
        switch (typed)
        {
            case var _ when typed.Is(ChatTexts.Cancel):
                conversation.Close();
                return DialogueTexts.Cancelled.In(language);
            case var _ when typed.Is(ChatTexts.Back):
                return form.Back() ?? (dialogue.CanGoBack ? Tell(dialogue, dialogue.Back(), language) : ChatTexts.NoWayBack.In(language) + "\n" + form.Question());
            case var _ when typed.Is(ChatTexts.Help):
                return ChatTexts.Ways.In(language) + "\n" + form.Question();
        }

        if (form.Take(typed) is { } question)
        {
            return question;
        }

        if (form.IsRefused)
        {
            conversation.Close();
            return DialogueTexts.Cancelled.In(language);
        }

        return Tell(dialogue, await dialogue.AnswerAsync(form.Written, cancellationToken), language);
    }

    private string Tell(Dialogue dialogue, Step step, string language)
    {
        if (step is Step.Ask ask)
        {
            conversation.Open(dialogue, ask, language);
            return conversation.Form!.Question();
        }

        conversation.Close();
        return BodyText.Clean(step switch
        {
            Step.Done { Table: { } table } done => string.Join('\n', [done.Text.In(language), .. ChatTable.Lines(table, language)]),
            Step.Done done => done.Text.In(language),
            Step.Failed failed => failed.Text.In(language),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Not a step."),
        });
    }
}
