using System.Globalization;
using System.Text;
using System.Text.Json;
using XmppGateway.Abstractions;
using XmppGateway.Adapters.Matrix.Client;
using XmppGateway.Adapters.Matrix.Ids;
using XmppGateway.Adapters.Matrix.Media;
using XmppGateway.Adapters.Matrix.Rooms;

namespace XmppGateway.Adapters.Matrix.People;

/// <summary>What was put onto a ghost.</summary>
/// <param name="AvatarId">Of the user's own picture; null without one.</param>
internal sealed record GhostNote(string Name, string? AvatarId);

/// <summary>
/// Names and pictures of XMPP users, put onto their ghosts: only what has changed, because a homeserver tells every room of it. `ghost/ID` says what is
/// there.
/// </summary>
internal sealed class GhostProfiles(MatrixClient client, GhostIds ids, Ghosts ghosts, IAdapterState state)
{
    private const int LongestName = 80;

    /// <exception cref="IOException">The homeserver is away; the engine tells it again.</exception>
    public async ValueTask TakeAsync(Jid user, Profile profile, CancellationToken cancellationToken)
    {
        if (ids.Of(user) is not { } ghost)
        {
            return;
        }

        var before = await FindAsync(ghost, cancellationToken);
        var note = new GhostNote(NameOf(user, profile.DisplayName), before?.AvatarId);
        if (await ghosts.EnsureAsync(user, ghost, cancellationToken) is { } error)
        {
            ThrowIfAway(error);
            return;
        }

        if (note.Name != (before?.Name ?? user.Bare.ToString()))
        {
            ThrowIfAway((await client.SetDisplayNameAsync(ghost, note.Name, cancellationToken)).Error);
        }

        if (profile.Avatar?.Id != note.AvatarId && await SetPictureAsync(ghost, profile.Avatar, cancellationToken))
        {
            note = note with { AvatarId = profile.Avatar?.Id };
        }

        if (note != before)
        {
            await state.SetAsync(Key(ghost), JsonSerializer.Serialize(note, MatrixJson.Default.GhostNote), cancellationToken);
        }
    }

    private static void ThrowIfAway(MatrixError? error)
    {
        if (error is { IsTemporary: true })
        {
            throw new IOException($"The homeserver does not take a profile now: {error.Code}");
        }
    }

    /// <summary>The name that a ghost is to have.</summary>
    public static async ValueTask<string> FindNameAsync(IAdapterState state, string ghost, Jid user, CancellationToken cancellationToken) =>
        await state.GetAsync(Key(ghost), cancellationToken) is { } json && JsonSerializer.Deserialize(json, MatrixJson.Default.GhostNote) is { } note
            ? note.Name
            : user.Bare.ToString();

    /// <summary>
    /// With the address, so that it can be mistaken for nobody else's; without what hides or turns text around.
    /// </summary>
    private static string NameOf(Jid user, string? name)
    {
        var clean = name is null ? "" : string.Concat(name.EnumerateRunes().Where(IsShown).Take(LongestName)).Trim();
        return clean.Length == 0 || clean == user.Bare.ToString() ? user.Bare.ToString() : $"{clean} ({user.Bare})";
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && rune != Rune.ReplacementChar;

    private async ValueTask<bool> SetPictureAsync(string ghost, Avatar? avatar, CancellationToken cancellationToken)
    {
        if (avatar is null)
        {
            return (await client.SetAvatarAsync(ghost, "", cancellationToken)).Succeeded;
        }

        if (await avatar.Open(cancellationToken) is not { } picture)
        {
            return false;
        }

        using var source = new MemoryStream(picture.Content.ToArray());
        using var content = new FileContent(source, source.Length, picture.MediaType);
        var uploaded = await client.UploadAsync(ghost, "avatar" + MediaKinds.EndingOf(picture.MediaType), content, cancellationToken);
        return MediaUri.Read(uploaded.Value?.ContentUri) is { } uri && (await client.SetAvatarAsync(ghost, uri.ToString(), cancellationToken)).Succeeded;
    }

    private async ValueTask<GhostNote?> FindAsync(string ghost, CancellationToken cancellationToken) =>
        await state.GetAsync(Key(ghost), cancellationToken) is { } json ? JsonSerializer.Deserialize(json, MatrixJson.Default.GhostNote) : null;

    private static string Key(string ghost) => "ghost/" + ghost;
}
