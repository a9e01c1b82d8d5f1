using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using XmppGateway.Storage;

namespace XmppGateway.Profiles;

/// <summary>Pictures as they are kept and shown. Pure.</summary>
internal static class Pictures
{
    /// <summary>In bytes. In Base64 this is a third more, which servers still take (Prosody to 512 KiB).</summary>
    public const int Largest = 256 * 1024;

    private const int RoomForTheRest = 32 * 1024;

    /// <summary>What fits into a stanza, in bytes.</summary>
    public static int LargestIn(int stanzaBytes) => Math.Clamp((stanzaBytes - RoomForTheRest) / 4 * 3, 0, Largest);

    /// <summary>The picture by its hash, with the type that its bytes show; null for one that is too large, or that clients cannot show.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "XEP-0084 and XEP-0153 name pictures by their SHA-1; it protects nothing.")]
    public static AvatarRow? Read(ReadOnlyMemory<byte> content, int largest) =>
        content.Length <= largest && PictureType.Of(content.Span) is { } type
            ? new AvatarRow(Convert.ToHexStringLower(SHA1.HashData(content.Span)), type, content.ToArray())
            : null;
}
