using XmppGateway.Abstractions;
using XmppGateway.Translation;
using XmppGateway.Xmpp.Xeps;

namespace XmppGateway.Profiles;

/// <summary>What the vCard of a contact says: foreign text, cleaned and bounded. Pure.</summary>
internal static class CardDetails
{
    private const int MaximumLine = 300;
    private const int MaximumNote = 4_000;
    private const int MaximumValues = 10;

    public static PersonalDetails Of(RemoteContact contact, ContactCard card)
    {
        var profile = card.Profile;
        var name = Line(profile?.DisplayName) ?? Line(contact.DisplayName);
        return new PersonalDetails(name ?? Line(contact.Address) ?? "?")
        {
            Nickname = name,
            Emails = Lines(profile?.Emails),
            Phones = Lines(profile?.Phones),
            Uris = Lines(profile?.Uris),
            Note = profile?.Note is { } note && !string.IsNullOrWhiteSpace(note) ? BodyText.Truncate(BodyText.Clean(note).Trim(), MaximumNote) : null,
            Photo = card.Picture is { } picture ? new PersonalPhoto(picture.MediaType, picture.Content) : null,
        };
    }

    /// <summary>One line of foreign text; null when nothing can be seen of it.</summary>
    public static string? Line(string? text) =>
        text is not null && BodyText.CleanLine(text) is { Length: > 0 } line ? BodyText.Truncate(line, MaximumLine) : null;

    private static IReadOnlyList<string> Lines(IReadOnlyList<string>? values) => [.. (values ?? []).Select(Line).OfType<string>().Take(MaximumValues)];
}
