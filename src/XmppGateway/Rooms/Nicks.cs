using XmppGateway.Abstractions;
using XmppGateway.Translation;

namespace XmppGateway.Rooms;

/// <summary>What people are called in rooms: a resource that every server takes (RFC 7622 §3.4), and no two alike. Pure.</summary>
internal static class Nicks
{
    /// <summary>In UTF-16 units. People give themselves names of any length, and each of them goes into every stanza.</summary>
    public const int Longest = 64;

    private const string Cut = "...";

    private static readonly Jid Anywhere = Jid.Parse("room@example.org");

    /// <summary>The name of somebody whom nobody else is called like.</summary>
    public static string Of(RemoteContact who) => Prepare(who.DisplayName) ?? Prepare(who.Address) ?? Prepare(who.Id.Value) ?? "?";

    /// <summary>
    /// The name of somebody when their own is taken: together with their address, which is theirs alone; a number tells apart what was cut.
    /// </summary>
    public static string Of(RemoteContact who, int attempt)
    {
        var name = Of(who);
        var address = BodyText.Truncate(BodyText.CleanLine(who.Address), Longest);
        var full = attempt == 1 ? $"{name} ({address})" : $"{name} ({address}) {attempt}";
        return PrepareWhole(full) ?? PrepareWhole($"{name} {attempt}") ?? $"? {attempt}";
    }

    /// <summary>A name as an occupant can have it; null for one that is nothing but what cannot be. Prepared again, it stays as it is.</summary>
    public static string? Prepare(string? name)
    {
        if (name is null || PrepareWhole(OneLine(name)) is not { } prepared)
        {
            return null;
        }

        // Rooms have thousands of names, and nearly all are as they should be: one object is enough for both.
        if (prepared == name && name.Length <= Longest)
        {
            return name;
        }

        // Preparing can make a name longer, and spaces of what were none (RFC 7622 §3.4, NFKC in older servers).
        return OneLine(prepared) is var line && line == prepared ? prepared : PrepareWhole(line);
    }

    private static string OneLine(string name)
    {
        var line = BodyText.CleanLine(name);
        if (line.Length <= Longest)
        {
            return line;
        }

        // Not "…", of which preparing makes three.
        var end = Longest - Cut.Length;
        return string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[end - 1]) ? end - 1 : end), Cut);
    }

    private static string? PrepareWhole(string name) =>
        name.Length > 0 && Jid.TryCreate(Anywhere.Local, Anywhere.Domain, name, out var jid) ? jid.Resource : null;
}
