using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>Which parts of a mail become files of the chat, and which are seen on the page of the whole mail only. Pure.</summary>
/// <param name="Files">In order.</param>
/// <param name="OnPage">Pictures that are no files.</param>
/// <param name="NeedsPage">Text and files are not all that the mail shows.</param>
internal sealed record PartPlan(IReadOnlyList<MailPart> Files, IReadOnlyList<MailPart> OnPage, bool NeedsPage)
{
    /// <summary>Pictures that stand in the text become so many bubbles; more would bury the chat.</summary>
    public const int MostPictures = 3;

    /// <summary>A larger picture is a file and stands not on the page.</summary>
    public const int LargestOnPage = 5 * 1024 * 1024;

    // Logos, icons and lines: what signatures and layouts are adorned with.
    private const int IconSide = 128;
    private const int IconArea = 40_000;
    private const int IconBytes = 2048;
    private const int PixelSide = 3;

    public static PartPlan Of(MessageView mail, MailContent content)
    {
        var html = mail.Root.Walk().FirstOrDefault(part =>
            part.ContentType.Is("text", "html") && part.Children.Count == 0 && part.Disposition?.IsAttachment != true && !IsInsideMessage(part));

        // Without files only tables would be looked for, and what was cut needs the page anyway: no reason to parse once more.
        var isPlain = content.Attachments.Count == 0 && content.Cut.Length > 0;
        var places = html is null || isPlain ? HtmlPlaces.None : HtmlPlaces.Find(html.Text, SubjectMarks.IsForward(mail.Subject));
        var files = new List<MailPart>();
        var onPage = new List<MailPart>();
        var pictures = 0;
        var hasMore = false;
        foreach (var attachment in content.Attachments)
        {
            var part = MailPart.Read(attachment.Part, attachment.Size);
            switch (PlaceOf(part, places))
            {
                case Place.Adornment:
                    onPage.Add(part);
                    break;
                case Place.InText when ++pictures > MostPictures && part.Size <= LargestOnPage:
                    onPage.Add(part);
                    hasMore = true;
                    break;
                default:
                    files.Add(part);
                    break;
            }
        }

        return new PartPlan(files, onPage, hasMore || places.HasTable || content.Cut.Length > 0);
    }

    private enum Place
    {
        Attached,
        InText,
        Adornment,
    }

    private static Place PlaceOf(MailPart part, HtmlPlaces places)
    {
        if (!part.IsPicture)
        {
            return Place.Attached;
        }

        var id = part.Part.ContentId;
        var isShown = id is not null && places.Shown.Contains(id);
        var isHidden = id is not null && places.Hidden.Contains(id);
        return isHidden || IsPixel(part) || (isShown && IsIcon(part)) ? Place.Adornment
            : isShown || part.Part.Disposition is { IsAttachment: false } || (part.Part.Disposition is null && part.Part.Parent?.ContentType.Is("multipart", "related") == true)
                ? Place.InText
            : Place.Attached;
    }

    private static bool IsPixel(MailPart part) =>
        part.Part.Disposition?.IsAttachment != true && part.Dimensions is var (width, height) && (width <= PixelSide || height <= PixelSide);

    private static bool IsIcon(MailPart part) => part.Dimensions is var (width, height)
        ? Math.Max(width, height) <= IconSide || width * height <= IconArea
        : part.Size <= IconBytes;

    private static bool IsInsideMessage(MimePart part)
    {
        for (var above = part.Parent; above is not null; above = above.Parent)
        {
            if (above.ContentType.IsMessage)
            {
                return true;
            }
        }

        return false;
    }
}
