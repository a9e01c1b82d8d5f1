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

    public static readonly LocalText NoSuchOccupant = new(
        "Nobody in this room has that name.", "In diesem Raum heißt niemand so.");

    public static readonly LocalText NickTaken = new(
        "Somebody else in this room has that name. Choose another one.", "In diesem Raum heißt schon jemand so. Wählen Sie einen anderen Namen.");

    public static readonly LocalText MayNotSpeak = new(
        "In this room only some people may speak, and you are none of them.",
        "In diesem Raum dürfen nur manche sprechen, und Sie gehören nicht dazu.");

    public static readonly LocalText MembersUnknown = new(
        "The other network does not say who is in this room at the moment. Try again later.",
        "Das andere Netz sagt im Augenblick nicht, wer in diesem Raum ist. Versuchen Sie es später noch einmal.");

    public static readonly LocalText NoRoomsThere = new("That is no room.", "Das ist kein Raum.");

    public static readonly LocalText OnlyPeopleOfThisNetwork = new(
        "Only people of this network, and people who use this gateway, can be invited.",
        "Nur Leute dieses Netzes und Leute, die dieses Gateway benutzen, können eingeladen werden.");
}
