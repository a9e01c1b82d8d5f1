using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix;

/// <summary>What users are told about their messages and rooms. What a homeserver says is quoted, in its own words.</summary>
internal static class MatrixTexts
{
    public static readonly LocalText AddressTooLong = new(
        "This address is too long to appear on Matrix, which allows 255 bytes.",
        "Diese Adresse ist zu lang, um auf Matrix zu erscheinen; dort sind 255 Bytes erlaubt.");

    public static readonly LocalText NoRoom = new("There is no room to say it in.", "Es gibt keinen Raum, in dem es gesagt werden könnte.");

    public static readonly LocalText NotTheirs = new(
        "Only its author can change this message.", "Diese Nachricht kann nur ändern, wer sie geschrieben hat.");

    public static readonly LocalText NotThere = new(
        "This message is not in the chat on Matrix any more.", "Diese Nachricht ist im Chat auf Matrix nicht mehr vorhanden.");

    public static readonly LocalText NoSuchMessage = new("There is no such message on Matrix.", "Auf Matrix gibt es diese Nachricht nicht.");

    public static readonly LocalText NoVote = new(
        "A vote is changed with the number of another answer.", "Eine Stimme ändern Sie mit der Nummer einer anderen Antwort.");

    public static readonly LocalText NotSupported = new("Not supported on Matrix yet.", "Das geht auf Matrix noch nicht.");

    public static readonly LocalText NoReports = new(
        "The homeserver takes no reports of people.", "Der Homeserver nimmt keine Meldungen von Personen an.");

    public static readonly LocalText BadToken = new(
        "The homeserver does not accept the gateway's token.", "Der Homeserver nimmt das Token des Gateways nicht an.");

    public static readonly LocalText NoConnection = new("The homeserver cannot be reached.", "Der Homeserver ist nicht erreichbar.");

    public static readonly LocalText NoAnswerInTime = new(
        "The homeserver did not answer in time.", "Der Homeserver hat nicht rechtzeitig geantwortet.");

    public static readonly LocalText AnswerTooLarge = new(
        "The homeserver's answer is too large.", "Die Antwort des Homeservers ist zu groß.");

    public static readonly LocalText NoJson = new(
        "The homeserver's answer cannot be read.", "Die Antwort des Homeservers ist nicht lesbar.");

    public static readonly LocalText RoomsClosed = new(
        "All earlier rooms of this chat are closed; trying on.", "Alle früheren Räume dieses Chats sind geschlossen; es wird weiter versucht.");

    public static readonly LocalText NotInside = new("You are not in this room any more.", "Sie sind nicht mehr in diesem Raum.");

    public static readonly LocalText WhichRoom = new(
        "The homeserver did not say which room it is.", "Der Homeserver hat nicht gesagt, welcher Raum es ist.");

    public static readonly LocalText UnknownState = new(
        "The homeserver does not say what this room is like.", "Der Homeserver sagt nicht, wie dieser Raum ist.");

    public static readonly LocalText UnknownRights = new(
        "The homeserver does not say who may do what in this room.", "Der Homeserver sagt nicht, wer in diesem Raum was darf.");

    public static readonly LocalText Asked = new(
        "The people in this room let in whom they want. They were asked for you; as soon as one of them agrees, you are invited here.",
        "Die Personen in diesem Raum lassen ein, wen sie möchten. Sie wurden für Sie gefragt; sobald eine zustimmt, werden Sie hier eingeladen.");

    public static readonly LocalText AskedBefore = new(
        "The people in this room have been asked to let you in, and have not agreed yet. As soon as one of them does, you are invited here.",
        "Die Personen in diesem Raum wurden gefragt, ob sie Sie einlassen, und haben noch nicht zugestimmt. Sobald eine es tut, werden Sie hier eingeladen.");

    public static readonly LocalText NoFile = new("This names no file on Matrix.", "Das bezeichnet keine Datei auf Matrix.");

    public static readonly LocalText OtherPart = new(
        "The homeserver answers with another part of the file than it was asked for.",
        "Der Homeserver antwortet mit einem anderen Teil der Datei als dem verlangten.");

    public static readonly LocalText NoNotes = new("The gateway's store is not available.", "Der Speicher des Gateways ist nicht verfügbar.");

    public static readonly LocalText ContactLeft = new(
        "This person has left the chat on Matrix, or declined the invitation to it. Your next message invites again.",
        "Diese Person hat den Chat auf Matrix verlassen oder die Einladung abgelehnt. Ihre nächste Nachricht lädt erneut ein.");

    public static readonly LocalText ChatClosed = new(
        "This person has closed the chat on Matrix. Your next message opens another.",
        "Diese Person hat den Chat auf Matrix geschlossen. Ihre nächste Nachricht öffnet einen neuen.");

    public static readonly LocalText BecameGroup = new(
        "This chat became a group chat on Matrix. Your next message opens a direct one.",
        "Dieser Chat ist auf Matrix zu einem Gruppenchat geworden. Ihre nächste Nachricht öffnet einen direkten.");

    public static readonly LocalText Encrypted = new(
        "This person wrote in an encrypted Matrix room, which the gateway cannot read. What was written there is lost to you; "
        + "the person has been told so and invited to an unencrypted chat.",
        "Diese Person hat in einem verschlüsselten Matrix-Raum geschrieben, den das Gateway nicht lesen kann. Was dort geschrieben wurde, "
        + "entgeht Ihnen; die Person weiß nun davon und ist in einen unverschlüsselten Chat eingeladen.");

    public static readonly LocalText ListClosedChat = new(
        "This chat was closed: a policy list that the gateway follows bans this person. Their last message is not shown.",
        "Dieser Chat wurde geschlossen: Eine Sperrliste, der das Gateway folgt, schließt diese Person aus. Ihre letzte Nachricht wird nicht gezeigt.");

    /// <summary>To a room of several people, from XMPP's side.</summary>
    public static readonly LocalText RoomEncryptedToXmpp = new(
        "[This room is encrypted, and the gateway cannot read what is written with encryption. Only unencrypted messages are shown here; "
        + "what you write is not encrypted.]",
        "[Dieser Raum ist verschlüsselt, und das Gateway kann nicht lesen, was verschlüsselt geschrieben wird. Nur unverschlüsselte Nachrichten werden "
        + "hier gezeigt; was Sie schreiben, ist nicht verschlüsselt.]");

    public static readonly LocalText MoreEncrypted = new(
        "[More encrypted messages were written here, which the gateway cannot read.]",
        "[Hier wurden weitere verschlüsselte Nachrichten geschrieben, die das Gateway nicht lesen kann.]");

    public static readonly LocalText RoomEncryptedToMatrix = new(
        "This room is encrypted, and the gateway to XMPP cannot read it: people on XMPP get nothing of what is written here with encryption, and what "
        + "they write is not encrypted.",
        "Dieser Raum ist verschlüsselt, und das Gateway zu XMPP kann ihn nicht lesen: Personen auf XMPP erhalten nichts von dem, was hier verschlüsselt "
        + "geschrieben wird, und was sie schreiben, ist nicht verschlüsselt.");

    /// <summary>Why a ghost leaves, to those who stay.</summary>
    public static readonly LocalText NoGroups = new(
        "This is no chat of two any more, so this user leaves it. Please write in a direct chat, or invite them to a room.",
        "Dies ist kein Chat zu zweit mehr, also verlässt diese Person ihn. Bitte schreiben Sie in einem direkten Chat, oder laden Sie sie in einen Raum ein.");

    public static readonly LocalText NoSuchUser = new(
        "There is no such user on XMPP, or they cannot use this gateway.",
        "Diese Person gibt es auf XMPP nicht, oder sie kann dieses Gateway nicht benutzen.");

    public static readonly LocalText ListBansThis = new(
        "The gateway to XMPP follows a policy list that bans this.", "Das Gateway zu XMPP folgt einer Sperrliste, die dies ausschließt.");

    /// <summary>Without a full stop: the reason follows.</summary>
    public static readonly LocalText BannedInXmpp = new("Banned in the XMPP room", "Im XMPP-Raum gesperrt");

    /// <inheritdoc cref="BannedInXmpp"/>
    public static readonly LocalText PutOutOfXmpp = new("Put out of the XMPP room", "Aus dem XMPP-Raum entfernt");

    /// <summary>Without a full stop: the reason of the list follows (<see cref="LocalText.Quoting"/>).</summary>
    public static readonly LocalText ListBansYou = new(
        "A policy list that this gateway follows bans you from Matrix", "Eine Sperrliste, der dieses Gateway folgt, schließt Sie von Matrix aus");

    /// <inheritdoc cref="ListBansYou"/>
    public static readonly LocalText ListBansPerson = new(
        "A policy list that this gateway follows bans this person", "Eine Sperrliste, der dieses Gateway folgt, schließt diese Person aus");

    /// <inheritdoc cref="ListBansYou"/>
    public static readonly LocalText ListBansRoom = new(
        "A policy list that this gateway follows bans this room", "Eine Sperrliste, der dieses Gateway folgt, schließt diesen Raum aus");

    private static readonly LocalText ServerSays = new("The homeserver says", "Der Homeserver meldet");

    /// <summary>What the homeserver said about it.</summary>
    public static LocalText Said(string words) => ServerSays.Quoting(words);

    public static LocalText ServerNotAllowed(string server) => new(
        $"This room takes nothing from the server {server}: its other servers would not show this to anybody.",
        $"Dieser Raum nimmt nichts vom Server {server} an: Seine anderen Server würden dies niemandem zeigen.");

    /// <summary>To the contact in an encrypted chat of two.</summary>
    public static LocalText ChatEncrypted(string user) => new(
        $"This chat is encrypted, and the gateway to XMPP cannot read it: {user} gets nothing of what is written here. "
        + "Please go on in the unencrypted chat to which this user invites you. The gateway can read what is written there.",
        $"Dieser Chat ist verschlüsselt, und das Gateway zu XMPP kann ihn nicht lesen: {user} erhält nichts von dem, was hier geschrieben wird. "
        + "Bitte machen Sie im unverschlüsselten Chat weiter, in den diese Person Sie einlädt. Was dort geschrieben wird, kann das Gateway lesen.");

    /// <summary>To the author of a message; the reason is in the words of whoever gave it.</summary>
    public static LocalText NotDelivered(string user, string reason) => new(
        $"This message could not be delivered to {user}: {reason}", $"Diese Nachricht konnte {user} nicht zugestellt werden: {reason}");

    /// <summary>Who put somebody out.</summary>
    public static LocalText By(string nick) => new($" by {nick}", $" von {nick}");

    public static LocalText NotInXmpp(string person, string reason) => new(
        $"{person} is not in the XMPP room any more. {reason}", $"{person} ist nicht mehr im XMPP-Raum. {reason}");

    /// <summary>What the user has to ask for; and what the homeserver said.</summary>
    public static LocalText OnlyInvited(string ghost, string words) => new(
        $"This room lets in only those who were invited: ask somebody who is in it to invite {ghost}. You are told of it here. {Said(words).English}",
        $"Dieser Raum lässt nur Eingeladene ein: Bitten Sie jemanden darin, {ghost} einzuladen. Sie erfahren es hier. {Said(words).German}");

    public static LocalText IsXmppRoom(string room) => new(
        $"This is the XMPP room {room}: enter it there.", $"Das ist der XMPP-Raum {room}: Betreten Sie ihn dort.");
}
