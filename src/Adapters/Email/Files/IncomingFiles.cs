using XmppGateway.Abstractions;
using XmppGateway.Adapters.Email.Mime;
using XmppGateway.Adapters.Email.Semantics;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>
/// Keeps what a mail brings beside its text: once for all its recipients, before it is acknowledged. The same mail gives the same again. What cannot be
/// kept because it is too large is told; nothing here costs the mail.
/// </summary>
internal sealed class IncomingFiles(IAdapterContext context)
{
    /// <summary>More files than this are in the original only: each of them is a message in the chat.</summary>
    private const int MostFiles = 20;

    private const string PageType = "text/html";
    private const string MailType = "message/rfc822";

    /// <exception cref="StateUnavailableException">They cannot be kept now.</exception>
    public async ValueTask<KeptParts> KeepAsync(MessageView mail, MailContent content, string language, CancellationToken cancellationToken)
    {
        var plan = PartPlan.Of(mail, content);
        var remarks = new List<LocalText>();
        var files = new List<AttachedFile>();
        foreach (var part in plan.Files.Take(MostFiles))
        {
            await KeepAsync(part, files, remarks, cancellationToken);
        }

        if (Encryption.IsIn(mail.Root))
        {
            remarks.Add(MailTexts.Encrypted);
        }

        var isUnreadable = content.Kind == MailKind.Unreadable;
        var whole = isUnreadable || content.Damaged || plan.Files.Count > MostFiles ? await KeepOriginalAsync(mail, cancellationToken)
            : plan.NeedsPage ? await KeepPageAsync(mail, plan, language, cancellationToken) ?? await KeepOriginalAsync(mail, cancellationToken)
            : null;
        if (plan.Files.Count > MostFiles)
        {
            remarks.Add(MailTexts.MoreFiles(plan.Files.Count - MostFiles, whole is not null));
        }

        if (isUnreadable)
        {
            remarks.Add(MailTexts.Unreadable(whole is not null));
        }
        else if (content.Damaged)
        {
            remarks.Add(MailTexts.Damaged);
        }
        else if (remarks.Count == 0 && files.Count == 0 && content.Subject is null && string.IsNullOrWhiteSpace(content.Body))
        {
            remarks.Add(MailTexts.NoText);
        }

        return new KeptParts([.. files], whole, [.. remarks]);
    }

    /// <summary>A mail that the gateway has made a mistake with, as it came.</summary>
    /// <exception cref="StateUnavailableException">It cannot be kept now.</exception>
    public async ValueTask<KeptParts> KeepUnreadAsync(MessageView mail, MailContent content, CancellationToken cancellationToken)
    {
        var whole = await KeepOriginalAsync(mail, cancellationToken);
        return new KeptParts([], whole, [string.IsNullOrWhiteSpace(content.Body) ? MailTexts.Unreadable(whole is not null) : MailTexts.Damaged]);
    }

    private async ValueTask KeepAsync(MailPart part, List<AttachedFile> files, List<LocalText> remarks, CancellationToken cancellationToken)
    {
        await using var content = new PartContent(part.Part);
        if (await context.KeepMediaAsync(content, part.Name, part.MediaType, cancellationToken) is not { } kept)
        {
            remarks.Add(MailTexts.TooLarge(part.Name, part.Size));
            return;
        }

        var isCalendar = part.MediaType == "text/calendar";

        // An invitation lies twice in most mails, for those who read calendars and for those who save files.
        if (isCalendar && files.Exists(other => other.Sha256 == kept.Sha256))
        {
            return;
        }

        if (isCalendar && !files.Exists(other => other.MediaType == part.MediaType))
        {
            remarks.AddRange(CalendarText.Of(part.Part.Text));
        }

        if (MailTexts.Warning(part.Name, part.Danger) is { } warning)
        {
            remarks.Add(warning);
        }

        files.Add(kept with { Dimensions = part.IsPicture ? part.Dimensions : null, Description = part.Part.Header("Content-Description")?.Trim() is { Length: > 0 } words ? words : null });
    }

    private async ValueTask<AttachedFile?> KeepPageAsync(MessageView mail, PartPlan plan, string language, CancellationToken cancellationToken)
    {
        await using var page = WholeMail.Open(mail, [.. plan.Files, .. plan.OnPage], language);
        return await context.KeepMediaAsync(page, "mail.html", PageType, cancellationToken);
    }

    private async ValueTask<AttachedFile?> KeepOriginalAsync(MessageView mail, CancellationToken cancellationToken)
    {
        await using var original = new PartContent(mail.Raw);
        return await context.KeepMediaAsync(original, "mail.eml", MailType, cancellationToken);
    }
}
