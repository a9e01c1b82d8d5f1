using System.Text;

namespace XmppGateway.Adapters.Matrix.Ids;

/// <summary>Ids of events (appendices, "Event IDs"): opaque, but for sigil and length.</summary>
internal static class EventIds
{
    private const int MaxBytes = 255;

    /// <summary>True for what can be the id of an event, and be written into a URL.</summary>
    public static bool IsValid(string? text) =>
        text is ['$', _, ..] && text.Length <= MaxBytes && !text.Any(c => c <= ' ' || c == '\u007F' || char.IsSurrogate(c))
        && Encoding.UTF8.GetByteCount(text) <= MaxBytes;
}
