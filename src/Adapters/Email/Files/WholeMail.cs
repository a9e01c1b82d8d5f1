using System.Security.Cryptography;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Views;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>
/// A mail as one page that needs nothing else: its pictures stand in it as <c>data:</c> addresses (RFC 2397), so that they live as long as the page does
/// and no server learns who reads it. Read as a stream: the pictures are encoded when their turn comes.
/// </summary>
internal static class WholeMail
{
    /// <summary>Of all pictures together, counted as often as they are shown.</summary>
    private const long LargestPictures = 20L * 1024 * 1024;

    /// <summary>How often pictures are shown: no author needs more, and each place is a stream of its own.</summary>
    private const int MostPlaces = 500;

    /// <param name="mail">The mail.</param>
    /// <param name="parts">Its pictures.</param>
    /// <param name="language">The reader's.</param>
    public static Stream Open(MessageView mail, IReadOnlyList<MailPart> parts, string language)
    {
        // No mail can name a picture by a mark that is made anew for each page.
        var mark = "-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) + "-";
        var shown = new List<MailPart>();
        var left = LargestPictures;

        // Looked for at each picture of the page: the parts are read once.
        var pictures = parts.Where(part => part.IsPicture).ToList();
        var byId = new Dictionary<string, MailPart>(StringComparer.Ordinal);
        foreach (var part in pictures)
        {
            if (part.Part.ContentId is { } id)
                byId.TryAdd(id, part);
        }

        string? Show(MailPart part)
        {
            if (shown.Count == MostPlaces || part.Size > Math.Min(left, PartPlan.LargestOnPage))
                return null;

            left -= part.Size;
            shown.Add(part);
            return $"data:{part.MediaType};base64,{mark}";
        }

        var page = MailPage.Write(
            mail,
            id => byId.TryGetValue(id, out var part) ? Show(part) : null,
            language,
            () =>
            {
                var places = shown.ToHashSet(ReferenceEqualityComparer.Instance);
                return [.. pictures.Where(part => part.Part.Disposition?.IsAttachment != true && !places.Contains(part)).Select(Show).OfType<string>()];
            });
        return new JoinedStream(Pieces(page.Split(mark), shown));
    }

    private static IEnumerable<Stream> Pieces(string[] texts, List<MailPart> pictures)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            yield return new MemoryStream(System.Text.Encoding.UTF8.GetBytes(texts[i]));
            if (i < texts.Length - 1)
            {
#pragma warning disable CA2000 // The outer stream disposes of the inner one.
                yield return new CryptoStream(new PartContent(pictures[i].Part), new ToBase64Transform(), CryptoStreamMode.Read);
#pragma warning restore CA2000
            }
        }
    }
}
