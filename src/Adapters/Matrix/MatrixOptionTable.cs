using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Matrix;

/// <summary>The keys of a section of this kind, as the reference of the options prints them.</summary>
internal static class MatrixOptionTable
{
    public static IReadOnlyList<AdapterOption> All { get; } =
    [
        new(
            "Homeserver", "must be there",
            "the homeserver's client API"),
        new(
            "ServerName", "must be there",
            "the name in its users' ids"),
        new(
            "Listen", "must be there",
            "where the homeserver's transactions are taken"),
        new(
            "Url", "`Listen`",
            "how the homeserver reaches that, when there is something in between"),
        new(
            "Registration", "must be there",
            "the registration file that the homeserver has too"),
        new(
            "PolicyLists:*", "none",
            "ids or aliases of rooms with moderation policy lists: the bot enters them, and who is banned there (people, servers, rooms, also "
            + "ghosts) is not bridged. Until a list could be read it bans nobody"),
        new(
            "MaximumFileBytes", "`104857600`",
            "the largest file of people on Matrix that is fetched for others, in bytes: of a larger one the recipient reads its name, its size and "
            + "why it is not there"),
        new(
            "Language", "`en`",
            "the language of what the gateway itself says in rooms, where everybody reads the same: `en` or `de`. In a chat of two it is that of the "
            + "XMPP user"),
    ];
}
