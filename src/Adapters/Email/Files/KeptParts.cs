using XmppGateway.Abstractions;

namespace XmppGateway.Adapters.Email.Files;

/// <summary>What was kept of a mail beside its text.</summary>
/// <param name="Files">Those that are shown as files, in order.</param>
/// <param name="Whole">The mail as a page, or as it came; null where its text and its files are all of it.</param>
/// <param name="Remarks">What there is to say about it.</param>
internal sealed record KeptParts(Sequence<AttachedFile> Files, AttachedFile? Whole, Sequence<LocalText> Remarks)
{
    public static KeptParts None { get; } = new([], null, []);
}
