using System.Globalization;
using XmppGateway.Abstractions;

namespace XmppGateway.Rooms;

/// <summary>What rooms say in their own words.</summary>
internal static class RoomTexts
{
    public static readonly LocalText NoNick = new(
        "To enter a room a name is needed: room address, slash, name.",
        "Um einen Raum zu betreten, braucht es einen Namen: Adresse des Raums, Schrägstrich, Name.");

    public static readonly LocalText NotInRoom = new(
        "You are not in this room. Enter it first.", "Sie sind nicht in diesem Raum. Betreten Sie ihn zuerst.");

    public static readonly LocalText PastUnread = new(
        "What was said here is still being read from the other network. Try again later.",
        "Was hier gesagt wurde, wird noch aus dem anderen Netz gelesen. Versuchen Sie es später noch einmal.");

    public static readonly LocalText NoSuchOccupant = new(
        "Nobody in this room has that name.", "In diesem Raum heißt niemand so.");

    public static readonly LocalText NobodyThere = new(
        "They belong to this room, but none of their clients is in it just now. It was not sent.",
        "Die Person gehört zu diesem Raum, ist aber gerade mit keinem Programm da. Es wurde nichts gesendet.");

    public static readonly LocalText NickTaken = new(
        "Somebody else in this room has that name. Choose another one.", "In diesem Raum heißt schon jemand so. Wählen Sie einen anderen Namen.");

    public static readonly LocalText NoVoiceRequests = new(
        "This room takes no requests to speak. Ask one of its moderators.", "Dieser Raum nimmt keine Bitten um das Wort an. Fragen Sie jemanden, der ihn moderiert.");

    public static readonly LocalText MayNotSpeak = new(
        "In this room only some people may speak, and you are none of them.",
        "In diesem Raum dürfen nur manche sprechen, und Sie gehören nicht dazu.");

    /// <summary>To who has asked to come in.</summary>
    public static LocalText NotLetIn(bool isBan, string? reason)
    {
        var why = reason is { Length: > 0 } ? ": " + reason : ".";
        return isBan
            ? new("You asked to come into this room, and are banned from it" + why, "Sie wollten in diesen Raum, und sind darin gesperrt" + why)
            : new("You asked to come into this room; you are not let in" + why, "Sie wollten in diesen Raum; Sie werden nicht eingelassen" + why);
    }

    public static readonly LocalText MembersUnknown = new(
        "The other network does not say who is in this room at the moment. Try again later.",
        "Das andere Netz sagt im Augenblick nicht, wer in diesem Raum ist. Versuchen Sie es später noch einmal.");

    public static readonly LocalText OnlyOwners = new(
        "Only owners who are in the room may do this.", "Das dürfen nur Besitzer, die im Raum sind.");

    public static readonly LocalText NameTooLong = new(
        $"The name of a room has at most {RoomForm.LongestName} characters.", $"Der Name eines Raums hat höchstens {RoomForm.LongestName} Zeichen.");

    public static LocalText NoPicture(int largest) => new(
        $"A picture of a room is a PNG, JPEG, GIF or WebP of at most {largest / 1024} KiB.",
        $"Ein Bild eines Raums ist PNG, JPEG, GIF oder WebP und hat höchstens {largest / 1024} KiB.");

    public static readonly LocalText StateUnknown = new(
        "The other network does not say what this room is like at the moment. Try again later.",
        "Das andere Netz sagt im Augenblick nicht, wie dieser Raum eingestellt ist. Versuchen Sie es später noch einmal.");

    public static readonly LocalText NoEnd = new(
        "Rooms of this network have no end that could be ordered from here. You can leave the room.",
        "Räume dieses Netzes lassen sich von hier aus nicht auflösen. Sie können den Raum verlassen.");

    public static readonly LocalText Denied = new(
        "The rules of this gateway do not let anybody enter this room.", "Die Regeln dieses Gateways lassen niemanden in diesen Raum.");

    public static readonly LocalText NoRoomsThere = new("That is no room.", "Das ist kein Raum.");

    public static readonly LocalText NoDirectory = new(
        "The other network does not list its rooms at the moment. Try again later.",
        "Das andere Netz nennt seine Räume im Augenblick nicht. Versuchen Sie es später noch einmal.");

    public static LocalText TooManyLooks(TimeSpan wait) => new(
        $"You are asking for rooms too often. Try again in {Math.Ceiling(wait.TotalSeconds)} seconds.",
        $"Sie fragen zu oft nach Räumen. Versuchen Sie es in {Math.Ceiling(wait.TotalSeconds)} Sekunden noch einmal.");

    public static readonly LocalText OnlyForward = new(
        "The list of rooms can only be read from its beginning.", "Die Liste der Räume lässt sich nur von vorn lesen.");

    public static readonly LocalText OnlyByUsers = new(
        "Rooms are ordered by the number of people only.", "Räume lassen sich nur nach der Zahl der Leute ordnen.");

    public static readonly LocalText TextOrAll = new(
        "Search for a text of at most 1000 characters, or for all rooms.", "Suchen Sie nach einem Text von höchstens 1000 Zeichen oder nach allen Räumen.");

    public static readonly LocalText SearchTitle = new("Public rooms", "Öffentliche Räume");
    public static readonly LocalText SearchFor = new("Search for", "Suchen nach");
    public static readonly LocalText SearchDescription = new(
        "A part of the name, of the subject or of the address; * for all.", "Ein Teil des Namens, des Themas oder der Adresse; * für alle.");

    public static readonly LocalText SearchAll = new("All rooms", "Alle Räume");
    public static readonly LocalText SearchInName = new("Search in names", "In Namen suchen");
    public static readonly LocalText SearchInDescription = new("Search in subjects", "In Themen suchen");
    public static readonly LocalText SearchInAddress = new("Search in addresses", "In Adressen suchen");
    public static readonly LocalText SearchUsers = new("Number of people at least", "Zahl der Leute mindestens");
    public static readonly LocalText SearchTypes = new("Kinds", "Arten");
    public static readonly LocalText SearchRooms = new("Multi-user chats", "Gruppenchats");
    public static readonly LocalText SearchOrder = new("Order", "Reihenfolge");
    public static readonly LocalText SearchByUsers = new("Number of people", "Zahl der Leute");
    public static readonly LocalText RoomAddress = new("Address", "Adresse");
    public static readonly LocalText RoomName = new("Name", "Name");
    public static readonly LocalText People = new("People", "Leute");
    public static readonly LocalText About = new("Subject", "Thema");
    public static readonly LocalText FoundNone = new("No room was found.", "Es wurde kein Raum gefunden.");

    public static LocalText Found(int count) => count == 1
        ? new("One room was found.", "Es wurde ein Raum gefunden.")
        : new($"{count} rooms were found.", $"Es wurden {count} Räume gefunden.");

    public static readonly LocalText NotInvited = new(
        "This person cannot be invited: the operator's rules or your own blocks keep them away.",
        "Diese Person kann nicht eingeladen werden: Regeln des Betreibers oder Ihre eigenen Sperren halten sie fern.");

    public static readonly LocalText OnlyRoomsOfThisNetwork = new(
        "People of this network can only come into rooms of this network.", "Leute dieses Netzes können nur in Räume dieses Netzes kommen.");

    public static readonly LocalText OnlyPeopleOfThisNetwork = new(
        "Only people of this network, and people who use this gateway, can be invited.",
        "Nur Leute dieses Netzes und Leute, die dieses Gateway benutzen, können eingeladen werden.");

    public static readonly LocalText AdminsSpeak = new(
        "Admins and owners of a room may always speak.", "Wer einen Raum verwaltet oder besitzt, darf immer sprechen.");

    public static readonly LocalText EverybodySpeaks = new(
        "Everybody may speak in this room. To take somebody's voice, make it moderated.",
        "In diesem Raum darf jeder sprechen. Machen Sie ihn moderiert, um jemandem das Wort zu entziehen.");

    public static readonly LocalText Over = new("This room has ended.", "Diesen Raum gibt es nicht mehr.");

    /// <summary>Whoever wants to enter a room that was replaced.</summary>
    public static LocalText Moved(Jid to) => new($"This room has moved: {to}", $"Dieser Raum ist umgezogen: {to}");

    /// <summary>Who came into a room by an address that leads to another one now.</summary>
    public static LocalText AddressMoved(Jid address, Jid kept) => new(
        $"The address {address} leads to another room now. The room to which you belong is {kept}.",
        $"Die Adresse {address} führt jetzt in einen anderen Raum. Der Raum, zu dem Sie gehören, ist {kept}.");

    /// <summary>Whoever wants one more than this.</summary>
    public static LocalText TooManyRooms(int most)
    {
        var number = most.ToString(CultureInfo.InvariantCulture);
        return new(
            $"You are in {number} rooms of this network, and more are not allowed here. Leave one of them first.",
            $"Sie sind in {number} Räumen dieses Netzes, und mehr sind hier nicht erlaubt. Verlassen Sie erst einen davon.");
    }

    public static LocalText RoomTooFast(TimeSpan wait)
    {
        var seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return new(
            $"Too much is being said in this room just now. It was not sent; try again in {seconds} seconds.",
            $"In diesem Raum wird gerade zu viel gesagt. Es wurde nichts gesendet; versuchen Sie es in {seconds} Sekunden noch einmal.");
    }
}
