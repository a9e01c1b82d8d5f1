using System.Text;
using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Sending;

/// <summary>
/// The pictures that users have given themselves and allowed to be given away: chat programs over mail take them from a header field. One that is too large for
/// that is not given away.
/// </summary>
internal sealed class UserPictures(IAdapterState state)
{
    /// <summary>In base64 it fits into a note, and into a field that mail servers do not cut (Postfix: header_size_limit, 100 KiB).</summary>
    private const int MostBytes = 45 * 1024;
    private const int LongestId = 64;
    private const int LineLength = 76;

    /// <summary>Notes a new picture; null forgets it.</summary>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask SetAsync(Jid user, Avatar? avatar, CancellationToken cancellationToken)
    {
        var picture = avatar is null ? null : await avatar.Open(cancellationToken);
        var isUsable = avatar?.Id.Length <= LongestId && picture?.Content.Length is > 0 and <= MostBytes;
        await state.SetAsync(KeyOf(user), isUsable ? $"{avatar!.Id} {Convert.ToBase64String(picture!.Content.Span)}" : null, cancellationToken);
    }

    /// <summary>What a contact is to be told; null when they know it.</summary>
    /// <param name="told">The id of the picture that they have; null for none.</param>
    /// <exception cref="StateUnavailableException">The store is down.</exception>
    public async ValueTask<PictureNews?> NewsAsync(Jid user, string? told, CancellationToken cancellationToken)
    {
        var note = await state.GetAsync(KeyOf(user), cancellationToken);
        var id = note?[..note.IndexOf(' ', StringComparison.Ordinal)];
        return id == told ? null : new(id, note is null ? "0" : Fold("base64:" + note[(id!.Length + 1)..]));
    }

    private static string KeyOf(Jid user) => $"picture {user.Bare}";

    /// <summary>COMPAT(Delta Chat): white space in the base64 is skipped, so the field can be folded anywhere.</summary>
    private static string Fold(string value)
    {
        var folded = new StringBuilder(value.Length + (value.Length / 20));
        for (var at = 0; at < value.Length; at += LineLength)
            folded.Append("\r\n ").Append(value, at, Math.Min(LineLength, value.Length - at));

        return folded.ToString();
    }
}

/// <summary>What is new about a user's picture.</summary>
/// <param name="Id">Of the picture; null where it was taken away.</param>
/// <param name="Value">Of the field Chat-User-Avatar, folded.</param>
internal sealed record PictureNews(string? Id, string Value);
