using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Groups;

/// <summary>A message of a group as it is noted, until those whom it is for have come into the room.</summary>
/// <param name="Id">Its Message-ID, without brackets.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="At">When, in seconds since 1970.</param>
/// <param name="Text">Its text, or the beginning of it.</param>
/// <param name="For">The ids of those who were in the group then.</param>
internal sealed record GroupEntry(string Id, GroupPerson By, long At, string Text, IReadOnlyList<string> For)
{
    private const int FewRemarks = 5;
    private const int ShortRemark = 500;

    /// <summary>How many further notes the text has.</summary>
    public int MoreText { get; init; }

    /// <summary>Of the mail as it came; null for one from here.</summary>
    public string? Digest { get; init; }

    public string? Thread { get; init; }

    public string? ReplyTo { get; init; }

    public IReadOnlyList<GroupFile> Files { get; init; } = [];

    public GroupFile? Whole { get; init; }

    /// <summary>English and German of each.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Remarks { get; init; } = [];

    /// <summary>The ids of those of ours who have it in the room, and not one to one.</summary>
    public IReadOnlyList<string> Shown { get; init; } = [];

    /// <summary>What it has changed: told again when the mail is handed over again.</summary>
    public GroupChange Change { get; init; } = GroupChange.None;

    /// <summary>The same in less room: without what is said of files, and with few remarks.</summary>
    public GroupEntry Short() => this with
    {
        Files = [.. Files.Select(file => file.Short())],
        Whole = Whole?.Short(),
        Remarks = [.. Remarks.Take(FewRemarks).Select(remark => (IReadOnlyList<string>)[.. remark.Select(words => Group.Cut(words, ShortRemark))])],
    };

    /// <summary>As it is shown.</summary>
    /// <param name="room">The room's name.</param>
    /// <param name="text">All of its text.</param>
    public RoomMessage ToMessage(string room, RichText text) => new()
    {
        Room = new(room),
        By = By.Contact,
        Timestamp = DateTimeOffset.FromUnixTimeSeconds(At),
        Body = text,
        Id = new(Id),
        Thread = Thread,
        ReplyTo = ReplyTo is null ? null : new(ReplyTo),
        Attachments = [.. Files.Select(file => file.ToFile())],
        Whole = Whole?.ToFile(),
        Remarks = [.. Remarks.Select(remark => new LocalText(remark[0], remark[1]))],
        Audience = RoomAudience.Invited,
    };
}

/// <summary>A kept file as it is noted.</summary>
internal sealed record GroupFile(string Source, string Name, string MediaType, long? Size, string? Sha256, int Width = 0, int Height = 0, string? Description = null)
{
    private const int LongestDescription = 300;
    private const int ShortName = 60;

    public static GroupFile Of(AttachedFile file) => new(
        file.Source, file.Name, file.MediaType, file.Size, file.Sha256, file.Dimensions?.Width ?? 0, file.Dimensions?.Height ?? 0,
        file.Description is { } words ? Group.Cut(words, LongestDescription) : null);

    /// <summary>The same in less room. A name keeps its end: it says what the file is.</summary>
    public GroupFile Short() => this with
    {
        Name = Name.Length <= ShortName ? Name : Name[^(char.IsLowSurrogate(Name[^ShortName]) ? ShortName - 1 : ShortName)..],
        Description = null,
    };

    public AttachedFile ToFile() => new(Source, Name, MediaType)
    {
        Size = Size,
        Sha256 = Sha256,
        Dimensions = Width > 0 && Height > 0 ? (Width, Height) : null,
        Description = Description,
    };
}
