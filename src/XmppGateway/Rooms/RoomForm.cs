using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Rooms;

/// <summary>A part of a room's configuration that is to be another one.</summary>
/// <param name="Label">What it is called in the form.</param>
/// <param name="Change">What the network is asked for.</param>
internal sealed record RoomFormChange(LocalText Label, RoomChange Change);

/// <summary>
/// The configuration form of a room (XEP-0045 §10.2, §15.5.4): what it holds, and what somebody wants otherwise. Only what is different is asked
/// of the network: rules of its own that the form cannot say stay as they are. Pure.
/// </summary>
internal static class RoomForm
{
    /// <summary>In UTF-16 units.</summary>
    public const int LongestName = 255;

    private const string Prefix = "muc#roomconfig_";
    private const string Name = Prefix + "roomname";
    private const string Description = Prefix + "roomdesc";

    private static readonly LocalText NameLabel = new("Name", "Name");
    private static readonly LocalText SubjectLabel = new("Subject (what the room is about)", "Thema (worum es im Raum geht)");

    private static readonly Rule[] Rules =
    [
        new(
            Prefix + "membersonly",
            new("Only who is invited may come in", "Nur wer eingeladen ist, darf herein"),
            state => state.IsMembersOnly,
            value => new(null, value, null, null)),
        new(
            Prefix + "moderatedroom",
            new("Only some may speak", "Nur manche dürfen sprechen"),
            state => state.IsModerated,
            value => new(null, null, value, null)),
        new(
            Prefix + "publicroom",
            new("The directory shows the room", "Das Verzeichnis zeigt den Raum"),
            state => state.IsPublic,
            value => new(null, null, null, value)),
        new(
            Prefix + "changesubject",
            new("Everybody may change the subject", "Alle dürfen das Thema ändern"),
            state => state.EverybodySetsSubject,
            value => new(null, null, null, null) { EverybodySetsSubject = value }),
        new(
            Prefix + "allowinvites",
            new("Everybody may invite others", "Alle dürfen andere einladen"),
            state => state.EverybodyInvites,
            value => new(null, null, null, null) { EverybodyInvites = value }),
    ];

    /// <summary>The form as the room is. Of the rules it has those that the network has.</summary>
    public static Form Of(RoomState state) => new(
        new("Configuration of the room", "Einstellungen des Raums"),
        null,
        [
            new FormField(Name, FieldKind.Text, NameLabel) { Values = [NameOf(state)] },
            new FormField(Description, FieldKind.LongText, SubjectLabel) { Values = [BodyText.Clean(state.Subject.Text)] },
            .. from rule in Rules
               let value = rule.Read(state)
               where value is not null
               select new FormField(rule.Field, FieldKind.Flag, rule.Label) { Values = [value.Value ? "1" : "0"] },
        ]);

    /// <summary>What is to be another one, in the order of the form.</summary>
    /// <param name="state">As the room is.</param>
    /// <param name="answers">Checked against its form.</param>
    public static IReadOnlyList<RoomFormChange> ChangesOf(RoomState state, FormAnswers answers)
    {
        var changes = new List<RoomFormChange>();
        var name = BodyText.CleanLine(answers.Text(Name));
        if (name != NameOf(state))
        {
            changes.Add(new(NameLabel, new RoomChange.Configuration(name, null, null, null)));
        }

        // §8.1 and §10.2 know a subject and a description; a network that has one text for both has the subject.
        var subject = BodyText.Clean(string.Join('\n', answers.All(Description)));
        if (subject != BodyText.Clean(state.Subject.Text))
        {
            changes.Add(new(SubjectLabel, new RoomChange.Subject(subject)));
        }

        foreach (var rule in Rules)
        {
            if (rule.Read(state) is { } before && answers.Flag(rule.Field) is var after && after != before)
            {
                changes.Add(new(rule.Label, rule.Change(after)));
            }
        }

        return changes;
    }

    /// <summary>What is wrong beyond what the form says by itself; null for nothing.</summary>
    public static LocalText? Check(FormAnswers answers) => answers.Text(Name).Length > LongestName ? RoomTexts.NameTooLong : null;

    private static string NameOf(RoomState state) => BodyText.CleanLine(state.Name ?? "");

    private sealed record Rule(string Field, LocalText Label, Func<RoomState, bool?> Read, Func<bool, RoomChange.Configuration> Change);
}
