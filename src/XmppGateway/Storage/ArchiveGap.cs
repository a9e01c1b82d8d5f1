namespace XmppGateway.Storage;

/// <summary>A part of a room's archive that is known to be missing: nobody of ours was there, and too much was said to be read at once.</summary>
/// <param name="Room">The room's number.</param>
/// <param name="After">The last place before it.</param>
/// <param name="Before">The first place behind it.</param>
/// <param name="AfterAt">When the newest event before it was said.</param>
/// <param name="BeforeAt">When the oldest event behind it was said.</param>
/// <param name="Mark">The network's own mark, from which what is missing is read, newest first.</param>
internal sealed record ArchiveGap(long Room, long After, long Before, DateTimeOffset AfterAt, DateTimeOffset BeforeAt, string Mark);
