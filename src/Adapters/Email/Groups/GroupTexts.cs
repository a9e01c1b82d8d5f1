using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>What users are told about groups.</summary>
internal static class GroupTexts
{
    public static readonly LocalText NoSuchGroup = new("There is no such group.", "Diese Gruppe gibt es nicht.");

    public static readonly LocalText NotAmongPeople = new(
        "Only those to whom the latest mail of the group went can come in.", "Nur wer die letzte Mail der Gruppe bekommen hat, kann herein.");

    public static readonly LocalText NothingToDo = new(
        "A group by mail has nobody who could do that.", "In einer Gruppe per Mail kann das niemand.");

    public static readonly LocalText NobodyLeft = new(
        "Nobody else is in this group any more.", "In dieser Gruppe ist sonst niemand mehr.");

    public static readonly LocalText WentByThemselves = new(
        "They have left the group. Only they themselves can come back.", "Diese Person hat die Gruppe verlassen. Zurück kommt sie nur von selbst.");

    public static readonly LocalText Stopped = new(
        "This person has asked for no more mails of this group. Only a mail of theirs brings them back.",
        "Diese Person möchte keine Mails dieser Gruppe mehr bekommen. Zurück kommt sie nur durch eine Mail von ihr.");

    public static readonly LocalText TooManyStopped = new(
        "So many of those who were asked in have asked for no more mails that nobody can be asked into this group any more.",
        "So viele der Dazugeholten möchten keine Mails mehr bekommen, dass in diese Gruppe niemand mehr dazugeholt werden kann.");

    public static readonly LocalText NotAllowed = new(
        "The rules of this gateway do not allow mail to this address.", "Die Regeln dieses Gateways erlauben keine Mail an diese Adresse.");

    public static readonly LocalText NotPossible = new(
        "No mail can go to this address.", "An diese Adresse kann keine Mail gehen.");

    /// <summary>In the mail that follows one which was taken back.</summary>
    public static readonly LocalText TookBack = new("(I take this message back.)", "(Ich nehme diese Nachricht zurück.)");

    /// <summary>In the mail that follows one which was wrong.</summary>
    public static LocalText Corrected(string text) => new($"Corrected: {text}", $"Berichtigt: {text}");

    /// <summary>What cannot be the subject of a mail here.</summary>
    public static LocalText NoSubject(int most) => new(
        $"The subject of a mail has 1 to {most} characters.", $"Der Betreff einer Mail hat 1 bis {most} Zeichen.");

    /// <summary>Beside the word of somebody who was asked in, where it is not seen in the room.</summary>
    public static LocalText StoppedIn(string address, string name) => new(
        $"({address} gets no more mails of the group {name})", $"({address} bekommt keine Mails der Gruppe {name} mehr)");

    /// <summary>Beside a mail of a room in which the reader has no client.</summary>
    public static LocalText InRoom(string name, string address) => new(
        $"(also in the room {name}: {address})", $"(auch im Raum {name}: {address})");

    /// <summary>The group is full.</summary>
    public static LocalText Full(int most) => new($"A group has at most {most} people.", $"Eine Gruppe hat höchstens {most} Personen.");

    /// <summary>Somebody did not get it, and others did.</summary>
    public static LocalText NotDeliveredTo(string address, LocalText reason) => new(
        $"Not delivered to {address}. {reason.English}", $"Nicht zugestellt an {address}. {reason.German}");
}
