using XmppGateway.Adapters.Email.Mime;

namespace XmppGateway.Adapters.Email.Reactions;

/// <summary>The fields by which chat programs over mail say more than a mail can, where they come in clear. Pure.</summary>
internal sealed record ChatHeaders
{
    private const int MostDeleted = 20;

    /// <summary>The sign that such programs put before a corrected text.</summary>
    private const string EditSign = "✏️";

    /// <summary>The contact's program is one of these.</summary>
    public bool IsChat { get; private init; }

    /// <summary>The mail whose text this one replaces, without brackets.</summary>
    public string? Edits { get; private init; }

    /// <summary>The mails that this one takes back.</summary>
    public IReadOnlyList<string> Deletes { get; private init; } = [];

    /// <summary>The program says something of its own: a timer was set, somebody's place is shared.</summary>
    public bool IsProgramTalk { get; private init; }

    /// <summary>The contact's picture, without white space: <c>base64:…</c>, or <c>0</c> for none; null where the mail says nothing of it.</summary>
    public string? Picture { get; private init; }

    public static ChatHeaders Read(MessageView mail)
    {
        if (string.IsNullOrWhiteSpace(mail.Header("Chat-Version")))
            return new();

        return new()
        {
            IsChat = true,
            Edits = Ids(mail, "Chat-Edit") is [var edited] ? edited : null,
            Deletes = [.. Ids(mail, "Chat-Delete").Take(MostDeleted)],
            Picture = Find(mail, "Chat-User-Avatar") is { } picture ? string.Concat(picture.Unfolded.Where(c => !char.IsWhiteSpace(c))) : null,

            // A sticker is a picture of the contact's; every other word is the program's.
            IsProgramTalk = mail.Header("Chat-Content")?.Trim() is { Length: > 0 } content && !content.Equals("sticker", StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>A corrected text without the sign before it.</summary>
    public static string WithoutSign(string text) => text.StartsWith(EditSign, StringComparison.Ordinal) ? text[EditSign.Length..].TrimStart() : text;

    private static IReadOnlyList<string> Ids(MessageView mail, string name) =>
        Find(mail, name) is { } field ? MessageIds.Parse(field.Unfolded) : [];

    /// <summary>COMPAT(Delta Chat): writes such fields into the first part of a multipart/mixed, and heeds them nowhere else; older programs had them in the header.</summary>
    private static HeaderField? Find(MessageView mail, string name) =>
        (mail.Root.ContentType.Is("multipart", "mixed") && mail.Root.Children is [var first, ..] ? first.Find(name) : null) ?? mail.Root.Find(name);
}
