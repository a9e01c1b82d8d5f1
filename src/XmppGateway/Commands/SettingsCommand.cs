using System.Globalization;
using XmppGateway.Abstractions;
using XmppGateway.Accounts;

namespace XmppGateway.Commands;

/// <summary>What a user can choose on a network.</summary>
internal sealed class SettingsCommand(Membership membership) : ICommand
{
    private const string Receipts = "receipts";
    private const string ReadMarkers = "read_markers";
    private const string ChatStates = "chat_states";
    private const string SharePresence = "share_presence";
    private const string ShareProfile = "share_profile";
    private const string Presence = "presence";
    private const string MergeWindow = "merge_window";
    private const string Language = "language";

    /// <summary>No language chosen.</summary>
    private const string Automatic = "auto";

    public string Node => "settings";

    public LocalText Title { get; } = new("Settings", "Einstellungen");

    public LocalText Words { get; } = new("settings", "einstellungen");

    public Audience Audience => Audience.Users;

    public ValueTask<Step> BeginAsync(Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Step>(new Step.Ask(FormOf(caller.Account.Settings), (answers, token) => StoreAsync(caller, answers, token)) { IsLast = true });

    private async ValueTask<Step> StoreAsync(Caller caller, FormAnswers answers, CancellationToken cancellationToken)
    {
        var settings = new UserSettings
        {
            Receipts = answers.Flag(Receipts),
            ReadMarkers = answers.Flag(ReadMarkers),
            ChatStates = answers.Flag(ChatStates),
            SharePresence = answers.Flag(SharePresence),
            ShareProfile = answers.Flag(ShareProfile),
            Presence = Enum.TryParse<PresenceStyle>(answers.Text(Presence), out var style) ? style : PresenceStyle.FromNetwork,
            MergeWindow = int.TryParse(answers.Text(MergeWindow), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : UserSettings.Default.MergeWindow,
            Language = answers.Text(Language) is "" or Automatic ? null : answers.Text(Language),
        };
        return await membership.ChangeAsync(caller.Network, caller.User, caller.Account, settings, cancellationToken)
            ? new Step.Done(new LocalText("Your settings are saved.", "Ihre Einstellungen sind gespeichert."))
            : new Step.Failed(RegistrationTexts.NotRegistered, FailureCondition.NotAllowed);
    }

    private Form FormOf(UserSettings now) => new(
        Title,
        null,
        [
            Flag(Receipts, now.Receipts, new("Delivery receipts", "Empfangsbestätigungen"), new(
                "Shows you which of your messages the network has taken.", "Zeigt Ihnen, welche Ihrer Nachrichten das Netz angenommen hat.")),
            Flag(ReadMarkers, now.ReadMarkers, new("Read markers", "Lesebestätigungen"), new(
                "Tells others what you have read, and you what they have read.",
                "Teilt anderen mit, was Sie gelesen haben, und Ihnen, was andere gelesen haben.")),
            Flag(ChatStates, now.ChatStates, new("Show when you are writing", "Zeigen, wenn Sie schreiben"), null),
            Flag(SharePresence, now.SharePresence, new("Show whether you are online", "Zeigen, ob Sie online sind"), null),
            Flag(ShareProfile, now.ShareProfile, new("Show your name and picture", "Ihren Namen und Ihr Bild zeigen"), null),
            new FormField(Presence, FieldKind.Choice, new("Presence of your contacts", "Anwesenheit Ihrer Kontakte"))
            {
                Required = true,
                Values = [now.Presence.ToString()],
                Choices =
                [
                    new(nameof(PresenceStyle.FromNetwork), new("What the network says", "Was das Netz meldet")),
                    new(nameof(PresenceStyle.AlwaysOnline), new("Always online, without texts", "Immer online, ohne Texte")),
                ],
            },
            new FormField(MergeWindow, FieldKind.Number, new("Seconds in which quick lines become one message", "Sekunden, in denen schnelle Zeilen eine Nachricht werden"))
            {
                Description = new(
                    "Where the network sends letters. 0: each line on its own. Empty: the usual time.",
                    "Wo das Netz Briefe schickt. 0: jede Zeile für sich. Leer: die übliche Zeit."),
                Range = (0, (long)UserSettings.LongestMerge.TotalSeconds),
                Values = [((long)now.MergeWindow.TotalSeconds).ToString(CultureInfo.InvariantCulture)],
            },
            new FormField(Language, FieldKind.Choice, new("Language of the gateway", "Sprache des Gateways"))
            {
                Required = true,
                Values = [now.Language ?? Automatic],
                Choices =
                [
                    new(Automatic, new("As your client says", "Wie Ihr Programm es angibt")),
                    new("en", LocalText.Same("English")),
                    new("de", LocalText.Same("Deutsch")),
                ],
            },
        ]);

    private static FormField Flag(string name, bool now, LocalText label, LocalText? description) =>
        new(name, FieldKind.Flag, label) { Values = [now ? "1" : "0"], Description = description };
}
